"""How sources hold a data set, and how that becomes the catalogue's files.

Read form (the table of forms), then plain_files, cifar10, cifar10_batches.
"""
