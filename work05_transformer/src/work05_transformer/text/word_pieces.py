"""WordPiece, BERT's tokens: words, and pieces of rarer words (Wu et al. 2016, section 4.1).

Byte pairs are written out in byte_pairs.py, and pieces are learned alike. The tokenizer that cuts a
text into them is that of `transformers`, as a user would take it: it reads and writes what Hugging
Face's folders of BERT hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import torch
from jaxtyping import Int
from torch import Tensor

from shared.translation.byte_pairs import learn_merges
from work05_transformer.errors import TokenizerError
from work05_transformer.text.words import TAGS, cut_off_line

if TYPE_CHECKING:
    from transformers import BertTokenizer  # seconds, for BERT only

FILES = ("tokenizer.json", "vocab.txt")
SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
LEARNED_FROM = 10_000  # texts; more would change little


def plain(text: str) -> str:
    """Return a text without HTML's tags, in NFC: an é of two characters is the é of others."""
    return TAGS.sub(" ", normalize("NFC", text))


def learn_word_pieces(
    texts: Sequence[str], vocab_size: int, *, strip_accents: bool = True
) -> BertTokenizer:
    """Learn a vocabulary from texts: always the same one, where `tokenizers` breaks ties by chance.

    First the special tokens, then single characters, within a word with ## before them, then what the
    most frequent pairs make, one after the other. Letters become small.

    Args:
        texts: the first `LEARNED_FROM` count.
        vocab_size: the most tokens, special ones among them.
        strip_accents: take é for e, as BERT does that does not tell large letters from small; the
            vowel signs of Hindi and its like are lost, too.
    """
    from transformers import BertTokenizer

    # Not every version makes letters small by itself.
    make = partial(BertTokenizer, do_lower_case=True, strip_accents=strip_accents)
    cutting = make().backend_tokenizer
    words: Counter[str] = Counter()
    for text in texts[:LEARNED_FROM]:
        cut = cutting.pre_tokenizer.pre_tokenize_str(cutting.normalizer.normalize_str(plain(text)))
        words.update(word for word, _ in cut)
    symbols = {(word[0], *("##" + c for c in word[1:])): count for word, count in words.items()}
    characters: Counter[str] = Counter()
    for word, count in symbols.items():
        for symbol in word:
            characters[symbol] += count
    room = vocab_size - len(SPECIAL)
    alphabet = sorted(characters, key=lambda symbol: (-characters[symbol], symbol))[:room]
    merged = [left + right for left, right in learn_merges(symbols, room - len(alphabet))]
    pieces = [
        ("##" if symbol.startswith("##") else "") + symbol.replace("##", "")
        for symbol in alphabet + merged
    ]
    vocabulary = dict.fromkeys([*SPECIAL, *pieces])
    numbered = {piece: number for number, piece in enumerate(vocabulary)}
    return make(numbered)


def load_word_pieces(folder: Path, vocab_size: int) -> BertTokenizer:
    """Read the tokenizer beside a BERT.

    Args:
        folder: where both are.
        vocab_size: tokens that the model knows.

    Raises:
        TokenizerError: there is none, it is damaged, or has more tokens than the model.
    """
    if not any((folder / name).is_file() for name in FILES):
        raise TokenizerError(f"{folder} holds no tokenizer of BERT: neither {' nor '.join(FILES)}")
    from transformers import BertTokenizer

    try:
        tokenizer = BertTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TokenizerError(f"the tokenizer in {folder} is damaged: {error}") from None
    if len(tokenizer) > vocab_size:
        raise TokenizerError(
            f"the tokenizer in {folder} has {len(tokenizer)} tokens, the model {vocab_size}: "
            "they belong to different models"
        )
    return tokenizer


def encode_texts(
    tokenizer: BertTokenizer, texts: Sequence[str], longest: int
) -> Int[Tensor, "texts longest"]:
    """Return texts as rows: [CLS], their first pieces, [SEP], padding behind short ones."""
    rows = tokenizer(
        list(map(plain, texts)), truncation=True, max_length=longest, padding="max_length"
    )
    return torch.tensor(rows["input_ids"]).view(len(texts), longest)


def known_pieces(
    tokenizer: BertTokenizer, rows: Int[Tensor, "texts longest"]
) -> Int[Tensor, " texts"]:
    """Count the pieces of each text that the vocabulary has, special tokens left out."""
    return (~torch.isin(rows, torch.tensor(tokenizer.all_special_ids))).sum(1)


def cut_off(tokenizer: BertTokenizer, texts: Sequence[str], longest: int, option: str) -> list[str]:
    """Say how many texts are not read to their end, and the first of them; nothing where all are.

    Args:
        tokenizer: cuts them into pieces.
        texts: to read.
        longest: tokens of a text that are read.
        option: by which the command sets it.
    """
    last = encode_texts(tokenizer, texts, longest + 1)[:, -1].tolist()
    long = [
        text for text, piece in zip(texts, last, strict=True) if piece != tokenizer.pad_token_id
    ]
    return cut_off_line(long, len(texts), f"{option} {longest} tokens")
