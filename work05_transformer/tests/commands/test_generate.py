"""generate.py continues a prompt, and refuses in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tiny_models import TINY, saved_run

from work05_transformer.commands.generate import generate
from work05_transformer.errors import PromptError
from work05_transformer.text.characters import Characters

PROJECT = Path(__file__).parents[2]


def test_the_command_continues_a_prompt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved_run(tmp_path, TINY)
    Characters("".join(map(chr, range(97, 147)))).save(tmp_path)
    generate("abc", str(tmp_path), tokens=5, top_k=3)
    written = capsys.readouterr().out
    assert written.startswith("abc")
    assert len(written) == 3 + 5 + 1
    with pytest.raises(PromptError, match="prompt is empty"):
        generate("", str(tmp_path))
    with pytest.raises(PromptError, match="17 tokens, the model's context is 16"):
        generate("a" * 17, str(tmp_path))


def test_the_command_refuses_bad_input_in_one_line() -> None:
    command = [sys.executable, "generate.py", "abc", "--temperature", "nan"]
    refused = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr == "error: a temperature of nan: give a number from 0 on\n"
