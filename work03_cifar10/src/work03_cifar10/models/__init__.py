"""Classifiers, from one linear layer to backbones trained on ImageNet.

Read linear, lenet, alexnet, batched_convnet (several networks that train as one), fast_net,
backbones; by_name lists those that train.py knows.
"""
