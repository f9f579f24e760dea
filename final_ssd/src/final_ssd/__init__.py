"""A ResNet-50 + FPN + SSD detector, its parts from scratch, its training and its measurements."""
