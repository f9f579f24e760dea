"""CIFAR-10 from a linear classifier to 94 %, with every step measured.

The rooms, in reading order:

basics: classifiers, convolution and pooling from scratch
data: images in memory, splits without leaks, augmentation, one's own pictures
models: from one linear layer to LeNet, AlexNet, the fast net and backbones from ImageNet
training: settings, the loop, averaged weights, frozen features, fine-tuning
metrics: accuracy, test-time augmentation, votes, confusion, calibration
generative: transposed convolution, autoencoders, adversarial networks
studies: the experiments of the report
figures: what the report draws
commands: what stands behind predict.py
"""
