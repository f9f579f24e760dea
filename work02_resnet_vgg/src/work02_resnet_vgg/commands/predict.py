"""Classify photos and explain the first class: the command behind predict.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import torch
import tyro
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from shared.data.images.listing import list_images, output_names
from shared.data.images.photos import ImageError, read_image
from shared.files import refuse_replacing
from shared.plain_text import printable
from work02_resnet_vgg.commands.places import make_folder

if TYPE_CHECKING:  # imported where it is used, so that --help is there at once
    from work02_resnet_vgg.models.pretrained import Classifier


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
    from work02_resnet_vgg.metrics.grad_cam import enlarge, grad_cam, last_maps

    crop = torch.as_tensor(classifier.crop(middle_of(image)))
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


def middle_of(image: Image.Image, ratio: int = 4) -> Image.Image:
    """Cut the ends off a very long picture: enlarged, they would fill the memory, and are not seen."""
    width, height = image.size
    longest = ratio * min(width, height)
    left, top = max(0, width - longest) // 2, max(0, height - longest) // 2
    return image.crop((left, top, left + min(width, longest), top + min(height, longest)))


def draw_prediction(prediction: Prediction, path: Path) -> None:
    """Draw the network's input, and the same under Grad-CAM's heat map."""
    from shared.plotting import figure, no_formula

    picture = prediction.crop.permute(1, 2, 0).numpy()
    with figure(path, columns=2, width=6.9, height=3.3) as (drawn, axes):
        for axis in axes:
            axis.imshow(picture)
            axis.axis("off")
        axes[0].set_title("input")
        heat = axes[1].imshow(prediction.heat.numpy(), cmap="jet", alpha=0.45, vmin=0, vmax=1)
        drawn.colorbar(heat, ax=axes, fraction=0.025, pad=0.02, label="Grad-CAM, largest is 1")
        label = no_formula(printable(prediction.labels[0]))
        axes[1].set_title(f"{label}, {prediction.probabilities[0]:.1%}")


def pictures_in(images: Sequence[Path]) -> list[Path]:
    """List the files among `images` and the pictures below its folders, to be tried at least.

    Raises:
        ImageError: no image is named, or the folders hold none.
    """
    if not images:
        raise ImageError("name at least one image, or a folder of images")
    missing = [path for path in images if not path.exists()]
    listing = list_images(*(path for path in images if path not in missing))
    files = [*listing.files, *listing.unread, *missing]
    if not files:
        raise ImageError(f"there is no image in {', '.join(map(str, images))}")
    if listing.others:
        print(f"{len(listing.others)} other file(s) there are no images by their names")
    return files


def load(model: str, weights: str, labels: Path | None) -> Classifier:
    """Load a network of a run of train.py, or with published or somebody's own weights.

    Raises:
        UserError: there are no such weights, or they do not fit.
    """
    from work02_resnet_vgg.models.pretrained import load_classifier
    from work02_resnet_vgg.training.trained import is_run, load_trained

    if not is_run(Path(weights)):
        return load_classifier(model, weights, labels)
    if labels is not None:
        raise ImageError(f"{weights} is a run that knows its classes: leave out --labels")
    return load_trained(Path(weights), model)


def predict(
    images: Annotated[tuple[Path, ...], tyro.conf.Positional],
    model: str = "resnet50",
    weights: str = "published",
    labels: Path | None = None,
    out: Path = Path("runs") / "predictions",
) -> None:
    """Print the five most probable classes of each image and draw Grad-CAM of the first.

    A file that cannot be read is named and passed over.

    Args:
        images: photos in any format that Pillow reads, or folders of photos.
        model: a network, such as resnet50, vgg16, resnet56.
        weights: published, torchvision, a file (.pth, .th, .safetensors), or a run of train.py.
        labels: of a file of weights: names of its classes, one on each line, or as JSON.
        out: the folder for the pictures, one for each image.
    """
    files = pictures_in(images)
    pictures = [out / f"{name}-{model}.png" for name in output_names(files)]
    refuse_replacing(files, pictures)
    classifier = load(model, weights, labels)
    if classifier.note:
        print(f"note: {printable(classifier.note)}")
    passed_over: list[str] = []
    for file, picture in zip(files, pictures, strict=True):
        try:
            photo = read_image(file)
        except ImageError as error:
            passed_over.append(printable(str(error)))
            print(f"passed over: {passed_over[-1]}")
            continue
        prediction = classify(classifier, photo)
        print(printable(str(file)))
        for label, probability in zip(prediction.labels, prediction.probabilities, strict=True):
            print(f"  {probability:6.1%}  {printable(label)}")
        make_folder(out)
        draw_prediction(prediction, picture)
        print(f"  Grad-CAM in {printable(str(picture))}", flush=True)
    if len(passed_over) == len(files):
        raise ImageError(f"no image could be read: {passed_over[0]}")
    if passed_over:
        print(f"{len(passed_over)} of {len(files)} files were passed over")
