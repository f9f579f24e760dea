"""Drop a picture on the detector, and move the score threshold."""

from __future__ import annotations

import base64
import io
from pathlib import Path

import torch
from demo import Demo, Part, Wanted
from PIL import Image
from torch import Tensor

from final_ssd.data.scenes import Scenes, SceneSettings
from final_ssd.geometry.coder import LARGEST_GROWTH
from final_ssd.models.detections import detect
from final_ssd.models.saved import DESCRIPTION, load_detector

LOWEST, KEPT = 0.05, 50
RUNS = {
    "run": Wanted(
        ("train.py", "--preset", "tiny", "--scenes", "500", "--epochs", "6", "--image-size", "96"),
        ("--scenes", "40", "--epochs", "1"),
        (DESCRIPTION,),
    )
}


def as_address(pixels: Tensor) -> str:
    """Return a picture, (3, height, width) of bytes, as an address that holds it without loss."""
    file = io.BytesIO()
    Image.fromarray(pixels.permute(1, 2, 0).numpy()).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


@torch.no_grad()
def make(run: Path) -> Demo:
    """Return the demo of the detector in the folder of a run."""
    detector = load_detector(run)
    config = detector.config
    scenes = Scenes(4, "test", SceneSettings(size=config.image_size), seed=3)
    images = torch.stack([scenes[number][0] for number in range(4)])
    (found,) = detect(detector, images[:1], score_threshold=LOWEST, max_detections=KEPT)
    return Demo(
        {"detector": Part(detector, {"images": images[:1]}, ("logits", "offsets"))},
        {
            "classes": config.classes,
            "side": config.image_size,
            "sigmoid": config.network.scores == "sigmoid",
            "variances": config.variances,
            "largest_growth": LARGEST_GROWTH,
            "lowest": LOWEST,
            "kept": KEPT,
            "anchors": [round(v, 4) for v in detector.anchors.flatten().tolist()],
            "examples": [as_address(image) for image in images],
            "found": {
                "boxes": found.boxes.tolist(),
                "scores": found.scores.tolist(),
                "classes": found.classes.tolist(),
            },
        },
    )
