"""Each step of the diagnosis is right for a right detector, and fails where its mistake is."""

from __future__ import annotations

import copy
import dataclasses
import math
from functools import partial

import pytest
import torch
from torch import Tensor

from final_ssd.data.samples import Target
from final_ssd.data.scenes import Scenes, SceneSettings
from final_ssd.geometry.anchors import AnchorLevel, level_anchors
from final_ssd.geometry.boxes import from_center
from final_ssd.models.detections import detections
from final_ssd.models.detector import Detector
from final_ssd.studies.earlier_hand_in import Mistakes, earlier_levels, earlier_loss
from final_ssd.training import diagnosis
from final_ssd.training.config import TrainConfig, make_detector, retinanet_levels
from final_ssd.training.diagnosis import (
    Step,
    answered,
    diagnose,
    first_failure,
    learn_by_heart,
    overlapped,
    perfect_outputs,
    right_labels,
    say_of_objects,
    score,
    truth,
)
from final_ssd.training.targets import MatchingConfig

CONFIG = TrainConfig.smoke_test()
SCENES = Scenes(3, "train", SceneSettings(size=64, smallest=12, largest=30), seed=5)
SAMPLES: list[tuple[Tensor, Target]] = [SCENES[number] for number in range(3)]
TARGETS = [target for _, target in SAMPLES]
IMAGES = torch.stack([image for image, _ in SAMPLES])


@pytest.fixture(autouse=True)
def fewer_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagnosis, "FREE_STEPS", 80)


@pytest.fixture
def detector() -> Detector:
    torch.manual_seed(0)
    return make_detector(CONFIG, SCENES.classes, retinanet_levels(CONFIG.strides))


def test_labels_are_right_inside_the_image_and_among_the_classes() -> None:
    assert right_labels(TARGETS, 10, 64.0) == 1
    scaled = [{**target, "boxes": target["boxes"] * 3} for target in TARGETS]
    from_one = [{**target, "classes": target["classes"] + 10} for target in TARGETS]
    assert right_labels(scaled, 10, 64.0) < 0.5
    assert right_labels(from_one, 10, 64.0) == 0


def test_the_metric_gives_one_to_the_truth_and_less_to_other_classes() -> None:
    assert score(truth(TARGETS), TARGETS, 10) == pytest.approx(1)
    shifted = [{**target, "classes": (target["classes"] + 1) % 10} for target in TARGETS]
    assert score(truth(shifted), TARGETS, 10) < 0.2


def test_anchors_that_are_too_large_overlap_no_object(detector: Detector) -> None:
    large = make_detector(CONFIG, SCENES.classes, earlier_levels(512, CONFIG.strides))
    assert overlapped(detector.anchors, TARGETS, 0.5) > 0.9
    assert overlapped(large.anchors, TARGETS, 0.5) == 0


def test_an_object_that_no_anchor_answers_for_is_found() -> None:
    """Several anchors for the one object do not make up for none for the other."""
    anchors = level_anchors(AnchorLevel(4, ((16.0, 16.0),)), 64)
    target: Target = {
        "boxes": from_center(torch.tensor([[22.0, 22.0, 16.0, 16.0], [45.0, 45.0, 4.0, 4.0]])),
        "classes": torch.tensor([0, 1]),
        "ignored": torch.tensor([False, False]),
    }
    assert answered(anchors, [target], MatchingConfig()) == 1
    assert answered(anchors, [target], MatchingConfig(force=False)) == 0.5


def test_the_row_of_an_object_without_an_anchor_is_below_one(detector: Detector) -> None:
    thin = torch.tensor([[0.0, 0.0, 64.0, 1.0]])
    harder: list[tuple[Tensor, Target]] = [
        (image, {**target, "boxes": torch.cat([thin, target["boxes"][1:]])})
        for image, target in SAMPLES
    ]
    unforced = dataclasses.replace(
        CONFIG, loss=dataclasses.replace(CONFIG.loss, matching=MatchingConfig(force=False))
    )
    steps, _ = diagnose(detector, harder, unforced, steps=1)
    assert steps[2].name == "objects that an anchor answers for"
    assert steps[2].value < 1
    assert not steps[2].good


def test_outputs_with_a_small_loss_decode_to_the_objects(detector: Detector) -> None:
    outputs = perfect_outputs(TARGETS, detector.anchors, detector.config, CONFIG)
    found = detections(*outputs, detector.anchors, detector.config, score_threshold=0.3)
    assert score(found, TARGETS, 10) == pytest.approx(1)


def test_a_loss_that_asks_for_something_else_does_not_decode_to_the_objects(
    detector: Detector,
) -> None:
    padded = partial(earlier_loss, mistakes=Mistakes(padding=20, mean_over_all=True))
    outputs = perfect_outputs(TARGETS, detector.anchors, detector.config, CONFIG, padded)
    found = detections(*outputs, detector.anchors, detector.config, score_threshold=0.3)
    assert sum(map(len, found)) > 1.5 * sum(len(target["boxes"]) for target in TARGETS)
    assert score(found, TARGETS, 10) < 0.97


def test_a_mean_over_all_anchors_lets_the_background_speak_alone(detector: Detector) -> None:
    over_all = partial(earlier_loss, mistakes=Mistakes(mean_over_all=True))
    ours = say_of_objects(detector, IMAGES, TARGETS, CONFIG)
    theirs = say_of_objects(detector, IMAGES, TARGETS, CONFIG, over_all)
    assert theirs < 0.05 < 0.2 < ours


def test_a_batch_is_learned_by_heart_by_all_weights(detector: Detector) -> None:
    losses, reached = learn_by_heart(detector, IMAGES, TARGETS, CONFIG, steps=12)
    assert reached == 1
    assert losses[-1] < 0.8 * losses[0]
    assert not detector.training


def test_weights_that_are_not_reached_are_counted(detector: Detector) -> None:
    detector.box_head.forward = lambda levels: levels[0].new_zeros(3, len(detector.anchors), 4)  # type: ignore[method-assign]
    _, reached = learn_by_heart(detector, IMAGES, TARGETS, CONFIG, steps=1)
    assert reached < 1


def test_the_first_step_that_fails_is_where_to_look(detector: Detector) -> None:
    scaled = [(image, {**target, "boxes": target["boxes"] * 3}) for image, target in SAMPLES]
    steps, losses = diagnose(detector, scaled, CONFIG, steps=2)
    assert (len(steps), len(losses)) == (9, 2)
    failure = first_failure(steps)
    assert failure is not None
    assert failure.name == "objects inside the image, of a known class"
    assert first_failure([Step("all", 1.0, 1.0, "")]) is None


def test_boxes_as_corner_and_size_are_found_by_the_first_step(detector: Detector) -> None:
    wrong = [
        (image, {**target, "boxes": torch.cat([boxes[:, :2], boxes[:, 2:] - boxes[:, :2] - 64], 1)})
        for image, target in SAMPLES
        for boxes in [target["boxes"]]
    ]
    steps, losses = diagnose(detector, wrong, CONFIG, steps=1)
    assert first_failure(steps) is steps[0]
    assert losses[0] == 0
    assert not any(step.good for step in steps if "unlearned" in step.name)


def test_a_class_that_there_is_not_is_found_by_the_first_step(detector: Detector) -> None:
    from_one = [(image, {**target, "classes": target["classes"] + 10}) for image, target in SAMPLES]
    steps, losses = diagnose(detector, from_one, CONFIG, steps=1)  # type: ignore[arg-type]
    assert (first_failure(steps), steps[0].value) == (steps[0], 0)
    assert not any(step.good for step in steps)
    assert len(steps) == 9
    assert [math.isnan(loss) for loss in losses] == [True]


def test_ignored_objects_do_not_count(detector: Detector) -> None:
    """Crowds of thin boxes, which no anchor overlaps and none answers for."""
    thin = torch.tensor([[0.0, 0.0, 64.0, 1.0]])
    crowded: list[tuple[Tensor, Target]] = [
        (
            image,
            {
                "boxes": torch.cat([target["boxes"], thin]),
                "classes": torch.cat([target["classes"], torch.tensor([0])]),
                "ignored": torch.cat([target["ignored"], torch.tensor([True])]),
            },
        )
        for image, target in SAMPLES
    ]
    initial = copy.deepcopy(detector)
    (_, *expected), _ = diagnose(initial, SAMPLES, CONFIG, steps=1)
    (_, *measured), _ = diagnose(detector, crowded, CONFIG, steps=1)
    assert [step.value for step in measured[:2]] == [step.value for step in expected[:2]]
