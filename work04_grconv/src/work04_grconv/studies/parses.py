"""Whether grConv's gates find the structure of numbers, as they are and with an aid.

The translator is that of the default run. The aid makes the mean entropy of the gates a part of the loss,
so that they decide; nothing tells them what.
"""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from typing import Any

import torch
from jaxtyping import Int64
from torch import Tensor

from shared.studies import Study, study
from shared.training import Loop
from shared.translation import Splits
from shared.translation.controlled import number_phrase
from work04_grconv.data.corpora import first_references, load
from work04_grconv.data.pairs import Languages, encode_pairs, learn_languages, pad
from work04_grconv.grconv.entropy import add_to_loss, encode_with_entropy
from work04_grconv.grconv.soft_tree import hard_split
from work04_grconv.metrics.bleu import evaluate
from work04_grconv.training.config import TrainConfig
from work04_grconv.training.loop import fit, make_translator
from work04_grconv.translation.encoders import Encoded, GrConvEncoder, word_mask
from work04_grconv.translation.inference import translate
from work04_grconv.translation.inspection import sentence_tree
from work04_grconv.translation.translator import Translator

NUMBERS = {  # by the word whose end is the border
    "hundred": [100 * h + rest for h in range(1, 10) for rest in range(1, 100, 7)],
    "thousand": [1000 * t + rest for t in range(2, 99, 5) for rest in (101, 234, 380, 777)],
}
SAMPLE = 60  # numbers of each kind
PULLS = (0.0, 0.03, 0.3)  # weights of the entropy, in nats, beside a loss in nats a token


class PulledEncoder(GrConvEncoder):
    """An encoder whose gates' mean entropy, times `pull`, is a part of the loss in training."""

    pull = 0.0

    def forward(
        self, tokens: Int64[Tensor, "batch time"], lengths: Int64[Tensor, " batch"]
    ) -> Encoded:
        """Read padded sentences."""
        words = self.dropout(self.embedding(tokens))
        codes, entropy = encode_with_entropy(self.grconv, words, lengths)
        return Encoded(add_to_loss(codes, self.pull * entropy), None, word_mask(tokens, lengths))


def fit_pulled(
    config: TrainConfig, pull: float, seed: int
) -> tuple[Translator, Languages, Splits, float]:
    """Train a translator with the aid; return it with its languages, its corpus and its core-seconds."""
    start = time.process_time()
    splits = load(config.data, size=config.pairs, seed=seed)
    languages = learn_languages(
        splits.train,
        config.unit,
        size=config.vocabulary,
        merges=config.merges,
        lowercase=config.lowercase,
    )
    pairs, _ = encode_pairs(splits.train, languages, config.longest)
    valid, _ = encode_pairs(first_references(splits.valid), languages, config.longest)
    loop = Loop(seed, device=config.device, precision=config.precision)
    translator = make_translator(config, languages)
    plain = translator.encoder.state_dict()
    vocab_size = len(languages.source.vocabulary)
    translator.encoder = PulledEncoder(
        vocab_size, config.embedding, config.hidden, activation=config.activation,
        dropout=config.dropout,
    )  # fmt: skip
    translator.encoder.load_state_dict(plain)
    translator.encoder.pull = pull
    translator = fit(loop, config, translator, pairs, valid).cpu()
    return translator, languages, splits, time.process_time() - start


@torch.inference_mode()
def mean_entropy(translator: Translator, languages: Languages, sentences: list[str]) -> float:
    """Return the mean entropy of the gates over these sentences, in nats."""
    encoder = translator.encoder
    assert isinstance(encoder, GrConvEncoder)
    encoded = [languages.source.encode(sentence) for sentence in sentences]
    lengths = torch.tensor([len(tokens) for tokens in encoded])
    _, entropy = encode_with_entropy(encoder.grconv, encoder.embedding(pad(encoded)), lengths)
    return entropy.item()


def parted(
    translator: Translator, languages: Languages, border: str, numbers: list[int]
) -> dict[str, float]:
    """Return how often the hard tree parts a number at its border, and how often any gap would do."""
    at_border, chance = 0, 0.0
    for number in numbers:
        phrase = number_phrase(number).source
        tree, words = sentence_tree(translator, languages, phrase)
        place = words.index(border) + 1
        allowed = {place, place + 1}  # before or after "and" or the comma
        at_border += hard_split(tree) in allowed
        chance += len(allowed & set(range(1, len(words)))) / (len(words) - 1)
    return {"at_border": at_border / len(numbers), "by_chance": chance / len(numbers)}


def structure(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Measure what a translator with the aid reaches, how its gates decide and where they part numbers.

    Args:
        config: the `training`, the `pull`, and how many numbers of each kind are a `sample`.
        seed: of the training and of the draw.
    """
    training: TrainConfig = config["training"]
    translator, languages, splits, seconds = fit_pulled(training, config["pull"], seed)
    examples = splits.tests["values"]
    sources = [example.source for example in examples]
    translations = translate(translator, languages, sources, beam=training.beam)
    bleu, exact = evaluate(translations, examples, lowercase=training.lowercase, resamples=0)
    draw = random.Random(seed)
    return {
        "train/core_seconds": seconds,
        "values/BLEU": bleu.score,
        "values/exact": exact,
        "entropy": mean_entropy(translator, languages, sources),
        **{
            f"{border}s": parted(
                translator, languages, border, draw.sample(numbers, config["sample"])
            )
            for border, numbers in NUMBERS.items()
        },
    }


@study(seeds=(0, 1, 2))
def parses(s: Study) -> None:
    """Ask whether gates part "three hundred | forty-two", by themselves and pulled toward a choice."""
    for pull in PULLS:
        config = {"training": TrainConfig(), "pull": pull, "sample": SAMPLE}
        for seed in s.seeds:
            s.measure({"weight of the entropy": pull}, structure, config, seed)
