"""The study for a GPU, with tiny sizes on whatever there is."""

from __future__ import annotations

from shared.studies import Study
from work02_resnet_vgg.studies.gpu import gpu_depths


def test_a_rehearsal_measures_each_network() -> None:
    study = Study((0,), lambda study, labels: [], rehearsal=True)
    gpu_depths.function(study)
    assert len(study.wanted) == 3
    one = study.wanted[0]
    metrics = one.function(one.config, one.seed)
    for name in ("plain-8", "resnet-8", "plain-14", "resnet-14"):
        assert 0 <= metrics[f"test/error/{name}"] <= 1
        assert 0 <= metrics[f"train/error/{name}"] <= 1
    assert metrics["seconds"] > 0


def test_the_paper_is_asked_for() -> None:
    study = Study((0,), lambda study, labels: [])
    gpu_depths.function(study)
    assert [(one.labels["layers"], one.labels["steps"]) for one in study.wanted] == [
        ("20", 16_000), ("56", 16_000), ("20", 64_000),
    ]  # fmt: skip
