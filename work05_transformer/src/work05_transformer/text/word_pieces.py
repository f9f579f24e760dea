"""WordPiece, BERT's tokens: words, and pieces of rarer words (Wu et al. 2016, section 4.1).

Byte pairs are written out in byte_pairs.py; these come from `transformers`, as a user would take
them: they read and write what Hugging Face's folders of BERT hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from jaxtyping import Int
from torch import Tensor

from work05_transformer.errors import TokenizerError
from work05_transformer.text.words import TAGS

if TYPE_CHECKING:
    from transformers import BertTokenizer  # seconds, for BERT only

FILES = ("tokenizer.json", "vocab.txt")


def learn_word_pieces(texts: Iterable[str], vocab_size: int) -> BertTokenizer:
    """Learn a vocabulary from texts, five special tokens among it; letters become small."""
    from transformers import BertTokenizer

    plain = (TAGS.sub(" ", text) for text in texts)
    return BertTokenizer().train_new_from_iterator(plain, vocab_size, show_progress=False)


def load_word_pieces(folder: Path) -> BertTokenizer:
    """Read the tokenizer beside a BERT.

    Raises:
        TokenizerError: there is none, or it is damaged.
    """
    if not any((folder / name).is_file() for name in FILES):
        raise TokenizerError(f"{folder} holds no tokenizer of BERT: neither {' nor '.join(FILES)}")
    from transformers import BertTokenizer

    try:
        return BertTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TokenizerError(f"the tokenizer in {folder} is damaged: {error}") from None


def encode_texts(
    tokenizer: BertTokenizer, texts: Sequence[str], longest: int
) -> Int[Tensor, "texts longest"]:
    """Return texts as rows: [CLS], their first pieces, [SEP], padding behind short ones."""
    plain = [TAGS.sub(" ", text) for text in texts]
    rows = tokenizer(plain, truncation=True, max_length=longest, padding="max_length")
    return torch.tensor(rows["input_ids"]).view(len(plain), longest)
