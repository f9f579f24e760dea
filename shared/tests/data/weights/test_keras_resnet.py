"""The converted network computes what the Keras one does, layer by layer in NumPy."""

import json

import numpy as np
import pytest
import torch
from PIL import Image

from shared.data import FormatError
from shared.data.weights.keras_resnet import (
    KERAS_PREPROCESSING,
    paper_resnet,
    read_tfjs_weights,
    state_dict_from_keras,
)

BLOCKS = (1, 2, 1, 1)
CLASSES = 5


@pytest.fixture(scope="module")
def keras_weights():
    """Random weights under Keras's names for a small network of ResNet-50's shape."""
    rng = np.random.default_rng(0)
    weights = {}

    def layer(convolution, norm, size, inputs, outputs):
        scale = (2 / (size * size * inputs)) ** 0.5
        weights[f"{convolution}/kernel"] = scale * rng.normal(size=(size, size, inputs, outputs))
        weights[f"{convolution}/bias"] = rng.normal(size=outputs)
        weights[f"{norm}/gamma"] = rng.uniform(0.5, 1.5, outputs)
        weights[f"{norm}/beta"] = rng.normal(size=outputs)
        weights[f"{norm}/moving_mean"] = rng.normal(size=outputs)
        # Small variances make the network feel the ε of 1e-3.
        weights[f"{norm}/moving_variance"] = rng.uniform(0.01, 1.0, outputs)

    layer("conv1", "bn_conv1", 7, 3, 64)
    channels = 64
    for stage, count in enumerate(BLOCKS, start=2):
        width = 64 * 2 ** (stage - 2)
        for index in range(count):
            name = f"{stage}{'abcdef'[index]}_branch"
            layer(f"res{name}2a", f"bn{name}2a", 1, channels, width)
            layer(f"res{name}2b", f"bn{name}2b", 3, width, width)
            layer(f"res{name}2c", f"bn{name}2c", 1, width, 4 * width)
            if index == 0:
                layer(f"res{name}1", f"bn{name}1", 1, channels, 4 * width)
            channels = 4 * width
    weights["fc1000/kernel"] = rng.normal(size=(channels, CLASSES)) / channels**0.5
    weights["fc1000/bias"] = rng.normal(size=CLASSES)
    return weights


def windows(x, size, stride):
    """All windows of a padded `[height, width, channel]` picture."""
    view = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(0, 1))
    return view[::stride, ::stride]


def pad(x, margin):
    return np.pad(x, ((margin, margin), (margin, margin), (0, 0)))


def reference(weights, picture):
    """The published model, as its `model.json` describes it, for one picture."""

    def layer(x, convolution, norm, size=1, stride=1):
        view = windows(pad(x, size // 2), size, stride)
        x = np.einsum("hwikl,klio->hwo", view, weights[f"{convolution}/kernel"], optimize=True)
        x = x + weights[f"{convolution}/bias"]
        std = np.sqrt(weights[f"{norm}/moving_variance"] + 1e-3)
        x = (x - weights[f"{norm}/moving_mean"]) / std
        return x * weights[f"{norm}/gamma"] + weights[f"{norm}/beta"]

    def relu(x):
        return np.maximum(x, 0)

    x = relu(layer(picture, "conv1", "bn_conv1", size=7, stride=2))
    x = windows(pad(x, 1), 3, 2).max(axis=(-2, -1))
    for stage, count in enumerate(BLOCKS, start=2):
        for index in range(count):
            name = f"{stage}{'abcdef'[index]}_branch"
            stride = 2 if stage > 2 and index == 0 else 1
            y = relu(layer(x, f"res{name}2a", f"bn{name}2a", stride=stride))
            y = relu(layer(y, f"res{name}2b", f"bn{name}2b", size=3))
            y = layer(y, f"res{name}2c", f"bn{name}2c")
            if index == 0:
                x = layer(x, f"res{name}1", f"bn{name}1", stride=stride)
            x = relu(x + y)
    return x.mean(axis=(0, 1)) @ weights["fc1000/kernel"] + weights["fc1000/bias"]


def test_the_converted_network_gives_the_published_answers(keras_weights):
    model = paper_resnet(BLOCKS, CLASSES).double().eval()
    model.load_state_dict(state_dict_from_keras(keras_weights))
    picture = np.random.default_rng(1).normal(scale=50, size=(40, 56, 3))
    with torch.no_grad():
        logits = model(torch.from_numpy(picture).permute(2, 0, 1)[None])[0].numpy()
    answer = reference(keras_weights, picture)
    # float64, some 20 layers: only the order of summation differs.
    np.testing.assert_allclose(logits, answer, rtol=1e-9, atol=1e-9)


def test_resnet50_has_the_papers_strides():
    model = paper_resnet((3, 4, 6, 3))
    for stage in (model.layer2, model.layer3, model.layer4):
        assert stage[0].conv1.stride == (2, 2), "the paper strides at the first 1×1"
        assert stage[0].conv2.stride == (1, 1)
        assert stage[1].conv1.stride == (1, 1)
    assert all(
        module.eps == 1e-3 for module in model.modules() if isinstance(module, torch.nn.BatchNorm2d)
    )


def write_tfjs(folder, arrays, extra=b"", dtype="float32"):
    """Write arrays as TensorFlow.js does, in two shards that cut through an array."""
    data = b"".join(array.astype("<f4").tobytes() for array in arrays.values()) + extra
    (folder / "ResNet50").mkdir()
    (folder / "assets").mkdir()
    (folder / "ResNet50" / "one.bin").write_bytes(data[:10])
    (folder / "ResNet50" / "two.bin").write_bytes(data[10:])
    listed = [
        {"name": name, "shape": list(array.shape), "dtype": dtype} for name, array in arrays.items()
    ]
    manifest = {"weightsManifest": [{"paths": ["one.bin", "two.bin"], "weights": listed}]}
    (folder / "ResNet50" / "model.json").write_text(json.dumps(manifest))
    labels = {str(number): f"class {number}" for number in range(12)}
    (folder / "assets" / "labels.json").write_text(json.dumps(labels))


ARRAYS = {"a/kernel": np.arange(6.0).reshape(2, 3), "a/bias": np.arange(3.0)}


def test_shards_are_joined_and_labels_are_in_numerical_order(tmp_path):
    write_tfjs(tmp_path, ARRAYS)
    arrays, labels = read_tfjs_weights(tmp_path)
    assert arrays.keys() == ARRAYS.keys()
    assert all(np.array_equal(arrays[name], ARRAYS[name]) for name in ARRAYS)
    assert labels[2] == "class 2", "10 comes after 2, unlike in a sort of strings"
    assert len(labels) == 12


def test_shards_that_do_not_fit_their_list_are_refused(tmp_path):
    for number, (options, message) in enumerate(
        [({"extra": b"1234"}, "4 bytes of weights are left over"), ({"dtype": "int8"}, "int8")]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        write_tfjs(folder, ARRAYS, **options)
        with pytest.raises(FormatError, match=message):
            read_tfjs_weights(folder)
    (tmp_path / "0" / "ResNet50" / "two.bin").write_bytes(b"")
    with pytest.raises(FormatError, match="not in its shard"):
        read_tfjs_weights(tmp_path / "0")


@pytest.mark.parametrize("mode", ["RGB", "L", "RGBA"])
def test_preprocessing_gives_bgr_with_the_mean_subtracted(mode):
    picture = Image.new("RGB", (300, 400), (200, 100, 50)).convert(mode)
    pixels = KERAS_PREPROCESSING(picture)
    red, green, blue = picture.convert("RGB").getpixel((0, 0))
    assert pixels.shape == (3, 224, 224)
    assert pixels.dtype == torch.float32
    expected = torch.tensor([blue - 103.939, green - 116.779, red - 123.68])
    torch.testing.assert_close(pixels[:, 100, 100], expected)


def test_preprocessing_takes_a_batch_of_tensors_like_single_ones():
    batch = torch.randint(0, 256, (2, 3, 260, 300), dtype=torch.uint8)
    singly = torch.stack([KERAS_PREPROCESSING(picture) for picture in batch])
    torch.testing.assert_close(KERAS_PREPROCESSING(batch), singly)
