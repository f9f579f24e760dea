"""The parts of a Transformer and of its training.

One learns how tokens attend to each other, how positions are encoded, an optimizer for matrices, and
a softer loss. Read attention, positional, then muon and label_smoothing.
"""
