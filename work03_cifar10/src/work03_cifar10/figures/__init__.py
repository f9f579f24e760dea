"""What the report draws: where a classifier errs, what is inside it, what each change is worth.

Read errors, inside, samples, over_time, changes, seeds; `python -m work03_cifar10.figures` draws
those that come from results files.
"""
