"""torchvision's detectors get the images and targets that ours gets, and are read in our terms."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import make_target
from final_ssd.data.splits import load
from final_ssd.studies import torchvision_peers
from final_ssd.studies.torchvision_peers import (
    OURS,
    PEERS,
    RATES,
    TRAINING,
    blood_cells_peers,
    detect_by,
    fit_peer,
    make_peer,
    reached,
    to_theirs,
)
from final_ssd.training.config import TrainConfig
from shared.studies import Study
from shared.training import Loop

TINY = dataclasses.replace(
    TrainConfig.smoke_test(), network=TRAINING.network, loss=TRAINING.loss,
    optimizer=TRAINING.optimizer, frozen_stages=1, epochs=1, scenes=24,
)  # fmt: skip


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_sees_the_image_as_it_is(name: str) -> None:
    torch.manual_seed(0)
    peer = make_peer(name, TINY, 3).eval()
    seen: list[Tensor] = []
    peer.backbone.body.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0]))  # type: ignore[union-attr, operator]
    images = torch.randint(0, 256, (2, 3, 64, 64), dtype=torch.uint8)
    detect_by(PEERS[name][1], peer, images)
    assert torch.equal(seen[0], images.float())


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_trains_but_for_its_frozen_stage(name: str) -> None:
    splits = load(TINY.data_settings, Findings())
    peer = make_peer(name, TINY, len(splits.classes))
    before = {key: value.clone() for key, value in peer.state_dict().items()}
    loop = Loop(0, device="cpu")
    model = fit_peer(loop, TINY, peer, splits, PEERS[name][1])
    assert loop.step == 24 // TINY.batch_size
    after = peer.state_dict()
    moved = {key for key, value in before.items() if not torch.equal(value, after[key])}
    frozen = {key for key in before if key.startswith("backbone.body.stages.0.")}
    assert frozen
    assert not moved & frozen
    names = dict(peer.named_parameters())
    assert {key for key in names if key not in moved} <= frozen
    found = detect_by(PEERS[name][1], model, torch.stack([splits.test[n][0] for n in range(4)]))
    assert all(set(one.classes.tolist()) <= set(range(len(splits.classes))) for one in found)


def test_the_averaged_weights_are_where_the_peer_is_trained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No step is taken: nothing can be computed on the device `meta`."""
    splits = load(TINY.data_settings, Findings())
    peer = make_peer("RetinaNet (torchvision)", TINY, len(splits.classes))
    loop = Loop(0, device="cpu")
    loop.device = torch.device("meta")
    monkeypatch.setattr(loop, "prepare", lambda *all_of_them: all_of_them)
    monkeypatch.setattr(loop, "epochs", lambda count: iter(()))
    model = fit_peer(loop, TINY, peer, splits, 0)
    assert {one.device.type for one in model.parameters()} == {"meta"}


def test_what_was_trained_elsewhere_is_brought_to_the_images(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Trained(nn.Module):
        device = "a GPU"

        def cpu(self) -> Trained:
            self.device = "cpu"
            return self

        def forward(self, images: list[Tensor]) -> list[dict[str, Tensor]]:
            assert self.device == "cpu"
            nothing = {"boxes": torch.empty(0, 4), "scores": torch.empty(0)}
            return [{**nothing, "labels": torch.empty(0, dtype=torch.long)} for _ in images]

    monkeypatch.setattr(torchvision_peers, "fit_peer", lambda *_: Trained())
    name = "RetinaNet (torchvision)"
    assert reached({"network": name, "training": TINY}, 0)["test/mAP"] == 0


def test_the_first_seed_chooses_the_rate_and_without_it_no_other_is_asked_for() -> None:
    def wanted(measured: dict[float, float]) -> list[tuple[Any, Any, int | None]]:
        def run(study: Study, labels: Any) -> list[Mapping[str, Any]]:
            rate = labels["learning rate"]
            return [{"valid/mAP": measured[rate]}] if rate in measured else []

        study = Study((0, 1, 2), run)
        blood_cells_peers.function(study)
        return [
            (one.labels["network"], one.labels["learning rate"], one.seed) for one in study.wanted
        ]

    first = [(OURS, TRAINING.learning_rate, seed) for seed in range(3)]
    for best in RATES:
        chosen = wanted({rate: float(rate == best) for rate in RATES})
        assert chosen == first + [
            (name, *pair)
            for name in PEERS
            for pair in [*((rate, 0) for rate in RATES), (best, 1), (best, 2)]
        ]
    for measured in dict[float, float](), {RATES[0]: 0.5}:
        assert wanted(measured) == first + [(name, rate, 0) for name in PEERS for rate in RATES]


def test_labels_are_counted_from_the_peers_first_class() -> None:
    target = make_target(
        torch.tensor([[0.0, 0, 9, 9], [1, 1, 5, 5]]),
        torch.tensor([0, 2]),
        torch.tensor([False, True]),
    )
    (theirs,) = to_theirs([target], first_class=1)
    assert theirs["labels"].tolist() == [1]
    assert theirs["boxes"].tolist() == [[0, 0, 9, 9]]

    class Says(nn.Module):
        def forward(self, images: list[Tensor]) -> list[dict[str, Tensor]]:
            assert images[0].dtype == torch.float32
            one = {"boxes": torch.ones(1, 4), "scores": torch.ones(1), "labels": torch.tensor([3])}
            return [one for _ in images]

    (found,) = detect_by(1, Says(), torch.zeros(1, 3, 8, 8, dtype=torch.uint8))
    assert found.classes.tolist() == [2]
