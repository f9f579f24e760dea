"""What `--help` does not need is imported where it is used."""

from __future__ import annotations

import subprocess
import sys

from conftest import PROJECT

HEAVY = ("matplotlib", "onnxruntime", "sklearn", "tensorboard", "torchvision", "transformers")
MODULES = ", ".join(
    f"final_ssd.commands.{name}" for name in ("evaluate", "export", "predict", "train", "web")
)


def test_commands_import_nothing_heavy() -> None:
    code = f"import sys, {MODULES}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
