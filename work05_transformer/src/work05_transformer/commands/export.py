"""Save a GPT trained here as Hugging Face keeps GPT-2: the command behind export.py."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import tyro

from shared.training.folder.saved import chosen_run
from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.models.hugging_face import to_hugging_face
from work05_transformer.models.weights import MODEL_FILE, load_model
from work05_transformer.text.byte_pairs import BytePairs


def export(folder: Annotated[Path, tyro.conf.Positional], model: Path | None = None) -> None:
    """Save a GPT trained here as GPT-2: `transformers` loads the folder by its name.

    It needs learned positions and byte pairs: train by `python train.py --positions learned`.

    Args:
        folder: to make; it may not hold anything yet.
        model: a run of train.py; by default the one in runs/ that was finished last.

    Raises:
        ModelError: the folder is in use, or the model has no place in GPT-2.
        TokenizerError: its tokens are no byte pairs.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ModelError(f"{folder} is in use: name a folder that is not there yet")
    run = chosen_run(model, Path("runs"), MODEL_FILE)
    gpt, tokenizer = load_model(str(run))
    if not isinstance(tokenizer, BytePairs):
        raise TokenizerError(
            f"{run} has one token a character, and GPT-2 byte pairs: train one with "
            "--tokenizer byte-pairs"
        )
    made = to_hugging_face(gpt)
    from transformers import GPT2Tokenizer
    from transformers.utils import logging

    options: dict[str, Any] = {"vocab": tokenizer.tokens, "merges": list(tokenizer.ranks)}
    options |= dict.fromkeys(
        ("unk_token", "bos_token", "eos_token")
    )  # a text trained here has none
    theirs = GPT2Tokenizer(**options)
    logging.disable_progress_bar()  # of one file
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as beside:
        whole = Path(beside) / "whole"
        made.save_pretrained(whole)
        theirs.save_pretrained(whole)
        if folder.exists():
            folder.rmdir()  # it is empty
        whole.rename(folder)
    print(f"{folder} holds {run} as GPT-2: AutoModelForCausalLM.from_pretrained({str(folder)!r})")
