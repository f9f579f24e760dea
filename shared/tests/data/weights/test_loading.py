"""Files of weights are loaded without running them, and damaged ones are named."""

import hashlib
import os

import pytest
import torch
from safetensors.torch import save_file

from shared.data import FormatError
from shared.data.errors import DigestError
from shared.data.weights.loading import load_state_dict

STATE = {"conv.weight": torch.arange(6.0).reshape(2, 3), "bn.num_batches_tracked": torch.tensor(7)}


def same(loaded):
    return loaded.keys() == STATE.keys() and all(torch.equal(loaded[k], STATE[k]) for k in STATE)


def test_safetensors_and_torch_files_give_the_same(tmp_path):
    save_file(STATE, tmp_path / "model.safetensors")
    torch.save(STATE, tmp_path / "model.pth")
    torch.save(STATE, tmp_path / "old.pth", _use_new_zipfile_serialization=False)
    for name in ("model.safetensors", "model.pth", "old.pth"):
        assert same(load_state_dict(tmp_path / name)), name


def test_a_checkpoint_of_data_parallel_is_unwrapped(tmp_path):
    wrapped = {f"module.{name}": tensor for name, tensor in STATE.items()}
    torch.save({"state_dict": wrapped, "best_prec1": 91.7}, tmp_path / "model.th")
    assert same(load_state_dict(tmp_path / "model.th"))


def test_a_hash_in_the_name_is_checked(tmp_path):
    torch.save(STATE, tmp_path / "plain")
    data = (tmp_path / "plain").read_bytes()
    right = tmp_path / f"model-{hashlib.sha256(data).hexdigest()[:8]}.pth"
    right.write_bytes(data)
    assert same(load_state_dict(right))
    wrong = tmp_path / "model-0123abcd.pth"
    wrong.write_bytes(data)
    with pytest.raises(DigestError, match="does not begin with 0123abcd"):
        load_state_dict(wrong)


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
    with pytest.raises(FormatError, match="not a safe one"):
        load_state_dict(path)
    assert not target.exists()


@pytest.mark.parametrize("name", ["model.pth", "model.safetensors"])
@pytest.mark.parametrize("content", [b"", b"noise", b"PK\x03\x04noise", bytes(64)])
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


@pytest.mark.parametrize("content", [[torch.zeros(1)], {"epoch": 3}, torch.zeros(1)])
def test_what_is_no_dictionary_of_tensors_is_refused(tmp_path, content):
    torch.save(content, tmp_path / "model.pth")
    with pytest.raises(FormatError, match="no dictionary of tensors"):
        load_state_dict(tmp_path / "model.pth")


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(FormatError, match=r"no file of weights .*missing\.pth"):
        load_state_dict(tmp_path / "missing.pth")
