"""What deep networks are built of, and what it costs.

Read `arithmetic` and `complexity` first, then `locally_connected`, a convolution without shared
weights; `batch_norm`, `blocks` and `initialization`; `fused` folds batch norm away for evaluation.
"""
