"""Boxes and what is laid over them, without a network: boxes, anchors, clustering, matching, coder, nms.

Read them in this order; each is one idea.
"""
