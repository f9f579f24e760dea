"""Load a file of weights without running anything that it says."""

import pickle
import re
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from shared.data.errors import DigestError, FormatError
from shared.data.files import sha256


def load_state_dict(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a file of weights by name, on the CPU.

    Reads `.safetensors`, and PyTorch's own files by `weights_only=True`: a pickle that names
    anything else than tensors and plain containers is refused. A checkpoint's `state_dict` is taken
    out, and the `module.` that `DataParallel` puts before each name is dropped.

    Raises:
        DigestError: the name states a hash, as in `resnet20-12fca82f.th`, that the bytes lack.
        FormatError: the file is missing, damaged, or holds no plain tensors.
    """
    if not path.is_file():
        raise FormatError(f"there is no file of weights {path}")
    _check_stated_hash(path)
    try:
        if path.suffix == ".safetensors":
            loaded: Any = load_file(path)
        else:
            loaded = torch.load(path, map_location="cpu", weights_only=True)
    except (SafetensorError, pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        raise FormatError(f"{path} is no file of weights, or not a safe one: {error}") from error
    if isinstance(loaded, dict):
        loaded = loaded.get("state_dict", loaded)
    if not isinstance(loaded, dict) or not all(isinstance(v, Tensor) for v in loaded.values()):
        raise FormatError(f"{path} holds no dictionary of tensors")
    return {name.removeprefix("module."): tensor for name, tensor in loaded.items()}


def _check_stated_hash(path: Path) -> None:
    """Check the SHA-256 prefix in a name like `vgg16-397923af.pth`, torch.hub's convention."""
    stated = re.search(r"-([0-9a-f]{8,64})$", path.stem)
    if stated is not None and not sha256(path).startswith(stated[1]):
        raise DigestError(
            f"{path} is damaged: its SHA-256 does not begin with {stated[1]}; fetch it again"
        )
