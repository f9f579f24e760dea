"""Whole networks, each as in its paper, with torchvision's names.

Read `vgg` and `nin` first, then `resnet`, `cifar_resnet` and its plain `twins`, then `googlenet` and
`densenet`; `small` has them in one frame at one cost, `single_reason` what a convolution is
compared with. `small_vgg` is for style transfer, `registry` lists all by name, `pretrained` loads
weights that others trained.
"""
