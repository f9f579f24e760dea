"""Very deep convolutional networks: VGG, ResNet and their neighbors.

The rooms, in reading order:

    layers    the arithmetic of convolutions, batch norm, residual blocks
    models    VGG, ResNet and the networks around them, by name and with trained weights
    data      CIFAR-10, its splits and its augmentation
    metrics   errors; gradients and responses; where a network looks
    training  plain and residual networks side by side
    style     a photo in the style of a painting
    studies   the experiments of the report
    figures   what the report draws
    commands  what stands behind predict.py, style.py and draw.py
"""
