"""Very deep convolutional networks: VGG, ResNet and their neighbours."""
