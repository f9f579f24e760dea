"""Training: read `config`, the settings, and `loop`; then `run`, what train.py does with it all.

`outputs` has what a run leaves behind. `network_regressor` makes an estimator of the loop, so that a
network can stand beside the baselines.
"""
