"""Trained weights: loading reads a file of them safely, pretrained gives models by name.

keras_resnet shows how one framework's network is turned into another's.
"""
