"""Beam search over a batch of sentences against a loop over sentences.

`python benchmarks/search.py --save` writes results/benchmark_search.json.
"""

from __future__ import annotations

from pathlib import Path

import torch

from shared.benchmark import compare
from shared.commands import run
from shared.training.machine.precision import prefer_fast_matmul
from shared.training.settings.ranges import AtLeast, check
from work04_grconv.translation.inference import search
from work04_grconv.translation.translator import Sizes, Translator

RESULTS = Path(__file__).parents[1] / "results"
BATCH, LOOP = "a batch", "sentence by sentence"


def main(sentences: int = 100, beam: int = 5, longest: int = 20, save: bool = False) -> None:
    """Time an attention model's search with random weights, which ends at the longest.

    Args:
        sentences: how many.
        beam: hypotheses of each.
        longest: tokens in a translation.
        save: write the results file.
    """
    for name, value in (("--sentences", sentences), ("--beam", beam), ("--longest", longest)):
        check(name, value, AtLeast(1))
    torch.manual_seed(0)
    prefer_fast_matmul()
    sizes = Sizes("attention", 100, 100, 64, 128, activation="tanh", dropout=0.0)
    translator = Translator(sizes).eval()
    source = torch.randint(4, 100, (sentences, 12)).tolist()

    @torch.inference_mode()
    def loop() -> list[list[int]]:
        return [search(translator, [one], beam=beam, longest=longest)[0] for one in source]

    @torch.inference_mode()
    def batch() -> list[list[int]]:
        return search(translator, source, beam=beam, longest=longest)

    def agree(results: dict[str, object]) -> None:
        assert results[LOOP] == results[BATCH]

    timings = compare({LOOP: loop, BATCH: batch}, baseline=LOOP, agree=agree, rounds=7, warmup=1)
    timings.show()
    if save:
        timings.save(
            RESULTS / "benchmark_search.json",
            about="Beam search over a batch of sentences and over one after the other",
            command="python benchmarks/search.py --save",
        )


if __name__ == "__main__":
    run(main)
