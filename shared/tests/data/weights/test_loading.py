"""Files of weights are loaded without running them, and damaged ones are named."""

import argparse
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from shared.data import FormatError
from shared.data.errors import DigestError
from shared.data.weights.loading import WRAPPERS, load_state_dict

STATE = {"conv.weight": torch.arange(6.0).reshape(2, 3), "bn.num_batches_tracked": torch.tensor(7)}


def same(loaded):
    return loaded.keys() == STATE.keys() and all(torch.equal(loaded[k], STATE[k]) for k in STATE)


def test_safetensors_and_torch_files_give_the_same(tmp_path):
    save_file(STATE, tmp_path / "model.safetensors")
    torch.save(STATE, tmp_path / "model.pth")
    torch.save(STATE, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    for name in ("model.safetensors", "model.pth", "old.pth"):
        assert same(load_state_dict(tmp_path / name)), name


@pytest.mark.parametrize("name", ["empty.safetensors", "empty.safetensors.index.json"])
def test_a_file_without_tensors_is_named(tmp_path, name):
    save_file({}, tmp_path / name)
    if name.endswith("json"):
        (tmp_path / name).write_text(json.dumps({"weight_map": {}}))
    with pytest.raises(FormatError, match="holds no tensors"):
        load_state_dict(tmp_path / name)


def test_a_checkpoint_of_data_parallel_is_unwrapped(tmp_path):
    wrapped = {f"module.{name}": tensor for name, tensor in STATE.items()}
    torch.save({"state_dict": wrapped, "best_prec1": 91.7}, tmp_path / "model.th")
    assert same(load_state_dict(tmp_path / "model.th"))


def test_a_hash_in_a_published_name_is_checked(tmp_path):
    torch.save(STATE, tmp_path / "plain")
    data = (tmp_path / "plain").read_bytes()
    right = tmp_path / f"model-{hashlib.sha256(data).hexdigest()[:8]}.pth"
    right.write_bytes(data)
    assert same(load_state_dict(right, hash_in_name=True))
    wrong = tmp_path / "model-0123abcd.pth"
    wrong.write_bytes(data)
    with pytest.raises(DigestError, match="does not begin with 0123abcd"):
        load_state_dict(wrong, hash_in_name=True)


@pytest.mark.parametrize("name", ["net-20240131", "net-epoch-00000012", "net-0123abcd", "net-v2"])
def test_a_date_an_epoch_or_a_commit_in_a_name_is_no_hash(tmp_path, name):
    torch.save(STATE, tmp_path / f"{name}.pth")
    assert same(load_state_dict(tmp_path / f"{name}.pth"))


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("prefix", ["", "module.", "_orig_mod.", "module._orig_mod.", "model.net."])
def test_wrappers_are_unwrapped(tmp_path, wrapper, prefix):
    wrapped = {prefix + name: tensor for name, tensor in STATE.items()}
    optimizer = torch.optim.Adam([torch.ones(2, requires_grad=True)])
    torch.save(
        {"epoch": 3, wrapper: wrapped, "optimizer": optimizer.state_dict()}, tmp_path / "a.pt"
    )
    assert same(load_state_dict(tmp_path / "a.pt"))
    save_file(wrapped, tmp_path / "a.safetensors")
    assert same(load_state_dict(tmp_path / "a.safetensors"))


def test_a_prefix_that_not_every_name_has_is_kept(tmp_path):
    state = {"model.weight": torch.ones(1), "head.weight": torch.ones(1)}
    torch.save(state, tmp_path / "a.pt")
    assert load_state_dict(tmp_path / "a.pt").keys() == state.keys()


class AttributeDict(dict):
    """A dictionary of settings, as Lightning keeps them."""


def test_what_else_a_checkpoint_holds_is_passed_over(tmp_path):
    content = {
        "state_dict": {f"model.{name}": tensor for name, tensor in STATE.items()},
        "pytorch-lightning_version": "2.5.0",
        "hyper_parameters": AttributeDict(learning_rate=0.1),
        "best": np.float64(0.917),
        "args": argparse.Namespace(folder=Path("runs")),
    }
    torch.save(content, tmp_path / "last.ckpt")
    assert same(load_state_dict(tmp_path / "last.ckpt"))


def shards(folder, **places):
    for file, names in places.items():
        save_file({name: STATE[name] for name in names}, folder / f"{file}.safetensors")
    weight_map = {name: f"{file}.safetensors" for file, names in places.items() for name in names}
    index = folder / "model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {}, "weight_map": weight_map}))
    return index


def test_weights_in_several_files_are_put_together(tmp_path):
    first, second = (f"model-0000{number}-of-00002" for number in (1, 2))
    index = shards(tmp_path, **{first: ["conv.weight"], second: ["bn.num_batches_tracked"]})
    for path in (index, tmp_path, tmp_path / f"{second}.safetensors"):
        assert same(load_state_dict(path)), path
    (tmp_path / f"{first}.safetensors").unlink()
    with pytest.raises(FormatError, match=r"00001-of-00002\.safetensors is missing"):
        load_state_dict(tmp_path)


@pytest.mark.parametrize(
    ("names", "plain"),
    [
        (("module.model.a", "module.model.b"), ("a", "b")),
        (("model.a", "head.b"), ("model.a", "head.b")),
    ],
)
def test_wrappers_names_are_dropped_from_all_files_or_none(tmp_path, names, plain):
    places = dict(zip(names, ("1.safetensors", "2.safetensors"), strict=True))
    for name, file in places.items():
        save_file({name: torch.ones(2)}, tmp_path / file)
    index = tmp_path / "model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": places}))
    assert tuple(load_state_dict(tmp_path)) == plain


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ({"weight_map": {"a": "../a.safetensors"}}, "a file outside its folder"),
        ({"weight_map": {"a": 3}}, "no weight_map"),
        ([], "no weight_map"),
        ({"weight_map": {"a": "b.safetensors"}}, "a is in none of its files"),
    ],
)
def test_a_wrong_index_is_refused(tmp_path, index, message):
    save_file(STATE, tmp_path / "b.safetensors")
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(FormatError, match=message):
        load_state_dict(tmp_path)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_weights_that_are_no_numbers_are_refused(tmp_path, value):
    save_file({"a": torch.tensor([1.0]), "b": torch.tensor([value])}, tmp_path / "a.safetensors")
    with pytest.raises(FormatError, match="b holds NaN or infinity"):
        load_state_dict(tmp_path / "a.safetensors")


@pytest.mark.filterwarnings("ignore:.*quantize_per_tensor")
@pytest.mark.parametrize(
    "change",
    [
        lambda tensor: tensor.to(torch.float8_e4m3fn),
        lambda tensor: tensor.to(torch.complex64),
        lambda tensor: tensor.to_sparse(),
        lambda tensor: tensor.to("meta"),
        lambda tensor: torch.quantize_per_tensor(tensor, 0.1, 0, torch.qint8),
    ],
)
def test_what_does_not_hold_its_numbers_as_they_are_is_refused(tmp_path, change):
    torch.save({**STATE, "odd": change(torch.ones(2, 3))}, tmp_path / "model.pth")
    with pytest.raises(FormatError, match="odd is compressed or complex"):
        load_state_dict(tmp_path / "model.pth")


def test_an_empty_file_is_named(tmp_path):
    (tmp_path / "model.pth").touch()
    with pytest.raises(FormatError, match="it is empty"):
        load_state_dict(tmp_path / "model.pth")


def test_a_mask_of_minus_infinity_is_no_accident(tmp_path):
    save_file({"mask": torch.tensor([0.0, -torch.inf])}, tmp_path / "a.safetensors")
    assert load_state_dict(tmp_path / "a.safetensors")["mask"][1] == -torch.inf


class Evil:
    def __init__(self, target):
        self.target = target

    def __reduce__(self):
        return os.mkdir, (self.target,)


@pytest.mark.parametrize("zipped", [True, False])
def test_weights_that_are_a_program_are_refused_and_not_run(tmp_path, zipped):
    target = tmp_path / "called"
    path = tmp_path / "model.pth"
    torch.save({"w": Evil(str(target))}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(FormatError, match="state_dict") as raised:
        load_state_dict(path)
    assert "weights_only" not in str(raised.value)
    assert "\n" not in str(raised.value)
    assert not target.exists()


@pytest.mark.parametrize("name", ["model.pth", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"noise", b"anything", b"PK\x03\x04noise", bytes(64)])
def test_noise_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FormatError, match=name):
        load_state_dict(tmp_path / name)


@pytest.mark.parametrize("name", ["model.pth", "model.safetensors"])
def test_a_truncated_file_is_refused(tmp_path, name):
    save_file(STATE, tmp_path / "model.safetensors")
    torch.save(STATE, tmp_path / "model.pth")
    data = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(FormatError, match=name):
        load_state_dict(tmp_path / name)


@pytest.mark.parametrize("content", [[torch.zeros(1)], {"epoch": 3}, torch.zeros(1), {}])
def test_what_is_no_dictionary_of_tensors_is_refused(tmp_path, content):
    torch.save(content, tmp_path / "model.pth")
    with pytest.raises(FormatError, match="no dictionary of tensors"):
        load_state_dict(tmp_path / "model.pth")


def test_a_checkpoint_that_holds_itself_is_refused(tmp_path):
    endless = {}
    endless |= dict.fromkeys(WRAPPERS, endless)
    torch.save(endless, tmp_path / "endless.pt")
    with pytest.raises(FormatError, match="no dictionary of tensors"):
        load_state_dict(tmp_path / "endless.pt")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"no file of weights .*missing\.pth"):
        load_state_dict(tmp_path / "missing.pth")
