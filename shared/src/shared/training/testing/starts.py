"""For an assignment's tests: how its commands start, before they have begun.

    def test_help_imports_no_more_than_it_needs() -> None:
        check_help(PROJECT)

    def test_ctrl_c_while_torch_is_imported_is_one_line() -> None:
        check_ctrl_c(PROJECT)

A test of seconds would fail on a busy machine; `check_help` asks for names. `python -m
shared.training.testing.starts COMMAND…` prints which of the slow modules each command has imported.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

__all__ = ["SLOW", "check_ctrl_c", "check_help", "check_imports"]

# Each takes more than a twentieth of a second, and is imported where it is used.
SLOW = frozenset(
    (
        "accelerate", "babel", "cattrs", "charset_normalizer", "datasets", "distributed",
        "faster_coco_eval", "huggingface_hub", "hypothesis", "IPython", "jieba", "libcst", "matplotlib",
        "nltk", "num2words", "onnx", "onnxruntime", "pandas", "pooch", "pyarrow", "pycocotools",
        "requests", "sacrebleu", "scipy", "sklearn", "spacy", "submitit", "sympy", "tensorboard",
        "torch._dynamo", "torchvision", "transformers", "triton",
    )
)  # fmt: skip

# It is interrupted as soon as it is imported, and only by what a user's Ctrl-C sends; a shell lets what it
# starts in the background ignore that.
TORCH = """
import os, signal
assert os.environ.get("OMP_WAIT_POLICY") == "passive", "too late: torch reads it when it is imported"
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.raise_signal(signal.SIGINT)
for _ in range(1000):
    pass
raise SystemExit("Ctrl-C was lost")
"""


def check_help(project: Path) -> None:
    """Ask each command of an assignment for help: its scripts, and its studies.

    Raises:
        AssertionError: a command fails, or imports what takes long; both are named.
    """
    check_imports(project, _commands(project))


def check_imports(folder: Path, commands: Sequence[str]) -> None:
    """Ask commands for help.

    Args:
        folder: in which they are started.
        commands: paths of scripts, and names of modules.

    Raises:
        AssertionError: a command fails, or imports what takes long; both are named.
    """
    together = hasattr(os, "fork")  # from one process, which imports torch once
    for asked in [commands] if together else [[command] for command in commands]:
        line = [sys.executable, "-m", "shared.training.testing.starts", *asked]
        done = subprocess.run(line, cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        found = [json.loads(line) for line in done.stdout.splitlines()]
        assert [command for command, _ in found] == list(asked)
        for command, slow in found:
            assert not slow, f"{Path(command).name} --help imports {', '.join(slow)}"


def check_ctrl_c(project: Path) -> None:
    """Interrupt each command of an assignment while it imports torch, if it does so at all.

    Raises:
        AssertionError: it does not end with one line and status 130, or has not said yet how the
            threads of torch wait.
    """
    environment = {k: v for k, v in os.environ.items() if k != "OMP_WAIT_POLICY"}
    interrupted = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "torch.py").write_text(TORCH)
        for command in _commands(project):
            started = [command] if command.endswith(".py") else ["-m", command]
            done = subprocess.run(
                [sys.executable, *started, "--help"], cwd=project, capture_output=True, text=True,
                env=environment | {"PYTHONPATH": folder}, check=False,
            )  # fmt: skip
            said = (command, done.returncode, done.stderr)
            if done.returncode == 0:
                assert "--help" in done.stdout, said  # it needs no torch to say so
                continue
            assert said == (command, 130, "\nstopped\n"), said
            interrupted += 1
    assert interrupted, "no command imports torch"


def _commands(project: Path) -> list[str]:
    """Return the scripts of an assignment, and the module of its studies, if it has some."""
    scripts = sorted(map(str, project.glob("*.py")))
    studies = project.glob("src/*/studies/__main__.py")
    return [*scripts, *(f"{path.parents[1].name}.studies" for path in studies)]


def ask_for_help(command: str) -> None:
    """Start a script or a module with --help; print which of the slow modules it has imported."""
    sys.argv = [command, "--help"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.suppress(SystemExit):
        if command.endswith(".py"):
            sys.path[0] = str(Path(command).parent)
            runpy.run_path(command, run_name="__main__")
        else:
            runpy.run_module(command, run_name="__main__", alter_sys=True)
    assert "--help" in said.getvalue(), f"{command}: {said.getvalue()}"
    print(json.dumps([command, sorted(SLOW & sys.modules.keys())]), flush=True)


if __name__ == "__main__":
    import torch  # noqa: F401 - before the forks

    import shared.training  # noqa: F401 - what all scripts have in common

    if len(sys.argv) == 2:
        ask_for_help(sys.argv[1])
        sys.exit()
    for command in sys.argv[1:]:
        if os.fork() == 0:
            ask_for_help(command)
            os._exit(0)
        if os.waitstatus_to_exitcode(os.wait()[1]) != 0:
            sys.exit(1)
