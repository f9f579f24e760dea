"""The network and what its outputs mean: backbones, fpn, heads, detector, detections, tta, saved.

Read them in this order: it is the way of an image through the detector, to boxes with scores.
"""
