"""The reference's refusals say what is wrong: the words are the reference's own, and no student's task."""

import pytest
import torch

from work05_transformer.errors import ModelError, TokenizerError
from work05_transformer.layers.positional import RotaryPositions
from work05_transformer.models.gpt2 import GPTConfig, KeyValueCache
from work05_transformer.text.byte_pairs import learn_byte_pairs


def test_rotary_positions_name_the_context() -> None:
    with pytest.raises(ModelError, match="beyond a context of 8"):
        RotaryPositions(8, 4)(torch.zeros(1, 1, 2, 4), 7)


def test_a_cache_names_its_capacity() -> None:
    config = GPTConfig(vocab_size=3, context=8, d_model=2, num_layers=1, num_heads=1)
    cache = KeyValueCache(config, batch=1, capacity=4, like=torch.zeros(1))
    with pytest.raises(ModelError, match="5 positions in a cache for 4"):
        cache.append(0, torch.zeros(1, 1, 5, 2), torch.zeros(1, 1, 5, 2))


def test_a_vocabulary_below_the_bytes_is_named() -> None:
    with pytest.raises(TokenizerError, match="255 cannot hold the 256 bytes"):
        learn_byte_pairs("abc", 255)
