"""A detector as ONNX, and the same detections from onnxruntime.

The graph takes bytes `(1, 3, side, side)` and gives logits and offsets of all anchors; what follows is
the same code as everywhere (`detections`). Needs the extra `export`.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor

from final_ssd.models.detections import Detections, detections
from final_ssd.models.detector import Detector
from final_ssd.models.saved import find_run, load_detector
from shared.errors import UserError


class ExportError(UserError):
    """The libraries that export needs are not installed."""


def write_onnx(detector: Detector, path: Path) -> None:
    """Write a detector as ONNX (opset 18).

    Raises:
        ExportError: onnx and onnxscript are not installed.
    """
    side = detector.config.image_size
    example = torch.zeros(1, 3, side, side, dtype=torch.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the exporter warns of its own deprecations
            torch.onnx.export(
                detector.eval(), (example,), str(path), input_names=["images"],
                output_names=["logits", "offsets"], opset_version=18, dynamo=True,
                external_data=False, verbose=False,
            )  # fmt: skip
    except (ImportError, torch.onnx.errors.OnnxExporterError) as error:
        raise ExportError(
            f"ONNX export failed ({error}): pip install 'coursework-final-ssd[export]'"
        ) from error


def onnx_detector(
    detector: Detector, path: Path
) -> Callable[[UInt8[Tensor, "1 3 side side"]], list[Detections]]:
    """Return a function that detects objects by onnxruntime; `detector` only says how to read its outputs.

    Raises:
        ExportError: onnxruntime is not installed.
    """
    try:
        import onnxruntime
    except ImportError:
        raise ExportError(
            "onnxruntime is not installed: pip install 'coursework-final-ssd[export]'"
        ) from None
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(images: UInt8[Tensor, "1 3 side side"], **settings: float) -> list[Detections]:
        logits, offsets = session.run(["logits", "offsets"], {"images": images.numpy()})
        return detections(
            torch.from_numpy(np.asarray(logits)), torch.from_numpy(np.asarray(offsets)),
            detector.anchors.cpu(), detector.config, **settings,  # type: ignore[arg-type]
        )  # fmt: skip

    return run


def export(run: Path | None = None, out: Path | None = None) -> None:
    """Export a trained detector.

    Args:
        run: the folder of a training run; the newest in runs/ where none is named.
        out: the file; model.onnx in the run's folder where none is named.
    """
    folder = run or find_run()
    path = out or folder / "model.onnx"
    write_onnx(load_detector(folder), path)
    print(f"the run in {folder}, written: {path}")
