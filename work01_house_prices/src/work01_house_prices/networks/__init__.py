"""The multilayer perceptron, each time with less written out: by hand, with autograd, with torch.nn.

Read `numpy_network`, `tensor_network`, `nn_network`, then `xor`, what one hidden layer can do and
none can, and `batched_network`, many networks that train as one.
"""
