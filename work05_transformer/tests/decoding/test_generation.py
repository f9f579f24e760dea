"""Generation equals transformers' generate, at any length, piece by piece."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from tiny_models import reference_model, save_like_the_hub

from work05_transformer.decoding.generation import (
    columns_first,
    generate_text,
    generate_tokens,
    products_for,
    start_of,
)
from work05_transformer.decoding.sampling import GREEDY, Sampling
from work05_transformer.errors import PromptError
from work05_transformer.models.gpt2 import GPT, GPTConfig
from work05_transformer.models.weights import load_gpt
from work05_transformer.text.byte_pairs import BytePairs, learn_byte_pairs
from work05_transformer.text.characters import Characters


def test_greedy_tokens_equal_the_references_generate(tmp_path: Path) -> None:
    reference = reference_model(
        GPTConfig(vocab_size=60, context=48, d_model=64, num_layers=3, num_heads=1)
    )
    reference.generation_config.eos_token_id = None
    reference.transformer.wpe.weight.data *= 30  # with small positions it repeats one token
    save_like_the_hub(reference, tmp_path)
    model = load_gpt(tmp_path)
    prompt = torch.randint(60, (3, 5))
    ours = torch.cat([prompt, *generate_tokens(model, prompt, 40)], dim=1)
    expected = reference.generate(
        prompt,
        attention_mask=torch.ones_like(prompt),
        max_new_tokens=40,
        do_sample=False,
        pad_token_id=0,
    )
    assert ours.tolist() == expected.tolist()
    assert len(set(ours[0, 5:].tolist())) > 3, "the model repeats itself: the test shows little"


def tiny_gpt(context: int = 16) -> GPT:
    torch.manual_seed(0)
    model = GPT(
        GPTConfig(vocab_size=5, context=context, d_model=8, num_layers=1, num_heads=2)
    ).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    return model


def test_a_text_outgrows_the_context_and_goes_on() -> None:
    model, prompt = tiny_gpt(context=8), torch.tensor([[1, 2, 3]])
    tokens = torch.cat([prompt, *generate_tokens(model, prompt, 20)], dim=1)
    assert tokens.shape == (1, 23)
    # Token 9, the first that the context of 8 has no room for, follows from the last 4 alone.
    assert tokens[0, 9] == model(tokens[:, 5:9])[0, -1].argmax()


def test_one_vector_is_multiplied_without_onednn_and_the_setting_comes_back() -> None:
    before = torch.backends.mkldnn.enabled
    with products_for(1):
        assert not torch.backends.mkldnn.enabled
    with products_for(2):
        assert torch.backends.mkldnn.enabled == before
    assert torch.backends.mkldnn.enabled == before


def test_columns_first_changes_the_order_in_memory_and_no_number() -> None:
    model, prompt = tiny_gpt(), torch.tensor([[1, 2, 3]])
    before = {name: value.clone() for name, value in model.state_dict().items()}
    expected = torch.cat(list(generate_tokens(model, prompt, 8)), dim=1)
    laid_out = columns_first(model)
    assert laid_out.embedding.weight.stride() == (1, len(laid_out.embedding.weight))
    assert all(torch.equal(before[name], value) for name, value in laid_out.state_dict().items())
    assert torch.equal(torch.cat(list(generate_tokens(laid_out, prompt, 8)), dim=1), expected)


@pytest.mark.parametrize(("length", "message"), [(0, "prompt is empty"), (17, "17 tokens")])
def test_prompts_of_impossible_length_are_refused(length: int, message: str) -> None:
    prompt = torch.zeros(1, length, dtype=torch.long)
    with pytest.raises(PromptError, match=message):
        next(generate_tokens(tiny_gpt(), prompt, 1))


def test_the_same_seed_gives_the_same_text() -> None:
    model, tokenizer = tiny_gpt(), Characters("abcde")
    texts = [
        "".join(generate_text(model, tokenizer, "abc", 30, Sampling(), seed)) for seed in (1, 1, 2)
    ]
    assert texts[0] == texts[1] != texts[2]
    assert len(texts[0]) == 30


class Canned(GPT):
    """Answers with the bytes of a text, whatever it reads."""

    def logits(self, features: torch.Tensor) -> torch.Tensor:
        return torch.eye(256)[next(self.answer)][None]


def canned(answer: bytes) -> tuple[Canned, BytePairs]:
    tokenizer = learn_byte_pairs("x", 256)
    sizes = GPTConfig(vocab_size=256, context=16, d_model=4, num_layers=1, num_heads=1)
    model = Canned(sizes).eval()
    numbers = {tokenizer.token_bytes(number): number for number in range(256)}
    model.answer = iter([numbers[bytes([byte])] for byte in answer])
    return model, tokenizer


def test_characters_of_several_tokens_are_streamed_whole() -> None:
    pieces = list(generate_text(*canned("é€!".encode()), "a", 6, GREEDY))
    assert [piece for piece in pieces if piece] == ["é", "€", "!"]


@pytest.mark.parametrize(
    ("answer", "written"),
    [
        ("ab€".encode()[:-1], "ab"),  # stops within a character
        (b"\x82\xacab", "ab"),  # begins within one
        (b"a\xf0\x9f\x98b", "ab"),  # breaks one off
        (b"\xc0\xafab", "ab"),  # no UTF-8 at all
        ("a\N{GRINNING FACE}".encode(), "a\N{GRINNING FACE}"),
    ],
)
def test_half_a_character_is_never_written(answer: bytes, written: str) -> None:
    assert "".join(generate_text(*canned(answer), "é", len(answer), GREEDY)) == written


def test_of_a_long_prompt_the_end_is_read() -> None:
    model, tokenizer = tiny_gpt(), Characters("abcde")
    ends = ["".join(generate_text(model, tokenizer, "ab" * n + "cde" * 6, 9)) for n in (0, 3, 50)]
    assert ends[0] == ends[1] == ends[2]


def test_a_text_without_a_prompt_begins_behind_another_or_a_line() -> None:
    model = tiny_gpt()
    begun = "".join(generate_text(model, Characters("abcd\n"), "", 9))
    assert begun == "".join(generate_text(model, Characters("abcd\n"), "\n", 9))
    with pytest.raises(PromptError, match="the prompt is empty"):
        next(generate_text(model, Characters("abcde"), "", 9))
    tokens = {**learn_byte_pairs("x", 256).tokens, "<|endoftext|>": 256}
    assert start_of(BytePairs(tokens, [])) == [256]
