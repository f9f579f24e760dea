"""Explains the probability instead of the logit."""

import torch

OBJECT = "work02_resnet_vgg.metrics.grad_cam:grad_cam"
CAUGHT_BY = "grad_cam"


def grad_cam(model, layer, image, target):
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image).softmax(dim=1)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()
