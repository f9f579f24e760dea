"""Classify photos and explain the first class: the command behind predict.py."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import torch
import tyro
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from shared.data.images.photos import ImageError, read_image
from shared.plotting import figure
from work02_resnet_vgg.metrics.grad_cam import enlarge, grad_cam, last_maps
from work02_resnet_vgg.models.pretrained import Classifier, load_classifier


@dataclass(frozen=True)
class Prediction:
    """The most probable classes, best first, and the heat map that explains the first.

    Attributes:
        labels: names of the classes.
        probabilities: of the same classes.
        crop: the part of the photo that is the network's input.
        heat: Grad-CAM of the first class, from 0 to 1.
    """

    labels: tuple[str, ...]
    probabilities: tuple[float, ...]
    crop: UInt8[Tensor, "3 height width"]
    heat: Float[Tensor, "height width"]


def classify(classifier: Classifier, image: Image.Image, top: int = 5) -> Prediction:
    """Classify one photo and explain the first class by Grad-CAM."""
    crop = torch.as_tensor(classifier.crop(image))
    inputs = classifier.scale(crop)[None]
    with torch.no_grad():
        probabilities = classifier.model(inputs)[0].softmax(dim=0)
    values, numbers = probabilities.topk(min(top, len(probabilities)))
    layer = last_maps(classifier.model)
    heat = grad_cam(classifier.model, layer, inputs, int(numbers[0]))
    return Prediction(
        tuple(classifier.labels[number] for number in numbers.tolist()),
        tuple(values.tolist()),
        crop,
        enlarge(heat, *crop.shape[1:]),
    )


def draw_prediction(prediction: Prediction, path: Path) -> None:
    """Draw the network's input, and the same under Grad-CAM's heat map."""
    picture = prediction.crop.permute(1, 2, 0).numpy()
    with figure(path, columns=2, width=6.4, height=3.5) as (_, axes):
        for axis in axes:
            axis.imshow(picture)
            axis.axis("off")
        axes[0].set_title("input")
        axes[1].imshow(prediction.heat.numpy(), cmap="jet", alpha=0.45, vmin=0, vmax=1)
        axes[1].set_title(f"{prediction.labels[0]}, {prediction.probabilities[0]:.1%}")


def predict(
    images: Annotated[tuple[Path, ...], tyro.conf.Positional],
    model: str = "resnet50",
    weights: str = "published",
    out: Path = Path("runs") / "predictions",
) -> None:
    """Print the five most probable classes of each image and draw Grad-CAM of the first.

    Args:
        images: photos in any format that Pillow reads.
        model: a network, such as resnet50, vgg16, resnet56.
        weights: published, torchvision, or a file (.pth, .th, .safetensors).
        out: the folder for the pictures, one for each image.
    """
    if not images:
        raise ImageError("name at least one image")
    photos = [read_image(path) for path in images]
    classifier = load_classifier(model, weights)
    for path, photo in zip(images, photos, strict=True):
        prediction = classify(classifier, photo)
        print(path)
        pairs = zip(prediction.labels, prediction.probabilities, strict=True)
        for label, probability in pairs:
            print(f"  {probability:6.1%}  {label}")
        picture = out / f"{path.stem}-{model}.png"
        draw_prediction(prediction, picture)
        print(f"  Grad-CAM in {picture}")
