"""Images with boxes, from scenes that are composed and from files that people bring.

Read first what a sample is, then scenes with exact boxes; then files that nobody vouched for: frames,
annotations, named_files, voc, coco, layouts; and how all become the splits of a training run:
augmentation, photos, splits, identities.
"""
