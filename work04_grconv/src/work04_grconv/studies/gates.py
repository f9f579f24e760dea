"""The gates of a trained GRU and LSTM over a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch

from shared.studies import Measured, Study, picture, study
from shared.training import Loop
from work04_grconv.data.texts import TextName, cut_text, load_text
from work04_grconv.figures.gates import draw_gates
from work04_grconv.metrics.perplexity import held_out_perplexity
from work04_grconv.recurrent.gates import GATES, Gated, gate_values
from work04_grconv.recurrent.language_model import LanguageModel
from work04_grconv.text.vocabulary import Vocabulary, build_vocabulary
from work04_grconv.training.language_models import LanguageConfig, fit_language_model

TEXT: TextName = "timemachine"
SENTENCE = "The Time Traveller was expounding a matter to us."
READ = 2000  # characters of held-out text, whose gates are averaged


def over(
    model: LanguageModel, kind: Gated, vocabulary: Vocabulary, text: str
) -> dict[str, torch.Tensor]:
    """Return each gate's values (character, unit) of a model that reads a text."""
    inputs = model.embedding(torch.tensor(vocabulary.encode(text))).detach()
    return gate_values(kind, inputs, model.recurrent.weights(0))


def gated(config: Mapping[str, Any], seed: int) -> dict[str, Any]:
    """Train a model; average its gates in held-out text, at spaces and elsewhere; draw a sentence's."""
    kind: Gated = config["model"].kind
    train, test = cut_text(load_text(config["text"]))
    vocabulary = build_vocabulary([train])
    text, held_out = (torch.tensor(vocabulary.encode(part)) for part in (train, test))
    model = fit_language_model(Loop(seed), config["model"], text, len(vocabulary)).cpu()
    read = test[: config["read"]]
    space = torch.tensor([character.isspace() for character in read])
    metrics: dict[str, Any] = {"perplexity": held_out_perplexity(model, held_out)}
    for name, values in over(model, kind, vocabulary, read).items():
        metrics[f"{name}/space"] = values[space].mean().item()
        metrics[f"{name}/letter"] = values[~space].mean().item()
    drawn = over(model, kind, vocabulary, config["sentence"])
    return Measured(metrics, {f"gates_{kind}.svg": picture(draw_gates, config["sentence"], drawn)})


@study(seeds=(0, 1, 2))
def gates(s: Study) -> None:
    """Look at the gates of a GRU and an LSTM over a sentence, and at their means."""
    for kind in GATES:
        model = LanguageConfig(kind=kind, hidden=64, epochs=5)
        config = {"text": TEXT, "model": model, "sentence": SENTENCE, "read": READ}
        for seed in s.seeds:
            s.measure({"network": kind.upper()}, gated, config, seed)
