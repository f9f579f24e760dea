"""What each process under torchrun finds when it trains on its share: `ranks.py FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.data import Dataset

from shared.training import Loop, Rows, RunError


class Sentences(Dataset):
    """Batches of 1 to 7 sentences of numbers, padded with zeros."""

    def __init__(self) -> None:
        generator = torch.Generator().manual_seed(0)
        self.batches = []
        for rows in range(1, 8):
            tokens = torch.rand(rows, 6, generator=generator, dtype=torch.float64) + 0.1
            lengths = torch.randint(1, 7, (rows, 1), generator=generator)
            self.batches.append((tokens * (torch.arange(6) < lengths), lengths))

    def __len__(self) -> int:
        return len(self.batches)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        return self.batches[index]


def make_loop() -> Loop:
    return Loop(seed=1, device="cpu")


def measure(loop: Loop) -> dict[str, Any]:
    """Train on a mean over tokens; evaluate; make the processes differ."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(1, 3), nn.Tanh(), nn.Linear(3, 1)).double()
    optimizer = torch.optim.SGD(model.parameters(), 0.1)
    loader = loop.loader(Sentences(), None, training=True)
    model, optimizer = loop.prepare(model, optimizer)
    losses, lengths = [], []
    for _ in loop.epochs(2):
        mean_length = loop.average()
        for tokens, counts in loop.batches(loader):
            optimizer.zero_grad()
            errors = (model(tokens[..., None]).squeeze(-1) - tokens.sin()).square()
            loss = errors[tokens > 0].mean()
            loop.backward(loss, count=(tokens > 0).sum())
            optimizer.step()
            mean_length.update(counts)
        losses.append(loop.epoch_loss())
        lengths.append(mean_length.compute().item())
    weights = [parameter.detach() for parameter in loop.unwrap(model).parameters()]

    norm = nn.BatchNorm1d(2)
    trained, _ = loop.prepare(norm, torch.optim.SGD(norm.parameters(), 0.1))
    data = Rows(torch.randn(24, 2, generator=torch.Generator().manual_seed(2)))
    trained.train()
    for (points,) in loop.batches(loop.loader(data, 6, training=True)):
        trained(points).sum().backward()
    buffers = norm.running_mean.clone()
    norm.running_mean += loop.rank  # what a process might do on its own
    evaluated = loop.evaluating(norm, data, 6).model.running_mean.clone()

    single = loop.evaluating(norm, Rows(torch.tensor([[3.0, 4.0]])), 6)
    mean = single.average()
    for (points,) in single:
        mean.update(points)

    loop.check_equal(norm)
    with torch.no_grad():
        norm.weight += loop.rank
    try:
        loop.check_equal(norm)
        refused = ""
    except RunError as error:
        refused = str(error)
    return {
        "weights": weights,
        "losses": torch.tensor(losses),
        "lengths": torch.tensor(lengths),
        "buffers": buffers,
        "evaluated": evaluated,
        "single": mean.compute().tolist(),
        "refused": refused,
    }


if __name__ == "__main__":
    loop = make_loop()
    torch.save(measure(loop), Path(sys.argv[1]) / f"{loop.rank}.pt")
