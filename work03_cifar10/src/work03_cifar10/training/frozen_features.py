"""A new classifier on a frozen backbone, which sees each image once, and never again."""

from __future__ import annotations

import hashlib
from pathlib import Path

import safetensors.torch
import torch
from jaxtyping import Float, Int, UInt8
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from shared.data import cache_folder
from shared.files import write_atomically
from shared.training.machine.precision import bf16_is_faster
from work03_cifar10.models.backbones import Backbone, enlarged


@torch.no_grad()
def features(
    backbone: Backbone,
    pixels: UInt8[Tensor, "image height width channel"],
    size: int,
    batch: int = 50,
) -> Float[Tensor, "image feature"]:
    """Compute a backbone's features of all images, enlarged to `size` pixels a side."""
    model = backbone.model.eval().to(memory_format=torch.channels_last)
    parts = []
    with torch.autocast("cpu", torch.bfloat16, enabled=bf16_is_faster(torch.device("cpu"))):
        for part in pixels.split(batch):
            images = backbone.scale(enlarged(part, size))
            images = images.contiguous(memory_format=torch.channels_last)
            parts.append(model(images).float())
    return torch.cat(parts)


def cached_features(
    backbone: Backbone,
    pixels: UInt8[Tensor, "image height width channel"],
    size: int,
    folder: Path | None = None,
) -> Float[Tensor, "image feature"]:
    """Compute the same once, kept in a file: features of a frozen backbone never change.

    The file's name holds a digest of the images, of the weights and of the size: other images or
    weights are never mistaken for these.
    """
    digest = hashlib.sha256()
    for tensor in (pixels, *backbone.model.state_dict().values()):
        digest.update(f"{tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.numpy().tobytes())
    folder = folder or cache_folder() / "features"
    path = folder / f"{backbone.name}-{size}-{digest.hexdigest()[:24]}.safetensors"
    if not path.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        content = {"features": features(backbone, pixels, size)}
        write_atomically(path, lambda file: safetensors.torch.save_file(content, file))
    return safetensors.torch.load_file(path)["features"]


def fit_head(
    inputs: Float[Tensor, "image feature"],
    labels: Int[Tensor, " image"],
    classes: int,
    *,
    weight_decay: float = 1e-3,
    steps: int = 60,
) -> nn.Sequential:
    """Fit softmax regression to features, by L-BFGS on all images at once.

    The features are scaled to mean 0 and standard deviation 1 first, so that one weight decay fits
    all.
    """
    spread = inputs.std(dim=0) if len(inputs) > 1 else torch.ones_like(inputs[0])
    mean, std = inputs.mean(dim=0), spread.clamp(min=1e-6)
    scaled = (inputs - mean) / std
    layer = nn.Linear(inputs.shape[1], classes)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimizer = torch.optim.LBFGS(layer.parameters(), max_iter=steps, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = cross_entropy(layer(scaled), labels)
        loss = loss + 0.5 * weight_decay * layer.weight.square().sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    # The scaling becomes part of the layer, which then takes the features as they are.
    with torch.no_grad():
        layer.weight.div_(std)
        layer.bias.sub_(layer.weight @ mean)
    return nn.Sequential(layer)
