"""A ResNet-50 + FPN + SSD detector, its parts from scratch, its training and its measurements.

Rooms, in the order in which to read them:

- geometry: boxes, anchors and how they are matched; offsets; NMS.
- models: backbone, pyramid, heads; from outputs to detections.
- data: scenes with exact boxes, annotated photos, augmentation, splits.
- training: what is asked of each anchor, the losses, the configurations, the loop.
- metrics: average precision by VOC's and COCO's rules, kinds of errors.
- studies: the experiments of the report, the earlier hand-in among them.
- figures: what the report shows.
- commands: what stands behind train.py, predict.py, evaluate.py, export.py and web.py.
"""

import shared as shared  # before torch: it says how torch's threads wait
