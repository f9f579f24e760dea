"""Turn the published Keras ResNet-50 into a torchvision ResNet that gives the same answers.

What differs from torchvision's own ResNet-50:

- The stride of a stage stands at the first 1×1 convolution of its first block, as in the paper
  (He et al., 2016, table 1), not at the 3×3 one.
- Batch norm adds 1e-3 to the variance, not 1e-5.
- Convolutions have a bias. A bias before batch norm only shifts the mean that it subtracts:
  `(Wx + b − μ)/σ = (Wx − (μ − b))/σ`, so it is folded into `running_mean`.
- Kernels are stored height × width × in × out.
- Images are BGR, 0–255, minus the mean color of ImageNet.

The max-pool pads by zeros where torchvision's pads by −∞: equal, since it follows a ReLU.
"""

import json
import math
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor, nn
from torchvision.models.resnet import Bottleneck, ResNet
from torchvision.transforms import v2

from shared.data.errors import FormatError

EPSILON = 1e-3
MEAN_BGR = (103.939, 116.779, 123.68)

KerasWeights = Mapping[str, np.ndarray]


class _SubtractMeanBGR(nn.Module):
    """RGB 0–255 to BGR with the mean of ImageNet subtracted."""

    def forward(self, image: Float[Tensor, "*batch 3 height width"]) -> Tensor:
        mean = torch.tensor(MEAN_BGR, dtype=image.dtype, device=image.device)
        return image.flip(-3) - mean[:, None, None]


KERAS_PREPROCESSING = v2.Compose(
    [
        v2.RGB(),
        v2.ToImage(),
        v2.Resize(256, antialias=True),
        v2.CenterCrop(224),
        v2.ToDtype(torch.float32, scale=False),
        v2.ToPureTensor(),
        _SubtractMeanBGR(),
    ]
)


def paper_resnet(blocks: tuple[int, int, int, int], classes: int = 1000) -> ResNet:
    """Return a bottleneck ResNet, `blocks` in each stage, with the paper's strides and Keras's ε.

    ResNet-50 is `(3, 4, 6, 3)`.
    """
    norm_layer = partial(nn.BatchNorm2d, eps=EPSILON)
    model = ResNet(Bottleneck, list(blocks), num_classes=classes, norm_layer=norm_layer)
    for stage in (model.layer2, model.layer3, model.layer4):
        first = stage[0]
        first.conv1.stride, first.conv2.stride = first.conv2.stride, first.conv1.stride
    return model


def read_tfjs_weights(folder: Path) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Return the arrays of a TensorFlow.js model by name, and the names of its classes.

    `model.json` lists groups of arrays; a group's bytes are its shards, one after the other.

    Raises:
        FormatError: the shards do not hold just what the list says.
    """
    model_folder = folder / "ResNet50"
    listed = json.loads((model_folder / "model.json").read_text(encoding="utf-8"))
    arrays = {}
    for group in listed["weightsManifest"]:
        data = b"".join((model_folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for entry in group["weights"]:
            shape, dtype = tuple(entry["shape"]), entry["dtype"]
            count = math.prod(shape)
            if dtype != "float32" or offset + 4 * count > len(data):
                raise FormatError(f"{folder}: {entry['name']} is {dtype} {shape}, not in its shard")
            array = np.frombuffer(data, dtype="<f4", count=count, offset=offset).reshape(shape)
            arrays[entry["name"]] = array
            offset += 4 * count
        if offset != len(data):
            raise FormatError(f"{folder}: {len(data) - offset} bytes of weights are left over")
    numbered = json.loads((folder / "assets" / "labels.json").read_text(encoding="utf-8"))
    return arrays, tuple(numbered[str(number)] for number in range(len(numbered)))


def state_dict_from_keras(weights: KerasWeights) -> dict[str, Tensor]:
    """Return the state of `paper_resnet` that equals these Keras weights."""
    state = _convolution_and_norm(weights, "conv1", "bn_conv1", "conv1", "bn1")
    for name in weights:
        if not name.startswith("res") or not name.endswith("/kernel"):
            continue
        # res3b_branch2c: stage 3, second block, third convolution; branch1 is the shortcut.
        keras_block, branch = name.removesuffix("/kernel").removeprefix("res").split("_branch")
        block = f"layer{int(keras_block[0]) - 1}.{ord(keras_block[1]) - ord('a')}"
        convolution, norm = {
            "1": ("downsample.0", "downsample.1"),
            "2a": ("conv1", "bn1"),
            "2b": ("conv2", "bn2"),
            "2c": ("conv3", "bn3"),
        }[branch]
        state |= _convolution_and_norm(
            weights,
            f"res{keras_block}_branch{branch}",
            f"bn{keras_block}_branch{branch}",
            f"{block}.{convolution}",
            f"{block}.{norm}",
        )
    state["fc.weight"] = _tensor(weights["fc1000/kernel"].T)
    state["fc.bias"] = _tensor(weights["fc1000/bias"])
    return state


def _convolution_and_norm(
    weights: KerasWeights, keras_convolution: str, keras_norm: str, convolution: str, norm: str
) -> dict[str, Tensor]:
    """Return the state of one convolution without bias and the batch norm that follows it."""
    kernel = weights[f"{keras_convolution}/kernel"].transpose(3, 2, 0, 1)  # HWIO to OIHW
    mean = weights[f"{keras_norm}/moving_mean"] - weights[f"{keras_convolution}/bias"]
    return {
        f"{convolution}.weight": _tensor(kernel),
        f"{norm}.weight": _tensor(weights[f"{keras_norm}/gamma"]),
        f"{norm}.bias": _tensor(weights[f"{keras_norm}/beta"]),
        f"{norm}.running_mean": _tensor(mean),
        f"{norm}.running_var": _tensor(weights[f"{keras_norm}/moving_variance"]),
        f"{norm}.num_batches_tracked": torch.tensor(0),
    }


def _tensor(array: np.ndarray) -> Tensor:
    return torch.from_numpy(np.array(array, order="C"))  # a copy: buffers of files are read-only
