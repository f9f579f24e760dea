"""Images with boxes: samples, scenes, annotations, voc, coco, augmentation, photos, splits.

Read first what a sample is, then scenes with exact boxes, then files that nobody vouched for, and how
both become the splits of a training run.
"""
