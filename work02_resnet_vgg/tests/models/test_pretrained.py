"""Trained weights."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import safetensors.torch
import torch
import torchvision
from PIL import Image
from sklearn.datasets import load_sample_image
from torchvision.transforms import v2

from shared.data.errors import DigestError
from shared.data.testing import requires_data
from shared.errors import UserError
from shared.training import Loop, Rows
from work02_resnet_vgg.data import load
from work02_resnet_vgg.metrics.evaluation import accuracy
from work02_resnet_vgg.models.cifar_resnet import CifarResNet
from work02_resnet_vgg.models.labels import LabelsError, read_labels
from work02_resnet_vgg.models.pretrained import load_classifier
from work02_resnet_vgg.models.registry import MODELS
from work02_resnet_vgg.training.trained import is_run


def test_a_file_of_torchvisions_gives_torchvisions_answer(tmp_path: Path) -> None:
    theirs = torchvision.models.resnet18().eval()
    path = tmp_path / "resnet18.pth"
    torch.save(theirs.state_dict(), path)
    classifier = load_classifier("resnet18", str(path))
    image = Image.fromarray(load_sample_image("china.jpg"))
    published = torchvision.models.ResNet18_Weights.IMAGENET1K_V1
    inputs = classifier.scale(classifier.crop(image))
    # Resizing bytes as a tensor or by Pillow rounds differently, by a level or two of 255.
    torch.testing.assert_close(inputs, published.transforms()(image), rtol=0, atol=0.05)
    with torch.no_grad():
        torch.testing.assert_close(classifier.model(inputs[None]), theirs(inputs[None]))
    assert classifier.labels == tuple(published.meta["categories"])


def test_the_published_cifar_network_classifies_as_measured() -> None:
    requires_data("cifar10")
    requires_data("cifar10-resnet20")
    classifier = load_classifier("resnet20")
    images = Rows(*load("cifar10").test.__getitems__(range(500)))
    assert accuracy(Loop(0).evaluating(classifier.model, images, 500)) > 0.88, (
        "91.73 % of all 10,000"
    )


@pytest.mark.parametrize("name", ["resnet18", "densenet121", "googlenet", "resnet20", "nin"])
def test_own_weights_have_any_number_of_classes(name: str, tmp_path: Path) -> None:
    state = {k: v for k, v in MODELS[name](classes=3).state_dict().items() if k[:3] != "aux"}
    path = tmp_path / f"{name}-20240131.pth"  # a date, no hash
    torch.save({"epoch": 4, "state_dict": {f"module.{k}": v for k, v in state.items()}}, path)
    classifier = load_classifier(name, str(path))
    assert classifier.labels == ("class 0", "class 1", "class 2")
    assert "names none of its 3 classes" in classifier.note
    (tmp_path / "config.json").write_text('{"id2label": {"0": "cat", "1": "dog", "2": "fox"}}')
    beside = load_classifier(name, str(path))
    assert (beside.labels, beside.note) == (("cat", "dog", "fox"), "")


def test_labels_that_do_not_fit_are_refused_with_both_counts(weights: Path) -> None:
    labels = weights.with_name("labels.txt")
    labels.write_text("cat\ndog\n")
    with pytest.raises(LabelsError, match=r"labels.txt names 2 classes, but .* has 10"):
        load_classifier("resnet20", str(weights), labels)
    assert "CIFAR-10's, which has 10, too" in load_classifier("resnet20", str(weights)).note


def test_torchvisions_old_names_of_dense_layers_are_read(tmp_path: Path) -> None:
    new = MODELS["densenet121"]().state_dict()
    old = {re.sub(r"(denselayer\d+\.(?:norm|conv))", r"\1.", key): v for key, v in new.items()}
    assert "features.denseblock1.denselayer1.norm.1.weight" in old
    torch.save(old, tmp_path / "densenet121.pth")
    model = load_classifier("densenet121", str(tmp_path / "densenet121.pth")).model
    torch.testing.assert_close(model.state_dict()["classifier.bias"], new["classifier.bias"])


def test_googlenets_input_is_what_torchvisions_network_makes_of_its_own(tmp_path: Path) -> None:
    theirs = torchvision.models.googlenet(aux_logits=False, init_weights=False).eval()
    torch.save(theirs.state_dict(), tmp_path / "googlenet.pth")
    classifier = load_classifier("googlenet", str(tmp_path / "googlenet.pth"))
    image = Image.fromarray(load_sample_image("china.jpg"))
    crop = classifier.crop(image)
    published = torchvision.models.GoogLeNet_Weights.IMAGENET1K_V1.transforms()
    usual = v2.functional.normalize(crop / 255, published.mean, published.std)
    theirs.transform_input = True  # as torchvision sets it for its published weights
    torch.testing.assert_close(
        classifier.scale(crop), theirs._transform_input(usual[None])[0], rtol=0, atol=1e-5
    )


def test_a_published_file_that_was_changed_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    path = tmp_path / "checkpoints" / "resnet18-f37072fd.pth"
    path.parent.mkdir()
    torch.save(MODELS["resnet18"]().state_dict(), path)
    with pytest.raises(DigestError, match="is damaged"):
        load_classifier("resnet18")


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("a.txt", "\ufeffcat\r\ndog\r\n\r\n"), ("a.json", '["cat", "dog"]'),
        ("a.json", '{"dog": 1, "cat": 0}'), ("a.json", '{"1": ["n02", "dog"], "0": ["n01", "cat"]}'),
        ("a.json", '{"num_classes": 2, "label_names": ["cat", "dog"]}'),
    ],
)  # fmt: skip
def test_labels_are_read_as_people_keep_them(file: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / file
    path.write_text(content, encoding="utf-8", newline="")
    assert read_labels(path) == ("cat", "dog")


@pytest.mark.parametrize("kind", [int, str])
def test_names_that_are_numbers_stay_at_their_places(kind: type, tmp_path: Path) -> None:
    """ImageFolder sorts the folders "0" to "11" as text."""
    names = sorted(map(str, range(12)))
    assert names[2] == "10"
    numbers = {name: kind(place) for place, name in enumerate(names)}
    by_number = {str(place): kind(name) for place, name in enumerate(names)}
    path = tmp_path / "classes.json"
    for content in ({"class_to_idx": numbers}, {"label2id": numbers}, {"id2label": by_number}):
        path.write_text(json.dumps(content))
        assert read_labels(path) == tuple(names)


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("a.txt", "", "no names of classes"), ("a.txt", "cat\n\ndog", "an empty line"),
        ("a.json", '{"a": 3}', "no names of classes"), ("a.json", '{"a"', "a.json"),
        ("b", None, "there is no file of labels"),
    ],
)  # fmt: skip
def test_labels_that_are_none_are_named(
    file: str, content: str | None, message: str, tmp_path: Path
) -> None:
    path = tmp_path / file
    if content is not None:
        path.write_text(content)
    with pytest.raises(UserError, match=message):
        read_labels(path)


def test_weights_in_several_files_are_read_with_the_names_beside_them(tmp_path: Path) -> None:
    model = CifarResNet(20, classes=3)
    state = {f"module.model.{name}": tensor for name, tensor in model.state_dict().items()}
    names = list(state)
    places = {}
    for number, part in enumerate((names[:9], names[9:]), 1):
        file = f"model-{number:05}-of-00002.safetensors"
        safetensors.torch.save_file({name: state[name] for name in part}, tmp_path / file)
        places |= dict.fromkeys(part, file)
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": places}))
    (tmp_path / "config.json").write_text('{"id2label": {"0": "cat", "1": "dog", "2": "owl"}}')
    for path in (tmp_path, index, tmp_path / places[names[0]]):
        classifier = load_classifier("resnet20", str(path))
        assert classifier.labels == ("cat", "dog", "owl")
        given = classifier.model.state_dict()["linear.bias"]
        assert given.equal(model.state_dict()["linear.bias"])


@pytest.mark.parametrize("content", ['["cat", "dog"]', "{", '{"name": "other"}', None])
def test_a_folder_with_another_config_is_no_run(content: str | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "config.json").write_text(content)
    assert not is_run(tmp_path)
