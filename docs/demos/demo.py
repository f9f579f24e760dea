"""A demo: a trained model in parts that a browser can run, and what its page must know.

A part is a module as ONNX with the inputs and outputs of one example. The page runs the example, too,
and compares: what a reader plays with is the model that PyTorch trained, to a thousandth.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

TOLERANCE = 1e-3
WORK = Path(__file__).parents[2] / ".nox" / "demos"


@dataclass(frozen=True)
class Part:
    """A module for the browser.

    Attributes:
        module: in evaluation mode; takes tensors, returns one or a tuple.
        inputs: an example, by the names of the arguments.
        outputs: names of what it returns.
        free: dimensions that differ from call to call: name of an input → number of a dimension →
            a name for it.
    """

    module: nn.Module
    inputs: Mapping[str, Tensor]
    outputs: tuple[str, ...]
    free: Mapping[str, Mapping[int, str]] = field(default_factory=dict)

    @torch.no_grad()
    def expected(self) -> tuple[Tensor, ...]:
        """Return what PyTorch makes of the example."""
        made = self.module(*self.inputs.values())
        return (made,) if isinstance(made, Tensor) else tuple(made)


@dataclass(frozen=True)
class Wanted:
    """A run that a demo shows: the newest that fits, else one of its own.

    Attributes:
        command: trains a small model in a minute, with data that need no network; in the folder of
            the assignment.
        quick: what to add for one of seconds, which learns next to nothing.
        files: that such a run has besides its weights.
        fits: whether a run with these files will do.
        prepare: what must be done before the training.
    """

    command: tuple[str, ...]
    quick: tuple[str, ...]
    files: tuple[str, ...] = ()
    fits: Callable[[Path], bool] = lambda run: True
    prepare: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Demo:
    """What one page runs.

    Attributes:
        parts: by name.
        about: what the page must know besides: names of classes, sizes, examples. JSON.
    """

    parts: Mapping[str, Part]
    about: Mapping[str, Any]

    def write(self, folder: Path, runs: Sequence[str]) -> None:
        """Write NAME.onnx for each part, and about.json; the page names the runs that it shows.

        Raises:
            AssertionError: onnxruntime computes something else than PyTorch.
        """
        folder.mkdir(parents=True, exist_ok=True)
        checks = {}
        for name, part in self.parts.items():
            path = folder / f"{name}.onnx"
            write_onnx(part, path)
            expected = part.expected()
            session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
            found = session.run(list(part.outputs), {k: v.numpy() for k, v in part.inputs.items()})
            for one, (want, got) in zip(
                part.outputs, zip(expected, found, strict=True), strict=True
            ):
                np.testing.assert_allclose(
                    got, want.numpy(), rtol=TOLERANCE, atol=TOLERANCE, err_msg=f"{name}: {one}"
                )
            checks[name] = {
                "inputs": {key: as_json(value) for key, value in part.inputs.items()},
                "outputs": dict(zip(part.outputs, map(as_json, expected), strict=True)),
            }
        content = {"runs": list(runs), "parts": checks, **self.about}
        (folder / "about.json").write_text(
            json.dumps(content, ensure_ascii=False), encoding="utf-8"
        )


def as_json(tensor: Tensor) -> dict[str, Any]:
    """Return a tensor as the pages read it."""
    types = {
        torch.float32: "float32",
        torch.int64: "int64",
        torch.uint8: "uint8",
        torch.bool: "bool",
    }
    rounded = tensor.double().round(decimals=6) if tensor.is_floating_point() else tensor.long()
    return {
        "type": types[tensor.dtype],
        "shape": list(tensor.shape),
        "data": rounded.flatten().tolist(),
    }


def write_onnx(part: Part, path: Path) -> None:
    """Write a part as ONNX (opset 18)."""
    free = {
        name: {number: torch.export.Dim(text) for number, text in part.free.get(name, {}).items()}
        for name in part.inputs
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own deprecations
        torch.onnx.export(
            part.module.eval(), tuple(part.inputs.values()), str(path),
            input_names=list(part.inputs), output_names=list(part.outputs), opset_version=18,
            dynamo=True, external_data=False, verbose=False,
            dynamic_shapes=tuple(free.values()) if part.free else None,
        )  # fmt: skip
