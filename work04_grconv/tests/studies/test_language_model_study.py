"""What the study of language models measures, on tiny settings."""

from __future__ import annotations

from dataclasses import replace

from work04_grconv.studies.language_models import NETWORKS, network, ngram

TEXTS = {"texts": ("standard-library",), "longest": 24_000}


def test_n_grams_and_networks_are_measured_on_the_same_texts() -> None:
    counted = ngram({"order": 3, "discount": 0.75, **TEXTS})["texts"]["standard-library"]
    assert counted["characters"] == 21_600
    assert 1 < counted["perplexity"] < counted["vocab_size"]
    model = replace(
        NETWORKS["GRU"], hidden=8, embedding=4, batch_size=4, window=8, epochs=1, steps=5
    )
    trained = network({"model": model, **TEXTS}, 0)["texts"]["standard-library"]
    assert trained["perplexity"] > 1
