"""A Loop trains as a Run does, and hands out held-out data as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor, nn
from toy import ToyNetwork

from shared.training import EpochDataset, InMemory, Loop, NonFiniteError, Rows, Run, RunConfig


class Shifting(InMemory, EpochDataset):
    """Samples that depend on the epoch."""

    def __init__(self) -> None:
        self.started: list[int] = []

    def __len__(self) -> int:
        return 8

    def start(self, epoch: int) -> None:
        self.started.append(epoch)

    def __getitems__(self, indices: object) -> tuple[Tensor, ...]:
        return (torch.full((4, 5), float(self.started[-1])), torch.zeros(4, 1))


def fit(loop: Loop, data: Rows | Shifting, epochs: int = 2) -> nn.Module:
    model = ToyNetwork(hidden=8, dropout=0.2)
    optimizer = torch.optim.SGD(model.parameters(), 0.05)
    loader = loop.loader(data, 4, training=True)
    model, optimizer = loop.prepare(model, optimizer)
    for _ in loop.epochs(epochs):
        model.train()
        for inputs, targets in loop.batches(loader):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(inputs), targets)
            loop.backward(loss)
            loop.clip_gradients(1.0)
            optimizer.step()
        loop.log({"train/loss": loop.epoch_loss()})
    return loop.unwrap(model)


@pytest.fixture
def points() -> Rows:
    generator = torch.Generator().manual_seed(0)
    inputs = torch.randn(10, 5, generator=generator)
    return Rows(inputs, inputs.sum(dim=1, keepdim=True))


def test_a_loop_trains_as_a_run_of_the_same_seed(points: Rows, tmp_path: Path) -> None:
    loop = Loop(3, device="cpu")
    alone = fit(loop, points).state_dict()
    config = RunConfig(seed=3, device="cpu", precision="fp32", runs=tmp_path)
    with Run(config, "toy") as run:
        in_a_run = fit(run, points).state_dict()
    for name, weights in alone.items():
        assert torch.equal(weights, in_a_run[name]), name
    assert loop.history == run.history
    assert (loop.epoch, loop.step) == (2, 4)
    assert any(tmp_path.iterdir())


def test_a_loop_writes_nothing(
    points: Rows,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    fit(Loop(0, device="cpu"), points)
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr().out == ""


def test_loops_of_different_precision_follow_each_other(points: Rows) -> None:
    for precision, dtype in (("fp32", torch.float32), ("bf16", torch.bfloat16)):
        loop = Loop(0, device="cpu", precision=precision)
        model = nn.Linear(5, 1)
        model, _ = loop.prepare(model, torch.optim.SGD(model.parameters(), 0.1))
        with loop._accelerator.autocast():
            assert torch.nn.functional.linear(torch.ones(1, 5), model.weight).dtype == dtype


def test_data_that_depend_on_the_epoch_are_told_which_it_is() -> None:
    data = Shifting()
    fit(Loop(0, device="cpu"), data, epochs=3)
    assert data.started == [0, 1, 2]


def test_held_out_samples_come_once_and_the_model_does_not_train_meanwhile(points: Rows) -> None:
    loop = Loop(0, device="cpu")
    model = ToyNetwork(8, 0.5)
    model, _ = loop.prepare(model, torch.optim.SGD(model.parameters(), 0.1))
    model.train()
    held_out = loop.evaluating(model, points, 4)
    mean = held_out.average()
    batches = []
    for inputs, _ in held_out:
        assert not held_out.model.training
        batches.append(inputs)
        mean.update(inputs)
    assert torch.equal(torch.cat(batches), points.tensors[0])
    torch.testing.assert_close(mean.compute(), points.tensors[0].double().mean(dim=0))
    assert model.training, "the model was not given back as it was"


def test_a_part_that_is_frozen_stays_so_after_an_evaluation(points: Rows) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(5, 4), torch.nn.BatchNorm1d(4))
    loop = Loop(0, device="cpu")
    model, _ = loop.prepare(model, torch.optim.SGD(model.parameters(), 0.1))
    model.train()
    model[1].eval()
    for inputs, _ in loop.evaluating(model, points, 4):
        model(inputs)
    assert [part.training for part in model.modules()] == [True, True, False]


def test_a_model_is_given_back_where_an_evaluation_breaks_off(points: Rows) -> None:
    loop = Loop(0, device="cpu")
    model = ToyNetwork(8, 0.5)
    model, _ = loop.prepare(model, torch.optim.SGD(model.parameters(), 0.1))
    batches = iter(loop.evaluating(model, points, 4))
    next(batches)
    batches.close()  # type: ignore[attr-defined]
    assert model.training


def test_a_metric_that_is_no_number_is_named(points: Rows) -> None:
    with pytest.raises(NonFiniteError, match="valid/loss became nan in epoch 1, by step 0"):
        Loop(0, device="cpu").log({"valid/loss": float("nan")})
