"""The experiments of the report, one subject a file.

Read `complexity` first, then `degradation`, `pretrained`, `gradients` and `ablations`, then `style`.
"""
