"""For an assignment's tests: what its scripts import before they can say how they are used.

    def test_help_imports_no_more_than_it_needs() -> None:
        check_help(PROJECT)

A test of seconds would fail on a busy machine; this one asks for names. `python -m
shared.training.testing.starts SCRIPT…` prints which of the slow modules each script has imported.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

__all__ = ["SLOW", "check_help"]

# Each takes more than a tenth of a second, and is imported where it is used.
SLOW = frozenset(
    (
        "accelerate", "babel", "datasets", "distributed", "matplotlib", "num2words", "onnx",
        "onnxruntime", "pandas", "pyarrow", "sacrebleu", "scipy", "sklearn", "tensorboard",
        "torch._dynamo", "torchvision", "transformers",
    )
)  # fmt: skip


def check_help(project: Path) -> None:
    """Run `python SCRIPT --help` for each script in the folder of an assignment.

    Raises:
        AssertionError: a script fails, or imports what takes long; both are named.
    """
    scripts = sorted(map(str, project.glob("*.py")))
    together = hasattr(os, "fork")  # from one process, which imports torch once
    for asked in [scripts] if together else [[script] for script in scripts]:
        command = [sys.executable, "-m", "shared.training.testing.starts", *asked]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert [script for script, _ in found] == asked
        for script, slow in found:
            assert not slow, f"{Path(script).name} --help imports {', '.join(slow)}"


def ask_for_help(script: str) -> None:
    """Run a script with --help; print which of the slow modules it has imported."""
    sys.argv, sys.path[0] = [script, "--help"], str(Path(script).parent)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        runpy.run_path(script, run_name="__main__")
    assert "--help" in said.getvalue(), f"{script}: {said.getvalue()}"
    print(json.dumps([script, sorted(SLOW & sys.modules.keys())]), flush=True)


if __name__ == "__main__":
    import torch  # noqa: F401 - before the forks

    import shared.training  # noqa: F401 - what all scripts have in common

    if len(sys.argv) == 2:
        ask_for_help(sys.argv[1])
        sys.exit()
    for script in sys.argv[1:]:
        if os.fork() == 0:
            ask_for_help(script)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.wait()[1]) != 0:
            sys.exit(1)
