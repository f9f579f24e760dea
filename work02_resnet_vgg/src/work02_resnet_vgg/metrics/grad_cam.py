"""Grad-CAM (Selvaraju et al. 2016): where in an image a network saw a class."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import interpolate, relu

from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.densenet import DenseNet
from work02_resnet_vgg.models.googlenet import GoogLeNet
from work02_resnet_vgg.models.nin import NiN
from work02_resnet_vgg.models.resnet import ResNet
from work02_resnet_vgg.models.vgg import VGG

LAST_MAPS: dict[type[nn.Module], str] = {
    VGG: "features",
    ResNet: "layer4",
    CifarResNet: "layer3",
    GoogLeNet: "inception5b",
    DenseNet: "features",
    NiN: "features",
}
"""The module that gives the last feature maps: the best compromise between meaning and place."""


def last_maps(model: nn.Module) -> nn.Module:
    """Return the module of `model` that gives its last feature maps, see LAST_MAPS."""
    return model.get_submodule(LAST_MAPS[type(model)])


def grad_cam(
    model: nn.Module, layer: nn.Module, image: Float[Tensor, "1 3 height width"], target: int
) -> Float[Tensor, "map_height map_width"]:
    """Measure how much each place of `layer`'s maps speaks for the class `target`.

    A channel's weight is the average gradient of the class's logit over the channel's map
    (equation 1); the weighted sum of the maps goes through a ReLU, since only what speaks *for* the
    class matters (equation 2).

    Args:
        model: gives logits; in evaluation mode.
        layer: a module inside `model` whose output is the feature maps.
        image: one image, prepared.
        target: the number of the class.

    Returns:
        the heat, not below 0, without a gradient of its own. It can be asked under `torch.no_grad`.
    """
    kept: list[Tensor] = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    try:
        with torch.enable_grad():
            score = model(image)[0, target]
    finally:
        handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return relu((weights * maps).sum(dim=1))[0].detach()


def enlarge(
    heat: Float[Tensor, "map_height map_width"], height: int, width: int
) -> Float[Tensor, "height width"]:
    """Resize a map to the image's size, with values from 0 to 1."""
    large = interpolate(heat[None, None], (height, width), mode="bilinear")[0, 0]
    return large / large.max().clamp(min=1e-12)
