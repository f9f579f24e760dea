"""torchvision's detectors get the images and targets that ours gets, and are read in our terms."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch import Tensor, nn

from final_ssd.data.annotations import Findings
from final_ssd.data.samples import make_target
from final_ssd.data.splits import load
from final_ssd.studies.torchvision_peers import (
    PEERS,
    TRAINING,
    detect_by,
    fit_peer,
    make_peer,
    to_theirs,
)
from final_ssd.training.config import TrainConfig
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
