"""How good predictions are on held-out images, and how to make them better without training.

Read evaluation, tta, ensembles, confusion, calibration.
"""
