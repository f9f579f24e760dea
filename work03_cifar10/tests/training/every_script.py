"""Train every model and fine-tune, on the photos in a folder; `test_processes.py` runs it.

`torchrun --nproc-per-node 2 every_script.py PHOTOS RUNS`: each process leaves its weights as
RUNS/NAME/rank-N.safetensors, beside the run folder.
"""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from safetensors.torch import save_file

from work03_cifar10.training import fine_tuning, loop
from work03_cifar10.training.config import TrainConfig
from work03_cifar10.training.fine_tuning import FineTuneConfig, fine_tune


def main(photos: str, runs: Path) -> None:
    """Run all scripts, one after the other."""
    fitted: list[Any] = []
    for module in (loop, fine_tuning):
        fit: Any = module.fit
        module.fit = lambda *args, fit=fit: fitted.append(fit(*args)) or fitted[-1]  # type: ignore[attr-defined]
    tiny: dict[str, Any] = {
        "data": photos, "epochs": 2, "batch_size": 7, "precision": "fp32", "device": "cpu",
    }  # fmt: skip
    for name, config in TrainConfig.configurations().items():
        widths = (8, 8, 8) if name == "fast" else ()
        loop.train(replace(config, **tiny, widths=widths, balance=True, runs=runs / name))
        save(fitted.pop(), runs / name)
    config = FineTuneConfig(pretrained=False, image_size=32, **tiny, runs=runs / "finetune")
    fine_tune(config)
    save(fitted.pop(), runs / "finetune")


def save(model: Any, folder: Path) -> None:
    """Write this process's weights and buffers."""
    state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, folder / f"rank-{os.environ['RANK']}.safetensors")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
