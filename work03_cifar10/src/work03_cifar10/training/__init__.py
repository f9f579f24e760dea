"""How classifiers are trained: settings, the loop, averaged weights, and backbones from ImageNet.

Read config, loop, lookahead; frozen_features and fine_tuning; trained_model is what a run leaves.
"""
