"""The experiments of the report, one file a subject: `python -m work03_cifar10.studies [NAME …]`.

Read default_runs, lenet, small_budget, inspection, transfer, autoencoders, gans, made_images.
"""
