"""Pairs in tables: each stands in one, whole, and an epoch shows each at most once."""

from __future__ import annotations

import random

import torch

from shared.translation.pairs_on_device import PairsOnDevice

CPU = torch.device("cpu")


def made_up(count: int, longest: int) -> list[tuple[list[int], list[int]]]:
    draws = random.Random(0)
    return [
        ([n + 1] * draws.randint(1, longest), [n + 1] * draws.randint(1, longest))
        for n in range(count)
    ]


def test_a_pair_stands_whole_in_the_table_of_the_next_length() -> None:
    pairs = made_up(60, 12)
    tables = PairsOnDevice(pairs, 40, CPU, lengths=(4, 8)).tables
    assert list(tables) == [4, 8]
    found = {}
    for length, (sources, targets) in tables.items():
        assert sources.shape == targets.shape == (len(sources), length)
        for source, target in zip(sources.tolist(), targets.tolist(), strict=True):
            found[source[0]] = ([n for n in source if n], [n for n in target if n], length)
    kept = {s[0]: (s, t, 4 if max(len(s), len(t)) <= 4 else 8) for s, t in pairs
            if max(len(s), len(t)) <= 8}  # fmt: skip
    assert found == kept
    assert PairsOnDevice(pairs, 40, CPU, lengths=(4, 8)).left_out == 60 - len(kept)


def test_an_epoch_has_batches_of_the_tables_shapes_and_no_pair_twice() -> None:
    pairs = PairsOnDevice(made_up(100, 8), 40, CPU, lengths=(4, 8))
    batches = list(pairs.epoch(0, seed=1))
    assert len(batches) == pairs.batches
    seen = [row[0] for _, (source, _) in batches for row in source.tolist()]
    assert len(seen) == len(set(seen)) > 80
    for length, (source, target) in batches:
        assert source.shape == target.shape == (pairs.rows[length], length)
        assert torch.equal(source[:, 0], target[:, 0])


def test_an_epochs_order_depends_on_seed_and_epoch_alone() -> None:
    pairs = PairsOnDevice(made_up(100, 8), 40, CPU, lengths=(4, 8))

    def order(epoch: int, seed: int) -> list[int]:
        return [row[0] for _, (source, _) in pairs.epoch(epoch, seed) for row in source.tolist()]

    assert order(0, 0) == order(0, 0)
    assert order(0, 0) != order(1, 0) != order(0, 1)
