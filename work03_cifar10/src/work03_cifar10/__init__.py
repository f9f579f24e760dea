"""CIFAR-10 from a linear classifier to 94 %, with every step measured."""
