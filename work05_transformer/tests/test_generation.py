"""Generation equals transformers' generate; sampling keeps its promises."""

from __future__ import annotations

import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gpt2 import TINY, reference_model, save_like_the_hub, saved_run
from transformers.generation import (
    RepetitionPenaltyLogitsProcessor,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from work05_transformer.byte_pairs import learn_byte_pairs
from work05_transformer.characters import Characters
from work05_transformer.errors import ModelError, PromptError, SamplingError
from work05_transformer.generate_command import GenerateConfig, run
from work05_transformer.generation import (
    columns_first,
    generate_text,
    generate_tokens,
    products_for,
)
from work05_transformer.gpt2 import GPT, GPTConfig
from work05_transformer.sampling import (
    GREEDY,
    Sampling,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
)
from work05_transformer.weights import MODEL_FILE, load_weights, newest_run

PROJECT = Path(__file__).parent.parent


def random_logits(seed: int, vocabulary: int = 40) -> torch.Tensor:
    return 3 * torch.randn(2, vocabulary, generator=torch.Generator().manual_seed(seed))


def test_greedy_tokens_equal_the_references_generate(tmp_path: Path) -> None:
    reference = reference_model(GPTConfig(vocabulary=60, context=48, width=64, layers=3, heads=1))
    reference.generation_config.eos_token_id = None
    reference.transformer.wpe.weight.data *= 30  # with small positions it repeats one token
    save_like_the_hub(reference, tmp_path)
    model = load_weights(tmp_path)
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


@settings(deadline=None, derandomize=True, max_examples=30)
@given(seed=st.integers(0, 1000), k=st.integers(1, 50))
def test_top_k_equals_the_reference(seed: int, k: int) -> None:
    logits = random_logits(seed)
    assert torch.equal(keep_top_k(logits, k), TopKLogitsWarper(k)(None, logits))


@settings(deadline=None, derandomize=True, max_examples=60)
@given(seed=st.integers(0, 1000), p=st.floats(0.01, 0.999))
def test_top_p_keeps_the_smallest_nucleus_and_equals_the_reference(seed: int, p: float) -> None:
    logits = random_logits(seed)
    kept = keep_top_p(logits, p)
    assert torch.equal(kept, TopPLogitsWarper(p)(None, logits))
    probabilities = logits.softmax(-1).where(kept.isfinite(), torch.tensor(0.0))
    assert (probabilities.sum(-1) >= p - 1e-5).all()
    least = probabilities.where(kept.isfinite(), torch.tensor(2.0)).amin(-1)
    assert (probabilities.sum(-1) - least < p + 1e-5).all(), "one token less would have sufficed"


@settings(deadline=None, derandomize=True, max_examples=30)
@given(seed=st.integers(0, 1000), penalty=st.floats(0.5, 2.0))
def test_the_repetition_penalty_equals_the_reference(seed: int, penalty: float) -> None:
    logits = random_logits(seed)
    previous = torch.randint(40, (2, 6), generator=torch.Generator().manual_seed(seed))
    expected = RepetitionPenaltyLogitsProcessor(penalty)(previous, logits.clone())
    torch.testing.assert_close(penalize_repetition(logits, previous, penalty), expected)


def test_a_repeated_token_is_penalized_once() -> None:
    logits = torch.tensor([[2.0, -2.0, 1.0]])
    penalized = penalize_repetition(logits, torch.tensor([[0, 0, 1]]), 2.0)
    assert penalized.tolist() == [[1.0, -4.0, 1.0]]


def test_samples_follow_the_tempered_distribution() -> None:
    logits = torch.tensor([[0.0, 1.0, 2.0]]).expand(20_000, 3)
    generator = torch.Generator().manual_seed(0)
    none = torch.zeros(20_000, 0, dtype=torch.long)
    drawn = Sampling(temperature=2.0).choose(logits, none, generator)
    share = drawn.flatten().bincount(minlength=3) / 20_000
    torch.testing.assert_close(share, (logits[0] / 2).softmax(0), rtol=0, atol=0.015)


def test_temperature_0_and_top_k_1_are_greedy() -> None:
    logits, none = random_logits(1), torch.zeros(2, 0, dtype=torch.long)
    best = logits.argmax(-1, keepdim=True)
    assert torch.equal(GREEDY.choose(logits, none), best)
    assert torch.equal(Sampling(top_k=1).choose(logits, none), best)


@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"temperature": math.nan}, "temperature of nan"),
        ({"temperature": -1.0}, "temperature of -1"),
        ({"temperature": math.inf}, "temperature of inf"),
        ({"top_k": 0}, "top-k of 0"),
        ({"top_p": 0.0}, "top-p of 0"),
        ({"top_p": math.nan}, "top-p of nan"),
        ({"repetition_penalty": 0.0}, "repetition penalty of 0"),
        ({"repetition_penalty": math.nan}, "repetition penalty of nan"),
    ],
)
def test_settings_outside_their_range_are_refused(
    settings_: dict[str, float], message: str
) -> None:
    with pytest.raises(SamplingError, match=message):
        Sampling(**settings_)


def tiny_model(context: int = 16) -> GPT:
    torch.manual_seed(0)
    model = GPT(GPTConfig(vocabulary=5, context=context, width=8, layers=1, heads=2)).eval()
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)
    return model


def test_a_text_outgrows_the_context_and_goes_on() -> None:
    model, prompt = tiny_model(context=8), torch.tensor([[1, 2, 3]])
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
    model, prompt = tiny_model(), torch.tensor([[1, 2, 3]])
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
        next(generate_tokens(tiny_model(), prompt, 1))


def test_the_same_seed_gives_the_same_text() -> None:
    model, tokenizer = tiny_model(), Characters("abcde")
    texts = [
        "".join(generate_text(model, tokenizer, "abc", 30, Sampling(), seed)) for seed in (1, 1, 2)
    ]
    assert texts[0] == texts[1] != texts[2]
    assert len(texts[0]) == 30


def test_characters_of_several_tokens_are_streamed_whole() -> None:
    tokenizer = learn_byte_pairs("x", 256)

    class Canned(GPT):
        """Answers with the bytes of a text, whatever it reads."""

        def logits(self, features: torch.Tensor) -> torch.Tensor:
            return torch.eye(256)[next(self.answer)][None]

    model = Canned(GPTConfig(vocabulary=256, context=16, width=4, layers=1, heads=1)).eval()
    model.answer = iter(tokenizer.encode("é€!"))
    pieces = list(generate_text(model, tokenizer, "a", 6, GREEDY))
    assert [piece for piece in pieces if piece] == ["é", "€", "!"]


def test_the_command_continues_a_prompt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    saved_run(tmp_path, TINY)
    Characters("".join(map(chr, range(97, 147)))).save(tmp_path)
    run(GenerateConfig("abc", str(tmp_path), tokens=5, top_k=3))
    written = capsys.readouterr().out
    assert written.startswith("abc")
    assert len(written) == 3 + 5 + 1
    with pytest.raises(PromptError, match="prompt is empty"):
        run(GenerateConfig("", str(tmp_path)))
    with pytest.raises(PromptError, match="17 tokens, the model's context is 16"):
        run(GenerateConfig("a" * 17, str(tmp_path)))


def test_the_newest_finished_run_is_taken(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no finished run"):
        newest_run(MODEL_FILE, "train.py", tmp_path)
    (tmp_path / "unfinished").mkdir()
    (tmp_path / "finished").mkdir()
    saved_run(tmp_path / "finished", TINY)
    assert newest_run(MODEL_FILE, "train.py", tmp_path) == tmp_path / "finished"


def test_the_command_refuses_bad_input_in_one_line() -> None:
    command = [sys.executable, "generate.py", "abc", "--temperature", "nan"]
    refused = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr == "error: a temperature of nan: give a number from 0 on\n"
