"""Images as arrays and tensors.

Read labeled (CIFAR-10, MNIST, Fashion-MNIST), photos (files that nobody has vouched for), listing
(which files people mean), then augmentation (random crops and mirror images of whole batches).
"""
