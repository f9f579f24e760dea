"""The experiments of the report, one subject a file.

Read `complexity` and `pretrained` first, then `gradients`, `degradation` and `ablations`, then
`style`; `saving` writes their results.
"""
