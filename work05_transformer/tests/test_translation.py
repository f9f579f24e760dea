"""Translation: the recipe's parts against torch, beam search against exhaustive search."""

from __future__ import annotations

import dataclasses
import itertools
import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.functional import cross_entropy

from shared.errors import UserError
from shared.training import BareRun, read_metrics
from shared.training.run_folder import check_run_folder
from shared.translation import Example, Pair, Splits
from work05_transformer.attention_maps import cross_attention
from work05_transformer.beam_search import (
    BeamSettings,
    beam_search,
    best_continuations,
    length_penalty,
)
from work05_transformer.checkpoint_average import CheckpointAverage
from work05_transformer.errors import ModelError, PromptError, SamplingError
from work05_transformer.label_smoothing import smoothed_cross_entropy
from work05_transformer.sentences import BEGIN, END, PADDING, PairBatches, Sentences
from work05_transformer.transformer import Transformer, TransformerConfig
from work05_transformer.translate_command import TranslateConfig, run
from work05_transformer.translation_training import (
    TranslationConfig,
    fit,
    load_splits,
    make_transformer,
    train_translation,
)
from work05_transformer.translator import CachedDecoder, load_translator, translate
from work05_transformer.warmup import paper_rate

PROJECT = Path(__file__).parent.parent
SMOKE = TranslationConfig.smoke_test()
PAIRS = [Pair("one", "un"), Pair("twenty one", "vingt et un"), Pair("two", "deux")]


# The recipe


@given(
    seed=st.integers(0, 1000), tokens=st.integers(2, 8), smoothing=st.sampled_from([0.0, 0.1, 0.4])
)
@settings(max_examples=30, deadline=None)
def test_smoothed_cross_entropy_equals_torchs(seed: int, tokens: int, smoothing: float) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(tokens, 7, generator=generator, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(7, (tokens,), generator=generator)
    targets[0], targets[-1] = 3, PADDING
    ours = smoothed_cross_entropy(logits, targets, smoothing, PADDING)
    theirs = cross_entropy(logits, targets, label_smoothing=smoothing, ignore_index=PADDING)
    torch.testing.assert_close(ours, theirs)
    gradients = [torch.autograd.grad(loss, logits)[0] for loss in (ours, theirs)]
    torch.testing.assert_close(*gradients)


def test_the_papers_rate_is_highest_where_its_two_parts_meet() -> None:
    rates = [paper_rate(step, 512, 4000) for step in range(1, 20_000)]
    assert max(rates) == rates[3999] == pytest.approx(7e-4, rel=0.01)
    assert rates[:4000] == sorted(rates[:4000])
    assert rates[3999:] == sorted(rates[3999:], reverse=True)
    assert rates[1999] == pytest.approx(rates[3999] / 2)
    assert rates[15_999] == pytest.approx(rates[3999] / 2)


def test_without_warm_up_the_rate_only_falls() -> None:
    assert [paper_rate(step, 4, 0) for step in (1, 4, 16)] == [0.5, 0.25, 0.125]


def test_an_average_of_checkpoints_is_torchs_of_the_last_ones() -> None:
    torch.manual_seed(0)
    model = nn.Linear(3, 2)
    ours = CheckpointAverage(3)
    theirs = torch.optim.swa_utils.AveragedModel(model)
    for number in range(5):
        nn.init.normal_(model.weight)
        ours.add(model)
        if number >= 2:
            theirs.update_parameters(model)
    resumed = CheckpointAverage(3)
    resumed.load_state_dict(ours.state_dict())
    resumed.load_into(model)
    torch.testing.assert_close(model.weight, theirs.module.weight)


# Beam search


class Table:
    """Log-probabilities that depend on the whole hypothesis so far, drawn once for each."""

    def __init__(self, seed: int, vocabulary: int, rows: int) -> None:
        self.seed, self.vocabulary = seed, vocabulary
        self.prefixes: list[tuple[int, ...]] = [()] * rows

    def after(self, prefix: tuple[int, ...]) -> torch.Tensor:
        number = sum((token + 1) * 11**place for place, token in enumerate(prefix))
        generator = torch.Generator().manual_seed(self.seed + 7919 * number)
        drawn = torch.randn(self.vocabulary, generator=generator, dtype=torch.float64)
        return (2 * drawn).log_softmax(-1)

    def __call__(self, tokens: torch.Tensor) -> torch.Tensor:
        pairs = zip(self.prefixes, tokens.tolist(), strict=True)
        self.prefixes = [(*prefix, token) for prefix, token in pairs]
        return torch.stack([self.after(prefix) for prefix in self.prefixes])

    def select(self, rows: torch.Tensor) -> None:
        self.prefixes = [self.prefixes[row] for row in rows.tolist()]


def exhaustive(table: Table, begin: int, end: int, limit: int, alpha: float) -> list[int]:
    """Score every output of at most `limit` tokens; return the best."""
    inner = [token for token in range(table.vocabulary) if token != end]
    best, found = -math.inf, []
    for length in range(limit):
        for output in itertools.product(inner, repeat=length):
            score = 0.0
            for place, token in enumerate((*output, end)):
                score += table.after((begin, *output[:place]))[token].item()
            if score / length_penalty(length + 1, alpha) > best:
                best, found = score / length_penalty(length + 1, alpha), list(output)
    return found


@given(seed=st.integers(0, 10_000), limit=st.integers(1, 4), alpha=st.sampled_from([0.0, 0.6, 2.0]))
@settings(max_examples=40, deadline=None)
def test_a_wide_enough_beam_finds_what_exhaustive_search_finds(
    seed: int, limit: int, alpha: float
) -> None:
    begin, end, vocabulary = 0, 1, 4
    width = vocabulary**4
    found = beam_search(
        Table(seed, vocabulary, width), torch.tensor([limit]), begin, end,
        BeamSettings(width, alpha),
    )  # fmt: skip
    assert found == [exhaustive(Table(seed, vocabulary, 0), begin, end, limit, alpha)]


@given(seed=st.integers(0, 10_000), limit=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_a_beam_of_one_is_greedy(seed: int, limit: int) -> None:
    table = Table(seed, 5, 1)
    output = [0]
    while len(output) <= limit and (token := int(table.after(tuple(output)).argmax())) != 1:
        output.append(token)
    found = beam_search(table, torch.tensor([limit]), 0, 1, BeamSettings(1))
    assert found == [output[1:]]


@pytest.mark.parametrize("width", [1, 3])
def test_sentences_side_by_side_are_searched_as_if_alone(width: int) -> None:
    model, _ = tiny_model()
    source = torch.tensor([[5, 6, 7, END], [8, END, PADDING, PADDING], [4, 4, END, PADDING]])
    limits = torch.tensor([9, 4, 7])
    settings = BeamSettings(width)
    together = beam_search(CachedDecoder(model, source, width), limits, BEGIN, END, settings)
    alone = [
        beam_search(
            CachedDecoder(model, row[None, row != PADDING], width),
            limit[None],
            BEGIN,
            END,
            settings,
        )[0]
        for row, limit in zip(source, limits, strict=True)
    ]
    assert together == alone


def test_a_wider_beam_never_finds_a_less_probable_output_on_average() -> None:
    totals = []
    for width in (1, 2, 8):
        total = 0.0
        for seed in range(40):
            (found,) = beam_search(
                Table(seed, 5, width), torch.tensor([6]), 0, 1, BeamSettings(width, 0.0)
            )
            table = Table(seed, 5, 0)
            total += sum(
                table.after((0, *found[:place]))[token].item()
                for place, token in enumerate([*found, 1])
            )
        totals.append(total)
    assert totals == sorted(totals)


def test_continuations_are_chosen_over_all_hypotheses() -> None:
    scores = torch.tensor([[-1.0, -2.0], [-1.0, -torch.inf]])
    rows = torch.tensor([[[0.6, 0.4], [0.9, 0.1]], [[0.3, 0.7], [1.0, 1e-9]]]).log()
    best, parents, tokens = best_continuations(scores, rows)
    assert parents.tolist() == [[0, 0], [0, 0]]
    assert tokens.tolist() == [[0, 1], [1, 0]]
    torch.testing.assert_close(best[0], torch.tensor([0.6, 0.4]).log() - 1)


@pytest.mark.parametrize(("width", "alpha"), [(0, 0.6), (2, -0.1)])
def test_impossible_searches_are_refused(width: int, alpha: float) -> None:
    with pytest.raises(SamplingError, match="give"):
        BeamSettings(width, alpha)


# Sentences and the model


def tiny_model() -> tuple[Transformer, Sentences]:
    torch.manual_seed(3)
    sentences = Sentences.learn(PAIRS, 270)
    config = TransformerConfig(len(sentences), 32, 16, 2, 32, 2, 0.0)
    model = Transformer(config).eval()
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=0.3)
    return model, sentences


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"])))
@settings(max_examples=50, deadline=None)
def test_sentences_come_back_as_they_were(text: str) -> None:
    sentences = Sentences.learn(PAIRS, 270)
    assert sentences.decode(sentences.encode(text)) == text


def test_batches_hold_every_pair_once_and_keep_to_their_size() -> None:
    splits = load_splits(SMOKE)
    sentences = Sentences.learn(splits.train, 300)
    batches = PairBatches(splits.train, sentences, 400)
    seen = []
    for number in range(len(batches)):
        source, inputs, targets = batches.__getitems__([number])
        assert max(source.numel(), targets.numel()) <= 400
        assert torch.equal(inputs[:, 1:], targets[:, :-1])
        assert (inputs[:, 0] == BEGIN).all()
        assert ((targets == END).sum(1) == 1).all()
        seen += [
            Pair(sentences.decode(one), sentences.decode(other))
            for one, other in zip(source.tolist(), targets.tolist(), strict=True)
        ]
    assert sorted(seen, key=str) == sorted(splits.train, key=str)


@pytest.mark.parametrize("positions", ["sinusoidal", "learned", "rotary", "none"])
def test_a_cached_decoder_predicts_as_the_whole_model_does(positions: str) -> None:
    torch.manual_seed(0)
    config = TransformerConfig(12, 16, 16, 2, 32, 2, 0.0, positions=positions)  # type: ignore[arg-type]
    model = Transformer(config).double().eval()
    source = torch.tensor([[5, 6, 7, END], [8, END, PADDING, PADDING]])
    target = torch.tensor([[BEGIN, 4, 5, 6], [BEGIN, 7, 7, 8]])
    whole = model(source, target)
    whole[:, :, [PADDING, BEGIN]] = -torch.inf
    decoder = CachedDecoder(model, source, 1)
    for place in range(4):
        step = decoder(target[:, place])
        torch.testing.assert_close(step, whole[:, place].log_softmax(-1), rtol=0, atol=1e-10)
        if place == 1:  # hypotheses change places; so do what they were predicted from
            decoder.select(torch.tensor([1, 0]))
            target, whole = target.flip(0), whole.flip(0)


def test_rotary_positions_depend_on_distances_alone() -> None:
    """Words shifted by padding in front keep their encodings, which sinusoids do not allow."""
    for positions, same in (("rotary", True), ("sinusoidal", False)):
        torch.manual_seed(0)
        config = TransformerConfig(12, 16, 16, 2, 32, 2, 0.0, positions=positions)  # type: ignore[arg-type]
        model = Transformer(config).double().eval()
        plain, _ = model.encode(torch.tensor([[5, 6, 7]]))
        shifted, _ = model.encode(torch.tensor([[PADDING, PADDING, 5, 6, 7]]))
        assert torch.allclose(plain, shifted[:, 2:], atol=1e-10) == same


def test_attention_maps_are_the_weights_of_the_translation() -> None:
    model, sentences = tiny_model()
    seen = cross_attention(model, sentences, "twenty one", "vingt et un")
    shape = (2, 2, len(sentences.encode("vingt et un")), len(sentences.encode("twenty one")))
    assert seen.weights.shape == shape == (2, 2, len(seen.target), len(seen.source))
    torch.testing.assert_close(seen.weights.sum(-1), torch.ones(shape[:-1]))
    assert not model.decoder.layers[0].cross_attention._forward_pre_hooks  # left as it was


def test_it_learns_to_translate_a_few_sentences() -> None:
    splits = Splits(PAIRS * 60, [Example("one", ("un",))], {})
    config = dataclasses.replace(
        SMOKE,
        epochs=24,
        batch_tokens=300,
        warmup=40,
        rate_scale=0.3,
        pre_norm=True,
        dropout=0.0,
        averaged=1,
    )
    sentences = Sentences.learn(PAIRS, 270)
    torch.manual_seed(0)
    model = fit(BareRun(0), config, make_transformer(config, len(sentences)), splits, sentences)
    for width in (1, 3):
        found = translate(model, sentences, [pair.source for pair in PAIRS], BeamSettings(width))
        assert found == [pair.target for pair in PAIRS]


# The commands


@pytest.fixture(scope="module")
def smoke(tmp_path_factory: pytest.TempPathFactory) -> Path:
    runs = tmp_path_factory.mktemp("runs")
    done = subprocess.run(
        [sys.executable, "train_translation.py", "--smoke", "--runs", str(runs)],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (folder,) = runs.iterdir()
    return folder


def test_a_smoke_run_leaves_a_run_that_translates(
    smoke: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_run_folder(smoke)
    assert read_metrics(smoke)[-1]["train/loss"] < math.log(300)
    assert (smoke / "attention.svg").exists()
    picture = tmp_path / "map.svg"
    run(TranslateConfig(("two euros", "three"), smoke, attention=picture))
    assert capsys.readouterr().out.count("\n") == 2
    assert picture.exists()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"heads": 5}, "cannot be cut into 5 heads"),
        ({"beam": 0}, "at least 1 hypothesis"),
        ({"averaged": 0}, "average at least one"),
        ({"vocabulary": 200}, "cannot hold the 256 bytes"),
    ],
)
def test_bad_settings_are_refused_before_anything_is_written(
    changed: dict[str, int], message: str, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match=message):
        train_translation(dataclasses.replace(SMOKE, runs=tmp_path / "runs", **changed))
    assert not (tmp_path / "runs").exists()


def test_bad_input_to_translate_is_refused(smoke: Path, tmp_path: Path) -> None:
    with pytest.raises(PromptError, match="empty sentence"):
        run(TranslateConfig(("one", " "), smoke))
    with pytest.raises(PromptError, match=r"neither \.svg nor \.png"):
        run(TranslateConfig(("one",), smoke, attention=tmp_path / "map.gif"))
    with pytest.raises(ModelError, match="holds no model"):
        run(TranslateConfig(("one",), tmp_path))
    model, sentences = load_translator(smoke)
    with pytest.raises(ModelError, match="beyond a context of 256"):
        translate(model, sentences, ["one " * 300])
    (tmp_path / "other").mkdir()
    for file in smoke.glob("*.*"):
        (tmp_path / "other" / file.name).write_bytes(file.read_bytes())
    Sentences.learn(PAIRS, 270).save(tmp_path / "other")
    with pytest.raises(ModelError, match="different runs"):
        load_translator(tmp_path / "other")
