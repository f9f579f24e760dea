"""Values survive the way between two processes, and nothing else gets through."""

import enum
import json
from collections import Counter, OrderedDict, defaultdict, namedtuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shared.grading.remote import protocol
from shared.grading.remote.protocol import Decoder, Encoder, ProtocolError


def refuse(value):
    raise TypeError(type(value).__name__)


def there_and_back(value):
    encoder = Encoder(refuse)
    data = protocol.frame({"value": encoder.encode(value)}, encoder.blobs)
    start = protocol.LENGTHS.size
    header, payload = protocol.lengths(data[:start])
    assert len(data) == start + header + payload
    node = protocol.parse_header(data[start : start + header])["value"]
    return Decoder(data[start + header :], refuse).decode_all(node)


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.text() | st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(plain)
def test_plain_values_come_back_equal_and_of_the_same_type(value):
    result = there_and_back(value)
    assert result == value
    assert type(result) is type(value)


@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    hnp.arrays(
        st.sampled_from(list(protocol.DTYPES.values())), hnp.array_shapes(min_dims=0, min_side=0)
    )
)
def test_arrays_come_back_bit_for_bit(array):
    result = there_and_back([array, array.T])
    for got, sent in zip(result, [array, array.T], strict=True):
        assert type(got) is np.ndarray
        assert got.dtype == sent.dtype
        assert got.shape == sent.shape
        assert got.tobytes() == sent.tobytes()
        assert got.flags.writeable


@pytest.mark.parametrize("name", protocol.TORCH_DTYPES)
@pytest.mark.parametrize("shape", [(), (0, 3), (2, 3)])
def test_tensors_come_back_bit_for_bit(name, shape):
    tensor = (torch.arange(6)[: int(np.prod(shape))].reshape(shape)).to(getattr(torch, name))
    result = there_and_back(tensor)
    assert type(result) is torch.Tensor
    assert result.dtype == tensor.dtype
    assert torch.equal(result, tensor)


def test_a_single_number_may_have_any_stride():
    tensor = torch.arange(3.0).as_strided((1,), (3,))
    assert torch.equal(there_and_back(tensor), tensor)
    assert protocol.copies(tensor, {}) == protocol.copies(torch.zeros(1), {})


def test_a_parameter_brings_its_gradient():
    parameter = torch.nn.Parameter(torch.ones(3))
    (parameter**2).sum().backward()
    result = there_and_back(parameter)
    assert result.requires_grad
    assert torch.equal(result.grad, torch.full((3,), 2.0))


def test_scalars_keep_their_type():
    for scalar in (np.float32(1.5), np.float64(2.5), np.int16(3), np.bool_(True)):
        result = there_and_back(scalar)
        assert type(result) is type(scalar)
        assert result == scalar


class Number(float):
    def __eq__(self, other):
        return True

    __hash__ = float.__hash__

    def __float__(self):
        return 7.0


class Whole(enum.IntEnum):
    three = 3


class Words(list):
    def __iter__(self):
        return iter(["other"])


class Array(np.ndarray):
    pass


class Tensor(torch.Tensor):
    pass


@pytest.mark.parametrize(
    "value",
    [
        np.zeros(3).view(Array),
        torch.zeros(3).as_subclass(Tensor),
        np.zeros(3, dtype=object),
        np.zeros(3, dtype="M8[s]"),
        np.zeros(3, dtype=[("a", "f8")]),
        np.ma.masked_array([1.0]),
        torch.eye(2).to_sparse(),
        object(),
        len,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_only_looks_like_a_value_travels_as_a_handle(value):
    kept = []

    def keep(thing):
        kept.append(thing)
        return {"handle": 1, "type": "thing"}

    assert Encoder(keep).encode(value) == {"handle": 1, "type": "thing"}
    assert kept[0] is value


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (OrderedDict(a=1), {"a": 1}),
        (Counter("aab"), {"a": 2, "b": 1}),
        (defaultdict(list, a=[1]), {"a": [1]}),
        (Number(1.5), 1.5),
        (Whole.three, 3),
        (Words(["a", "b"]), ["a", "b"]),
        (namedtuple("Pair", "a b")(1, 2), (1, 2)),
        (np.str_("a"), "a"),
    ],
)
def test_a_value_of_a_subclass_is_what_it_is_underneath(value, plain):
    result = there_and_back(value)
    assert type(result) is type(plain)
    assert result == plain


def test_arrays_of_another_byte_order_come_in_this_machines():
    result = there_and_back(np.array([1.5, -2.0], dtype=">f8"))
    assert result.dtype == np.dtype("f8")
    assert result.tolist() == [1.5, -2.0]


def array(code="<f8", shape=(1,), size=8):
    return {"array": [code, list(shape), size]}


@pytest.mark.parametrize(
    ("node", "payload"),
    [
        (array(size=16), bytes(16)),
        (array(size=8), bytes(7)),
        (array(size=8), bytes(9)),
        (array(shape=(-1,), size=-8), bytes(8)),
        (array(shape=(2**40,), size=8), bytes(8)),
        (array(shape=(2**27, 2**27, 2**27), size=0), b""),
        (array(shape=[1] * 40), bytes(8)),
        (array(shape=(1.0,)), bytes(8)),
        (array(shape=(True,)), bytes(8)),
        (array(size="8"), bytes(8)),
        (array(code="|O8"), bytes(8)),
        (array(code="O"), bytes(8)),
        (array(code=">f8"), bytes(8)),
        (array(code="|b1", size=1), b"\2"),
        ({"array": 3}, b""),
        ({"array": ["<f8", [1]]}, bytes(8)),
        ({"scalar": ["<f8", 4]}, bytes(4)),
        ({"tensor": ["float32", [1], 4]}, bytes(4)),
        ({"tensor": ["load", [1], 4], "requires_grad": False, "grad": None}, bytes(4)),
        ({"tensor": ["int64", [1], 8], "requires_grad": True, "grad": None}, bytes(8)),
        ({"dict": [[[1], 2]]}, b""),
        ({"dict": [[1, 2, 3]]}, b""),
        ({"pickle": "gASVIAAAAA=="}, b""),
        ({}, b""),
    ],
)
def test_what_describes_no_value_is_refused(node, payload):
    with pytest.raises((ProtocolError, RuntimeError)):
        Decoder(payload, refuse).decode_all(node)


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{", b"\xff", b"[" * 100_000, b'{"a":' * 100_000, b"1" * 10_000]
)
def test_what_is_no_header_is_refused(text):
    with pytest.raises(ProtocolError):
        protocol.parse_header(text)


def test_a_gradient_of_whole_numbers_is_refused():
    node = {"tensor": ["int64", [1], 8], "requires_grad": True, "grad": None}
    with pytest.raises(ProtocolError, match="whole numbers"):
        Decoder(b"\0" * 8, refuse).decode_all(node)


def test_a_deep_value_is_refused_before_the_stack_ends():
    node = json.loads("[" * 200 + "]" * 200)
    with pytest.raises(ProtocolError, match="deep"):
        Decoder(b"", refuse).decode_all(node)


def test_announced_lengths_are_believed_only_below_the_limits():
    with pytest.raises(ProtocolError, match="over the limit"):
        protocol.lengths(protocol.LENGTHS.pack(10, protocol.MAX_PAYLOAD + 1))
    with pytest.raises(ProtocolError, match="over the limit"):
        protocol.lengths(protocol.LENGTHS.pack(protocol.MAX_HEADER + 1, 0))


def decoded(node):
    return Decoder(b"", lambda handle: handle).decode_all(node)


@pytest.mark.parametrize(
    "key",
    [
        lambda number: number * (2**61 - 1),  # all have the hash 0
        lambda number: {"tuple": [number * (2**61 - 1)]},
        lambda number: {"tuple": ["a", number * (2**61 - 1)]},
        lambda number: float(number),
    ],
)
def test_many_keys_whose_hashes_can_be_chosen_are_refused(key):
    with pytest.raises(ProtocolError, match="numbers for keys"):
        decoded({"dict": [[key(number), 0] for number in range(60_000)]})


@pytest.mark.parametrize("key", [str, lambda number: {"tuple": [str(number), "b"]}])
def test_many_keys_of_strings_are_a_vocabulary(key):
    assert len(decoded({"dict": [[key(number), 0] for number in range(10_000)]})) == 10_000
    assert decoded({"dict": [[number, 0] for number in range(1000)]})[999] == 0


def test_a_reply_of_very_many_values_is_refused(monkeypatch):
    monkeypatch.setattr("shared.grading.remote.protocol.MAX_VALUES", 1000)
    assert len(decoded([0] * 999)) == 999
    with pytest.raises(ProtocolError, match="more than 1,000 values"):
        decoded([0] * 1000)
