"""How good detections are: average_precision, objects, voc, coco, error_kinds, evaluation.

Read first the area under a curve, then whose rules say what is right, then what is wrong and why.
"""
