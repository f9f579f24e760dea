"""House prices: from a line to a network with nothing hidden, then a competition entry.

The rooms in reading order:

- `regression`: arrays in place of loops, a line five ways, over- and underfitting, convexity.
- `layers`: forward and backward passes by hand, losses, first weights, and how to check them.
- `optimization`: every optimizer in two lines of algebra, and the schedule of its learning rate.
- `networks`: one network three times, from NumPy to torch.nn; then many networks as one.
- `data`: a hostile table read, checked and turned into matrices, without a leak.
- `models`: the baselines that a network must beat, and their blend.
- `metrics`: what a cross-validation reached, what a model uses, where it errs, what changes.
- `training`: the settings and the loop.
- `studies`: the experiments of the report.
- `figures`: what the report draws.
- `commands`: predicting new rows with a finished run.
"""
