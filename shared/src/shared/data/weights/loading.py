"""Load weights without running anything that their files say.

Tensors are all that is taken from a file. Whatever else a checkpoint holds, its optimizer, its
arguments, NumPy's numbers, Lightning's settings, is read as an empty stand-in: no class and no
function that a file names is ever looked up.
"""

from __future__ import annotations

import pickle
import re
import struct
import warnings
import zipfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from torch.serialization import get_unsafe_globals_in_checkpoint, safe_globals

from shared.data.errors import DigestError, FormatError
from shared.data.files import sha256
from shared.data.text_files import TextFileError, read_json

WRAPPERS = ("state_dict", "model_state_dict", "model", "net", "network", "module", "weights")
"""Names under which checkpoints keep a state dict, the most usual first."""

PREFIXES = ("module.", "model.", "net.", "network.")
"""What DataParallel, Lightning and people's own wrappers put before every name."""

FILES = (
    "model.safetensors",
    "model.safetensors.index.json",
    "pytorch_model.bin",
    "pytorch_model.bin.index.json",
)
"""What a folder of weights from the Hugging Face hub may hold."""


def load_state_dict(path: Path, *, hash_in_name: bool = False) -> dict[str, Tensor]:
    """Return the tensors of a file of weights by name, on the CPU.

    Reads `.safetensors`, PyTorch's own files, and weights in several files: by their
    `….index.json`, by one of them that has its index beside it, or by their folder. A state dict
    is taken out of a checkpoint, and what wrappers (DataParallel, torch.compile, Lightning) put
    before every name is dropped.

    Args:
        path: a file or a folder.
        hash_in_name: the name states the beginning of the SHA-256, as torch.hub's
            `resnet20-12fca82f.th` does; a file of one's own may end in a date or a commit.

    Raises:
        DigestError: the bytes lack the hash that the name states.
        FormatError: the file is missing, damaged, holds no tensors, or some that are no numbers.
    """
    path = _file_meant(path)
    if hash_in_name:
        _check_stated_hash(path)
    whole = _load_shards(path) if path.name.endswith(".index.json") else _load_file(path)
    if not whole:
        raise FormatError(
            f"{path} holds no tensors: save the weights by torch.save(model.state_dict(), FILE), or as "
            ".safetensors"
        )
    tensors = _plain_names(whole)
    for name, tensor in tensors.items():
        if not _is_plain(tensor):
            raise FormatError(
                f"{path}: {name} is compressed or complex ({str(tensor.dtype).removeprefix('torch.')}, "
                f"{str(tensor.layout).removeprefix('torch.')}, {tensor.device}): save the weights as "
                "float32 or float16"
            )
        # −∞ is no accident: masks are kept so.
        if tensor.is_floating_point() and (tensor.isnan().any() or tensor.isposinf().any()):
            raise FormatError(f"{path}: {name} holds NaN or infinity: its training had diverged")
    return tensors


def _is_plain(tensor: Tensor) -> bool:
    """Return whether a tensor's numbers stand in the file as they are.

    Those of 8 bits and less have a scale elsewhere; sparse, quantized and complex ones do not fit into
    a network, and those of the device `meta` were never there.
    """
    is_short = tensor.is_floating_point() and tensor.element_size() < 2
    is_other = tensor.layout != torch.strided or tensor.is_quantized or tensor.is_complex()
    return not (is_short or is_other or tensor.is_meta)


def _file_meant(path: Path) -> Path:
    if path.is_dir():
        for name in FILES:
            if (path / name).is_file():
                return path / name
        raise FormatError(f"there is no file of weights in {path}: none of {', '.join(FILES)}")
    if not path.is_file():
        raise FormatError(f"there is no file of weights {path}")
    if shard := re.fullmatch(r"(.*)-\d{5}-of-\d{5}(\.\w+)", path.name):
        index = path.with_name(f"{shard[1]}{shard[2]}.index.json")
        if index.is_file():
            return index
    return path


def _load_shards(index: Path) -> dict[str, Tensor]:
    try:
        content = read_json(index)
    except TextFileError as error:
        raise FormatError(str(error)) from None
    places = content.get("weight_map") if isinstance(content, dict) else None
    if not isinstance(places, dict) or not all(isinstance(p, str) for p in places.values()):
        raise FormatError(f"{index} has no weight_map that says in which file each tensor is")
    tensors: dict[str, Tensor] = {}
    for name in sorted(set(places.values())):
        if Path(name).name != name:
            raise FormatError(f"{index} names a file outside its folder: {name!r}")
        if not index.with_name(name).is_file():
            raise FormatError(f"{index.with_name(name)} is missing: {index.name} names it")
        tensors |= _load_file(index.with_name(name))
    if missing := places.keys() - tensors.keys():
        raise FormatError(f"{index}: {min(missing)} is in none of its files")
    return tensors


def _load_file(path: Path) -> dict[str, Tensor]:
    if path.suffix.lower() == ".safetensors":
        try:
            return load_file(path)
        except (SafetensorError, ValueError, RuntimeError, OSError) as error:
            raise FormatError(
                f"{path} is no safetensors file, or a damaged one ({error})"
            ) from None
    loaded = _load_torch_file(path)
    state = _state_dict_in(loaded)
    if state is None:
        held = ", ".join(sorted(map(str, loaded))[:6]) if isinstance(loaded, dict) else ""
        raise FormatError(
            f"{path} holds no dictionary of tensors" + (f", but {held}" if held else "") + ": save "
            "the weights by torch.save(model.state_dict(), FILE) or as .safetensors"
        )
    return state


class _StandIn:
    """What stands for anything in a file that is no tensor and no plain value."""

    def __init__(self, *_: Any) -> None:
        pass

    def __setstate__(self, _: Any) -> None:
        pass


def _load_torch_file(path: Path) -> Any:
    try:
        others: list[str] = []
        if zipfile.is_zipfile(path):
            others = get_unsafe_globals_in_checkpoint(path)
        # Into a dictionary, such as Lightning's AttributeDict, torch puts things one by one.
        kinds = [OrderedDict if name.lower().endswith("dict") else _StandIn for name in others]
        with safe_globals(list(zip(kinds, others, strict=True))), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of rare forms, which are read or refused
            return torch.load(path, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError:
        raise FormatError(
            f"{path} is no file of weights, or holds programs besides tensors, which are not run "
            "here: get the weights as .safetensors, or saved by torch.save(model.state_dict(), FILE)"
        ) from None
    except (
        RuntimeError,
        EOFError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        struct.error,
        OSError,
    ) as error:
        reason = str(error).partition("\n")[0] if path.stat().st_size else "it is empty"
        raise FormatError(f"{path} is no file of weights, or a damaged one ({reason})") from None


def _state_dict_in(loaded: Any) -> dict[str, Tensor] | None:
    """Return the state dict that a checkpoint holds, at any depth of its wrappers."""
    waiting, seen = [loaded], set[int]()  # a hostile one holds itself
    while waiting:
        held = waiting.pop()
        if not isinstance(held, dict) or id(held) in seen:
            continue
        seen.add(id(held))
        if held and all(isinstance(k, str) and isinstance(v, Tensor) for k, v in held.items()):
            return held
        waiting.extend(held.get(wrapper) for wrapper in reversed(WRAPPERS))
    return None


def _plain_names(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    names = {name: name.replace("_orig_mod.", "") for name in state}
    while prefix := next((p for p in PREFIXES if all(n.startswith(p) for n in names.values())), ""):
        names = {name: plain.removeprefix(prefix) for name, plain in names.items()}
    return {plain: state[name] for name, plain in names.items()}


def _check_stated_hash(path: Path) -> None:
    """Check the SHA-256 prefix in a name like `vgg16-397923af.pth`, torch.hub's convention."""
    stated = re.search(r"-([0-9a-f]{8,64})$", path.stem)
    if stated is not None and not sha256(path).startswith(stated[1]):
        raise DigestError(
            f"{path} is damaged: its SHA-256 does not begin with {stated[1]}; fetch it again"
        )
