"""Right ways to Grad-CAM."""

import contextlib

import numpy as np
import torch
from torch import nn

OBJECT = "work02_resnet_vgg.metrics.grad_cam:grad_cam"


def by_backward(model, layer, image, target):
    """Keeps the gradient of the maps and calls backward."""
    seen = {}

    def keep(module, inputs, output):
        output.retain_grad()
        seen["maps"] = output

    handle = layer.register_forward_hook(keep)
    with torch.enable_grad():
        model(image)[0, target].backward()
    handle.remove()
    maps, grad = seen["maps"].detach()[0], seen["maps"].grad[0]
    return sum(g.mean() * m for g, m in zip(grad, maps, strict=True)).clamp(min=0)


def by_a_hook_of_the_tensor(model, layer, image, target):
    """Catches the gradient by a hook of the tensor."""
    maps, grads = [], []

    def watch(module, inputs, output):
        maps.append(output.detach())
        output.register_hook(grads.append)

    handle = layer.register_forward_hook(watch)
    with torch.set_grad_enabled(True):
        score = model(image)[:, target].sum()
        score.backward()
    handle.remove()
    weights = grads[0][0].flatten(1).mean(1)
    return torch.einsum("c,chw->hw", weights, maps[0][0]).relu()


def by_a_full_backward_hook(model, layer, image, target):
    """Catches the gradient by a backward hook of the module."""
    kept = {}
    handles = [
        layer.register_forward_hook(lambda m, i, output: kept.update(maps=output.detach().clone())),
        layer.register_full_backward_hook(lambda m, i, grads: kept.update(grad=grads[0])),
    ]
    with torch.enable_grad():
        model(image)[0][target].backward()
    for handle in handles:
        handle.remove()
    weights = kept["grad"].mean((0, 2, 3))
    return torch.tensordot(weights, kept["maps"][0], 1).clamp_min(0)


def by_a_leaf(model, layer, image, target):
    """Cuts the network at the maps, and makes them a leaf."""
    leaves = []

    def cut(module, inputs, output):
        leaves.append(output.detach().requires_grad_())
        return leaves[0].clone()

    handle = layer.register_forward_hook(cut)
    with torch.enable_grad():
        logits = model(image)
        handle.remove()
        (grad,) = torch.autograd.grad(logits.select(1, target).squeeze(), leaves)
    maps = leaves[0].detach()
    heat = (maps * grad.mean(-1, keepdim=True).mean(-2, keepdim=True)).sum(1).squeeze(0)
    return torch.where(heat > 0, heat, torch.zeros_like(heat))


def by_an_offset_of_each_channel(model, layer, image, target):
    """The gradient of a constant added to a channel is the sum over its map."""
    kept = []

    def shift(module, inputs, output):
        offset = torch.zeros(output.shape[1], 1, 1, dtype=output.dtype, requires_grad=True)
        kept.extend([output.detach(), offset])
        return output.detach() + offset

    with torch.enable_grad():
        handle = layer.register_forward_hook(shift)
        logits = model(image)
        handle.remove()
        maps, offset = kept
        (total,) = torch.autograd.grad(logits[0, target], offset)
    weights = total / maps[0, 0].numel()
    return (weights * maps[0]).sum(0).relu()


def with_numpy_after_the_gradient(model, layer, image, target):
    """The sum by NumPy, after the gradient."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        (grad,) = torch.autograd.grad(model(image)[0, target], kept)
    handle.remove()
    maps = kept[0].detach().numpy()[0]
    weights = grad.numpy()[0].mean(axis=(1, 2))
    return torch.from_numpy(np.maximum(np.einsum("c,chw->hw", weights, maps), 0))


@contextlib.contextmanager
def _recorded(layer):
    """Record what a module returns, by another forward for a while."""
    records, forward = [], layer.forward

    def recording(*args, **kwargs):
        records.append(forward(*args, **kwargs))
        return records[-1]

    layer.forward = recording
    try:
        yield records
    finally:
        del layer.forward


def by_another_forward(model, layer, image, target):
    """Replaces the module's forward for a while."""
    with torch.enable_grad(), _recorded(layer) as records:
        score = model(image)[0, target]
    maps = records[-1]
    grad = torch.autograd.grad(score, maps)[0]
    channels, height, width = maps.shape[1:]
    weights = grad.reshape(channels, height * width).sum(1) / (height * width)
    heat = weights @ maps.detach().reshape(channels, -1)
    return heat.reshape(height, width).clip(min=0)


def by_a_one_hot_gradient(model, layer, image, target):
    """Pulls a one-hot vector back instead of choosing a logit."""
    kept = []
    handle = layer.register_forward_hook(lambda *arguments: kept.append(arguments[-1]))
    with torch.enable_grad():
        logits = model(image)
    handle.remove()
    wanted = torch.zeros_like(logits)
    wanted[:, target] = 1
    (grad,) = torch.autograd.grad(logits, kept[0], grad_outputs=wanted)
    weights = nn.functional.adaptive_avg_pool2d(grad, 1)
    with torch.no_grad():
        return nn.functional.conv2d(kept[0], weights)[0, 0].relu()


def place_by_place(model, layer, image, target):
    """A loop over the places of the map."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        logit = model(image).flatten()[target]
    handle.remove()
    (maps,) = kept
    weights = torch.autograd.grad(logit, maps)[0][0].mean(2).mean(1)
    heat = torch.zeros(maps.shape[2:], dtype=maps.dtype)
    for y in range(maps.shape[2]):
        for x in range(maps.shape[3]):
            heat[y, x] = max(0.0, float(weights @ maps[0, :, y, x].detach()))
    return heat
