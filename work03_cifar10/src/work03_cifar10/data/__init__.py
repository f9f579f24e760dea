"""Images and how they reach a network: in memory, split, augmented; then one's own pictures.

Read images, splits, augmentation; photos, layout, folder and by_name when you bring pictures of your
own.
"""
