"""What a token costs on a GPU: grConv and our GRU beside cuDNN's.

A recurrent step is a handful of small kernels. Started one by one, they cost what Python and the
driver take to start them; recorded as a CUDA graph, what the GPU takes; and cuDNN does all steps of a
sequence in few kernels of its own. grConv's tree of T words has T(T − 1)/2 nodes above them.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor, nn

from shared.studies import Study, study
from shared.training.machine.devices import fastest_device
from shared.training.machine.recording import products, recorded, until_done
from work04_grconv.errors import ModelError
from work04_grconv.grconv.equal_lengths import encode_equal
from work04_grconv.grconv.plain import GrConv
from work04_grconv.recurrent.layers import Recurrent

CUDNN, OURS, GRCONV = "torch.nn.GRU", "GRU written out", "grConv"
NETWORKS = (CUDNN, OURS, GRCONV)
HOW = ("kernel by kernel", "recorded")
SIZES = {"64 sentences": (64, 30, 256), "1,024 sentences": (1024, 30, 512)}  # batch, words, width
TINY_SIZES = {"4 sentences": (4, 5, 8)}
ROUNDS = 7
SECONDS = 0.05  # of a round, about
TOLERANCE = 1e-3  # of float32 states after 30 steps, beside the largest
PLAIN_WORDS = 8  # of a sentence by the plain equations


def make_network(name: str, width: int) -> nn.Module:
    """Build a network whose inputs and states have one width."""
    if name == GRCONV:
        return GrConv(width, width)
    return nn.GRU(width, width) if name == CUDNN else Recurrent("gru", width, width)


def run_network(network: nn.Module, words: Tensor) -> Tensor:
    """Return a GRU's states (time, batch, width), or grConv's codes (batch, width)."""
    if isinstance(network, GrConv):
        return encode_equal(network, words)
    states: Tensor = network(words.transpose(0, 1))[0]
    return states


def disagreement(network: nn.Module, words: Tensor) -> float:
    """Return how far states and gradients are from another's, beside the largest of them.

    torch's GRU and ours are compared with each other, grConv with the plain equations, one sentence
    after the other. Products are not rounded for this.
    """
    with products("ieee"), torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
        if isinstance(network, GrConv):
            words = words[:2, :PLAIN_WORDS]
            other = torch.stack([network(sentence) for sentence in words])
            theirs = torch.autograd.grad(other.sum(), list(network.parameters()))
        else:
            width = words.shape[2]
            peer = make_network(CUDNN if isinstance(network, Recurrent) else OURS, width)
            peer.load_state_dict(network.state_dict())
            other = run_network(peer.to(words.device), words)
            theirs = torch.autograd.grad(other.sum(), list(peer.parameters()))
        mine = run_network(network, words)
        gradients = torch.autograd.grad(mine.sum(), list(network.parameters()))
    pairs = zip((mine, *gradients), (other, *theirs), strict=True)
    return max(((a - b).abs().max() / b.abs().max().clamp(min=1e-6)).item() for a, b in pairs)


def cost(config: Mapping[str, Any]) -> dict[str, Any]:
    """Measure what a token costs, forward alone and in training.

    Args:
        config: `network`, `how`, `batch`, `words`, `width`, `rounds`.

    Raises:
        ModelError: the network's results are not those that they should be.
    """
    device = fastest_device()
    batch, length, width = config["batch"], config["words"], config["width"]
    torch.manual_seed(0)
    network = make_network(config["network"], width).to(device)
    words = torch.randn(batch, length, width, device=device)
    difference = disagreement(network, words)
    if not difference < TOLERANCE:
        raise ModelError(f"{config['network']} differs by {difference:.1e} from its peer")
    weights = list(network.parameters())
    grads = [torch.zeros_like(weight) for weight in weights]
    for weight, grad in zip(weights, grads, strict=True):
        weight.grad = grad  # stays at its place

    def forward() -> None:
        with torch.no_grad():
            run_network(network, words)

    def train() -> None:
        torch._foreach_zero_(grads)
        run_network(network, words).sum().backward()

    metrics: dict[str, Any] = {"difference": difference, "recorded": False}
    with products("tf32"):
        for name, action in (("forward", forward), ("training", train)):
            step: Callable[[], object] = action
            if config["how"] == "recorded":
                step, metrics["recorded"] = recorded(action, device)
            seconds = timed(step, device, config["rounds"])
            tokens = batch * length
            middle = statistics.median(seconds)
            metrics[f"{name}/microseconds_per_token"] = 1e6 * middle / tokens
            metrics[f"{name}/tokens_per_second"] = tokens / middle
            metrics[f"{name}/milliseconds"] = 1e3 * middle
            metrics[f"{name}/milliseconds_of_rounds"] = [round(1e3 * s, 4) for s in seconds]
    return metrics


def timed(step: Callable[[], object], device: torch.device, rounds: int) -> list[float]:
    """Return the seconds of a step, in each of several rounds of many steps."""
    for _ in range(3):
        step()
    until_done(device)
    started = time.perf_counter()
    step()
    until_done(device)
    steps = max(1, int(SECONDS / (time.perf_counter() - started)))
    seconds = []
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(steps):
            step()
        until_done(device)
        seconds.append((time.perf_counter() - started) / steps)
    return seconds


@study()
def gpu_tokens(s: Study) -> None:
    """Measure what a token costs on a GPU in grConv, in our GRU and in cuDNN's."""
    rounds, sizes = (2, TINY_SIZES) if s.rehearsal else (ROUNDS, SIZES)
    for size, (batch, words, width) in sizes.items():
        for network in NETWORKS:
            for how in HOW:
                config = {
                    "network": network, "how": how, "batch": batch, "words": words,
                    "width": width, "rounds": rounds,
                }  # fmt: skip
                s.measure({"network": network, "how": how, "batch": size}, cost, config)
