"""Training: read `config`, the settings, and `loop`; then `outputs`, what a run leaves behind.

`network_regressor` makes an estimator of it all, so that a network can stand beside the baselines.
"""
