"""Mistakes in grad_cam: each function is one, and its docstring says which."""

import torch

OBJECT = "work02_resnet_vgg.metrics.grad_cam:grad_cam"


def absolute(model, layer, image, target):
    """Takes what speaks against the class for its opposite."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return (weights * maps).sum(dim=1).abs()[0].detach()


def averages_rows(model, layer, image, target):
    """Averages over rows alone."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=2, keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def chooses_without_gradients(model, layer, image, target):
    """Chooses the logit where gradients are off."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        logits = model(image)
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(logits[0, target], maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def from_0_to_1(model, layer, image, target):
    """Scales the heat to at most 1."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    heat = torch.relu((weights * maps).sum(dim=1))[0].detach()
    return heat / heat.max().clamp(min=1e-12)


def keeps_its_graph(model, layer, image, target):
    """Gives a heat that has a gradient."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps, create_graph=True)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0]


def mean_of_channels(model, layer, image, target):
    """Averages the weighted maps over channels."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).mean(dim=1))[0].detach()


def needs_gradients_on(model, layer, image, target):
    """Fails where gradients are off."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def not_averaged(model, layer, image, target):
    """Multiplies maps and gradients place by place."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    return torch.relu((grad_maps * maps).sum(dim=1))[0].detach()


def of_all_classes(model, layer, image, target):
    """Explains the sum of all logits."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0].sum()
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def of_probability(model, layer, image, target):
    """Explains the probability instead of the logit."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image).softmax(dim=1)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def other_class(model, layer, image, target):
    """Explains the least probable class, whatever is asked."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0].min()
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def sums(model, layer, image, target):
    """Sums the gradient instead of averaging it."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.sum(dim=(2, 3), keepdim=True)
    return torch.relu((weights * maps).sum(dim=1))[0].detach()


def without_relu(model, layer, image, target):
    """Keeps what speaks against the class."""
    kept = []
    handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output))
    with torch.enable_grad():
        score = model(image)[0, target]
    handle.remove()
    (maps,) = kept
    (grad_maps,) = torch.autograd.grad(score, maps)
    weights = grad_maps.mean(dim=(2, 3), keepdim=True)
    return (weights * maps).sum(dim=1)[0].detach()
