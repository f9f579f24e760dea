"""generate.py continues a prompt, and refuses in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tiny_models import TINY, saved_run

from shared.training.settings.ranges import SettingsError
from shared.training.testing.stops import run_script
from work05_transformer.commands.generate import generate, known_spelling
from work05_transformer.errors import PromptError, TokenizerError
from work05_transformer.text.byte_pairs import learn_byte_pairs
from work05_transformer.text.characters import Characters

PROJECT = Path(__file__).parents[2]


def test_the_command_continues_a_prompt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved_run(tmp_path, TINY)
    Characters("".join(map(chr, range(97, 147)))).save(tmp_path)
    generate("abc", str(tmp_path), tokens=5, top_k=3)
    written = capsys.readouterr().out
    assert written.startswith("abc")
    assert len(written) == 3 + 5 + 1


def test_a_prompt_beyond_the_context_is_cut_with_a_note(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_run(tmp_path, TINY)
    Characters("".join(map(chr, range(97, 147)))).save(tmp_path)
    generate("b" + "a" * 16, str(tmp_path), tokens=5)
    written = capsys.readouterr()
    assert written.out.startswith("b" + "a" * 16)
    assert written.err == "the prompt has 17 tokens: the model reads the last 16, its context\n"
    generate("a" * 16, str(tmp_path), tokens=5)
    assert capsys.readouterr().err == ""


def test_without_a_prompt_the_model_begins(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_run(tmp_path, TINY)
    Characters("\n" + "".join(map(chr, range(97, 146)))).save(tmp_path)
    generate(model=str(tmp_path), tokens=5, temperature=0)
    assert len(capsys.readouterr().out) == 6
    Characters("".join(map(chr, range(97, 147)))).save(tmp_path)
    with pytest.raises(PromptError, match="prompt is empty"):
        generate("", str(tmp_path))


@pytest.mark.parametrize(
    ("known", "prompt"), [("\u00e9", "e\u0301"), ("e\u0301", "\u00e9"), ("\u00e9", "\u00e9")]
)
def test_a_letter_is_known_in_either_spelling(
    known: str, prompt: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    saved_run(tmp_path, TINY)
    others = (chr(number) for number in range(0x4E00, 0x4E40))
    Characters((f"caf{known}" + "".join(others))[:50]).save(tmp_path)
    generate(f"caf{prompt}", str(tmp_path), tokens=2)
    assert capsys.readouterr().out.startswith(f"caf{known}")
    with pytest.raises(TokenizerError, match="not trained on the character 'x'"):
        generate(f"x{prompt}", str(tmp_path), tokens=2)


def test_byte_pairs_read_a_prompt_as_it_is() -> None:
    tokenizer = learn_byte_pairs("café " * 9, 270)
    assert known_spelling("cafe\u0301", tokenizer) == "cafe\u0301"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"tokens": -1}, "--tokens -1 is out of range"),
        ({"seed": -1}, "--seed -1 is out of range"),
        ({"seed": 2**64}, "--seed 18446744073709551616 is out of range"),
        ({"top_k": 0}, "--top-k 0 is out of range"),
    ],
)
def test_settings_out_of_range_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        generate("a", **options)


def test_the_command_refuses_bad_input_in_one_line() -> None:
    refused = run_script(PROJECT / "generate.py", "abc", "--temperature", "nan")
    assert refused.returncode == 1
    assert refused.stderr == "error: --temperature nan is out of range: at least 0\n"
