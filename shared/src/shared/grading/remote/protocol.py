"""What passes between judge and student process: frames of a JSON header and raw bytes.

A frame is eight bytes (the lengths of header and payload, big-endian), a header in JSON, and a
payload, in which the arrays lie one after the other. There is no pickle: whatever the other side
sends can only become numbers, strings, lists, dictionaries, arrays of listed dtypes, or the handle
of an object that stays where it is.

Values of subclasses pass as what they are underneath: a `Counter` as a dictionary, an `IntEnum` as
a whole number. So no `==` of a hand-in's own ever reaches the judge. Subclasses of arrays and tensors
travel as handles, except for parameters.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

LENGTHS = struct.Struct(">II")
MAX_HEADER = 4 * 2**20
MAX_PAYLOAD = 64 * 2**20
MAX_DEPTH = 20
MAX_DIMENSIONS = 16
MAX_VALUES = 500_000
MAX_NUMBER_KEYS = 2_000
"""Python's hashes of numbers are no secret: keys can be made that all collide, and n of them then take
a time of n². Those of strings are."""

DTYPES = {
    np.dtype(name).str: np.dtype(name)
    for name in (
        "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64",
        "float16", "float32", "float64", "complex64", "complex128",
    )
}  # fmt: skip
TORCH_DTYPES = (
    "bool", "int8", "int16", "int32", "int64", "uint8",
    "bfloat16", "float16", "float32", "float64", "complex64", "complex128",
)  # fmt: skip


class ProtocolError(Exception):
    """Bytes that are no frame, or a header that describes no value."""


def frame(header: dict[str, Any], blobs: list[bytes]) -> bytes:
    """Return the bytes of one frame.

    Raises:
        ProtocolError: more than the other side would accept.
    """
    text = json.dumps(header).encode()
    size = sum(map(len, blobs))
    if len(text) > MAX_HEADER or size > MAX_PAYLOAD:
        raise ProtocolError(f"{len(text) + size:,} bytes are too many to hand over")
    return b"".join([LENGTHS.pack(len(text), size), text, *blobs])


def lengths(start: bytes) -> tuple[int, int]:
    """Read the lengths of header and payload that the first eight bytes of a frame announce.

    Raises:
        ProtocolError: they are over the limits.
    """
    header, payload = LENGTHS.unpack(start)
    if header > MAX_HEADER or payload > MAX_PAYLOAD:
        raise ProtocolError(f"a reply of {header + payload:,} bytes is over the limit")
    return header, payload


def parse_header(text: bytes) -> dict[str, Any]:
    """Parse the header into a dictionary.

    Raises:
        ProtocolError: it is not one.
    """
    try:
        header = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"the header is no JSON: {error}") from None
    if type(header) is not dict:
        raise ProtocolError("the header is no dictionary")
    return header


class Encoder:
    """The way from values to a JSON node and a list of blobs.

    `as_handle` gives the node of an object that cannot be copied; it may raise.
    """

    def __init__(self, as_handle: Callable[[Any], dict[str, Any]]) -> None:
        self.as_handle = as_handle
        self.blobs: list[bytes] = []

    def encode(self, value: Any, depth: int = 0) -> Any:
        """Return the node of a value; its arrays are appended to `blobs`."""
        if depth > MAX_DEPTH:
            raise ProtocolError(f"a value is nested more than {MAX_DEPTH} deep")
        kind = type(value)
        if value is None or kind in (bool, int, float, str):
            return value
        if isinstance(value, list):
            return [self.encode(item, depth + 1) for item in list.__iter__(value)]
        if isinstance(value, tuple):
            return {"tuple": [self.encode(item, depth + 1) for item in tuple.__iter__(value)]}
        if isinstance(value, dict):
            pairs = [
                [self.encode(k, depth + 1), self.encode(v, depth + 1)] for k, v in dict.items(value)
            ]
            return {"dict": pairs}
        if kind is np.ndarray:
            native = value.astype(value.dtype.newbyteorder("="), copy=False)
            if native.dtype.str in DTYPES:
                blob = self._add(native.tobytes())
                return {"array": [native.dtype.str, list(native.shape), blob]}
        if isinstance(value, np.generic) and kind is value.dtype.type and value.dtype.str in DTYPES:
            return {"scalar": [value.dtype.str, self._add(value.tobytes())]}
        torch = sys.modules.get("torch")
        if torch and kind in (torch.Tensor, torch.nn.Parameter):
            return self._encode_tensor(torch, value, depth)
        if isinstance(value, int):
            return int.__index__(value)
        if isinstance(value, float):
            return float.__float__(value)
        if isinstance(value, str):
            return str.__str__(value)
        return self.as_handle(value)

    def _add(self, blob: bytes) -> int:
        self.blobs.append(blob)
        return len(blob)

    def _encode_tensor(self, torch: Any, tensor: Any, depth: int) -> Any:
        dtype = str(tensor.dtype).removeprefix("torch.")
        if dtype not in TORCH_DTYPES or tensor.layout is not torch.strided:
            return self.as_handle(tensor)
        blob = _bytes(torch, tensor)
        gradient = tensor.grad if tensor.is_leaf else None
        return {
            "tensor": [dtype, list(tensor.shape), self._add(blob)],
            "requires_grad": tensor.requires_grad,
            "grad": None if gradient is None else self._encode_tensor(torch, gradient, depth + 1),
        }


class Decoder:
    """The way from a JSON node and the payload back to a value.

    `from_handle` gives the object of a handle's node.
    """

    def __init__(self, payload: bytes, from_handle: Callable[[dict[str, Any]], Any]) -> None:
        self.payload = payload
        self.position = 0
        self.values = 0
        self.from_handle = from_handle

    def decode_all(self, node: Any) -> Any:
        """Return the value of a node that accounts for the whole payload.

        Raises:
            ProtocolError: node and payload do not describe a value.
        """
        try:
            value = self.decode(node)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            raise ProtocolError(f"no value: {error}") from None
        if self.position != len(self.payload):
            raise ProtocolError("the payload is longer than the arrays in it")
        return value

    def decode(self, node: Any, depth: int = 0) -> Any:
        """Return the value of a node, which takes its arrays from the payload in order."""
        if depth > 2 * MAX_DEPTH:
            raise ProtocolError("a value is nested too deep")
        self.values += 1
        if self.values > MAX_VALUES:
            raise ProtocolError(f"a reply of more than {MAX_VALUES:,} values")
        if node is None or type(node) in (bool, int, float, str):
            return node
        if type(node) is list:
            return [self.decode(item, depth + 1) for item in node]
        if "tuple" in node:
            return tuple(self.decode(item, depth + 1) for item in node["tuple"])
        if "dict" in node:
            if sum(type(k) is not str for k, _ in node["dict"]) > MAX_NUMBER_KEYS:
                _refuse_numbers([k for k, _ in node["dict"]])
            return {self.decode(k, depth + 1): self.decode(v, depth + 1) for k, v in node["dict"]}
        if "array" in node:
            code, shape, size = node["array"]
            return self._array(DTYPES[code], shape, size)
        if "scalar" in node:
            code, size = node["scalar"]
            return self._array(DTYPES[code], [], size)[()]
        if "tensor" in node:
            return self._tensor(node, depth)
        if "handle" in node:
            return self.from_handle(node)
        raise ProtocolError("a value of no known kind")

    def _take(self, shape: Any, item_size: int, size: Any) -> bytes:
        if type(shape) is not list or len(shape) > MAX_DIMENSIONS:
            raise ProtocolError("a shape is a short list of sizes")
        count = 1
        for length in shape:
            if type(length) is not int or not 0 <= length <= MAX_PAYLOAD:
                raise ProtocolError(f"an array cannot be {length!r} long")
            count *= length
        if type(size) is not int or size != count * item_size:
            raise ProtocolError("an array's bytes do not fit its shape and dtype")
        blob = self.payload[self.position : self.position + size]
        if len(blob) != size:
            raise ProtocolError("the payload is shorter than the arrays in it")
        self.position += size
        return blob

    def _array(self, dtype: np.dtype, shape: Any, size: Any) -> np.ndarray:
        blob = self._take(shape, dtype.itemsize, size)
        if dtype == np.bool_:
            _expect_bools(blob)
        return np.frombuffer(bytearray(blob), dtype=dtype).reshape(shape)

    def _tensor(self, node: dict[str, Any], depth: int) -> Any:
        import torch  # imported here: an assignment without tensors need not wait for it

        code, shape, size = node["tensor"]
        if code not in TORCH_DTYPES:
            raise ProtocolError(f"a tensor cannot have the dtype {code!r}")
        dtype = getattr(torch, code)
        blob = self._take(shape, dtype.itemsize, size)
        if dtype is torch.bool:
            _expect_bools(blob)
        if size:
            tensor = torch.frombuffer(bytearray(blob), dtype=dtype).reshape(shape)
        else:
            tensor = torch.empty(shape, dtype=dtype)
        if node["requires_grad"] is True and not (dtype.is_floating_point or dtype.is_complex):
            raise ProtocolError("a tensor of whole numbers has no gradient")
        tensor.requires_grad_(node["requires_grad"] is True)
        if node["grad"] is not None:
            gradient = self._tensor(node["grad"], depth + 1) if depth < MAX_DEPTH else None
            if gradient is None or gradient.shape != tensor.shape or gradient.dtype != tensor.dtype:
                raise ProtocolError("a gradient does not fit its tensor")
            tensor.grad = gradient
        return tensor


def _bytes(torch: Any, tensor: Any) -> bytes:
    """Return a tensor's numbers in order, whatever its strides: one number may have one of 3."""
    if not tensor.numel():
        return b""
    flat = tensor.detach().cpu().reshape(-1).clone(memory_format=torch.contiguous_format)
    blob: bytes = flat.view(torch.uint8).numpy().tobytes()
    return blob


def copies(value: Any, handed: Mapping[int, int]) -> Any:
    """Return a copy of what an argument holds, to be compared with a later one by `==`.

    Objects that are no values are not looked into. `handed` has the handles by the id of their object.
    """
    torch = sys.modules.get("torch")
    if id(value) in handed:
        return ("handle", handed[id(value)])
    if isinstance(value, (list, tuple)):
        return [copies(item, handed) for item in value]
    if isinstance(value, dict):
        return {key: copies(item, handed) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return (value.dtype.str, value.shape, value.tobytes())
    if torch and isinstance(value, torch.Tensor):
        return (value.dtype, tuple(value.shape), _bytes(torch, value))
    return value


def _refuse_numbers(keys: list[Any]) -> None:
    """Refuse many keys that are numbers or hold one; of strings and tuples of strings there may be."""
    numbers = sum(not _is_of_strings(key) for key in keys)
    if numbers > MAX_NUMBER_KEYS:
        raise ProtocolError(f"a dictionary with more than {MAX_NUMBER_KEYS:,} numbers for keys")


def _is_of_strings(key: Any) -> bool:
    if type(key) is dict and "tuple" in key:
        return bool(key["tuple"]) and all(type(part) is str for part in key["tuple"])
    return type(key) is str


def _expect_bools(blob: bytes) -> None:
    """Refuse a byte that is neither 0 nor 1: it would be a truth value that equals neither."""
    if blob.strip(b"\0\1"):
        raise ProtocolError("a truth value is 0 or 1")
