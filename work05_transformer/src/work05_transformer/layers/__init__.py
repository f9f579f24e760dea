"""The parts of a Transformer and of its training.

One learns what attention is, how tokens attend to each other, how positions are encoded, how features
are normalized, an optimizer for matrices, and a softer loss. Read pooling, attention, positional,
layer_norm, then muon and label_smoothing.
"""
