"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "layers.blocks")` is a module of the
hand-in, `getattr(reference, "layers.blocks")` the same one of the reference. The student's side may
live in another process, so a check hands over only numbers, strings, arrays, tensors, dictionaries
of those, and what the student's side itself gave out (an object, a bound method). It reads back
numbers and tensors and compares them here. Each check builds what it needs so that another
exercise's mistake does not cost points twice.
"""

from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import alike, assert_close, assert_equal, normal


def modules(student: Any, reference: Any, name: str) -> tuple[Any, Any]:
    """The module `name` of the hand-in and that of the reference."""
    return getattr(student, name), getattr(reference, name)


# 1 · Arithmetic


def output_size(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "layers.arithmetic")
    cases = [(224, 7, 2, 3), (32, 3, 1, 1), (8, 8, 1, 0), (7, 2, 2, 0)]
    for _ in range(20):
        kernel, stride, padding = (int(n) for n in rng.integers(1, 6, size=3))
        cases.append((int(rng.integers(kernel, 60)), kernel, stride, padding))
    for case in cases:
        assert_equal(
            theirs.output_size(*case),
            ours.output_size(*case),
            "output_size(size={}, kernel={}, stride={}, padding={})".format(*case),
            "Padding counts on both sides; a last place that sticks out is left out.",
        )


def receptive_field(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "layers.arithmetic")
    cases = [[(3, 1)] * 3, [(7, 2), (3, 2), (3, 1)], [(1, 1)], []]
    cases += [
        [(int(k), int(s)) for k, s in rng.integers(1, 5, size=(int(rng.integers(1, 6)), 2))]
        for _ in range(10)
    ]
    for layers in cases:
        assert_equal(
            theirs.receptive_field(layers),
            ours.receptive_field(layers),
            f"receptive_field({layers})",
            "A layer's kernel steps over the product of the strides *before* it.",
        )


def convolution_parameters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "layers.arithmetic")
    for bias in (True, False):
        sizes = [int(n) for n in rng.integers(2, 50, size=3)]
        assert_equal(
            theirs.convolution_parameters(*sizes, bias=bias),
            ours.convolution_parameters(*sizes, bias=bias),
            f"convolution_parameters({', '.join(map(str, sizes))}, bias={bias})",
            "Each output channel has a k×k kernel for every input channel, and one bias at most.",
        )


def layer_multiply_adds(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for kernel, stride in ((1, 1), (3, 1), (3, 2)):
        sizes = (int(rng.integers(2, 9)), int(rng.integers(2, 9)), kernel, stride)
        output = normal(rng, 1, sizes[1], int(rng.integers(3, 9)), int(rng.integers(3, 9)))
        counts = []
        for root in (student, reference):
            norm = getattr(root, "layers.batch_norm").BatchNorm
            layer = getattr(root, "layers.blocks").convolution(*sizes, norm)
            counts.append(getattr(root, "layers.complexity").layer_multiply_adds(layer, output))
        assert_equal(
            *counts,
            f"layer_multiply_adds of a {kernel}×{kernel} convolution, {sizes[0]} to {sizes[1]} "
            f"channels, output {tuple(output.shape)}",
            "Every number of the output sums over its fan-in.",
        )


# 2 · Normalization and VGG


def batch_norm_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    channels = int(rng.integers(2, 5))
    settings = {"eps": float(rng.uniform(0.01, 0.1)), "momentum": float(rng.uniform(0.1, 0.4))}
    theirs, ours = (
        module.BatchNorm(channels, **settings)
        for module in modules(student, reference, "layers.batch_norm")
    )
    alike(rng, theirs, ours)
    for number in (1, 2):
        images = 1 + 2 * normal(rng, 3, channels, 4, 2)
        assert_close(
            theirs(images),
            ours(images),
            f"BatchNorm in training, batch {number}",
            "One mean and one *biased* variance a channel, over images and places.",
        )
    for name, hint in (
        ("running_mean", "It moves by `momentum` towards the batch's mean."),
        ("running_var", "It moves by `momentum` towards the batch's *unbiased* variance."),
    ):
        assert_close(getattr(theirs, name), getattr(ours, name), name, hint)
    theirs.eval()
    ours.eval()
    images = normal(rng, 2, channels, 3, 3)
    before = ours.running_mean.clone()
    assert_close(
        theirs(images),
        ours(images),
        "BatchNorm in evaluation",
        "The running statistics normalize, not the batch's.",
    )
    assert_close(theirs.running_mean, before, "running_mean after evaluation", "It must stay.")


def vgg_stage(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for convolutions, norm in ((1, False), (3, False), (2, True)):
        channels = [int(n) for n in rng.integers(2, 6, size=2)]
        theirs, ours = (
            getattr(root, "models.vgg").vgg_stage(
                *channels,
                convolutions,
                getattr(getattr(root, "layers.batch_norm"), "BatchNorm" if norm else "no_norm"),
            )
            for root in (student, reference)
        )
        what = f"vgg_stage({channels[0]}, {channels[1]}, {convolutions}), batch norm: {norm}"
        assert type(theirs) in (list, tuple), f"{what}: return the list of layers"
        assert len(theirs) == len(ours), f"{what}: expected {len(ours)} layers, got {len(theirs)}"
        signal = their_signal = normal(rng, 2, channels[0], 8, 8)
        for number, (layer, our_layer) in enumerate(zip(theirs, ours, strict=True)):
            alike(rng, layer, our_layer)
            if "BatchNorm" in type(our_layer).__name__:
                # Evaluation with mean 0, variance 1: the exercise on batch norm is another one.
                identity = {
                    "weight": torch.ones(channels[1]).double(),
                    "bias": torch.zeros(channels[1]).double(),
                    "running_mean": torch.zeros(channels[1]).double(),
                    "running_var": torch.ones(channels[1]).double(),
                    "num_batches_tracked": torch.tensor(0),
                }
                layer.load_state_dict(identity)  # fails where this layer is none
                continue
            their_signal = layer(their_signal.detach().clone())  # a copy: ReLU works in place
            signal = our_layer(signal.detach().clone())
            assert_close(
                their_signal,
                signal,
                f"{what}, after layer {number + 1}",
                "3×3 convolutions with padding 1, each with its ReLU, then a 2×2 max-pool.",
            )


# 3 · Residual blocks


def zero_padding_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for in_channels, channels, stride in ((2, 6, 2), (3, 6, 2), (4, 8, 1)):
        images = normal(rng, 2, in_channels, 6, 6)
        theirs, ours = (
            module.ZeroPadding(in_channels, channels, stride)
            for module in modules(student, reference, "layers.blocks")
        )
        assert_close(
            theirs(images),
            ours(images),
            f"ZeroPadding({in_channels}, {channels}, {stride})",
            "Every stride-th pixel; `before` zero channels in front, `after` behind.",
        )


def make_shortcut(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for option in ("none", "A", "B", "C"):
        for in_channels, channels, stride in ((3, 3, 1), (3, 6, 2), (3, 6, 1), (3, 3, 2)):
            case = (option, in_channels, channels, stride)
            # no_norm leaves a projection's convolution alone, with a bias.
            theirs, ours = (
                getattr(root, "layers.blocks").make_shortcut(
                    *case, getattr(root, "layers.batch_norm").no_norm
                )
                for root in (student, reference)
            )
            what = f"make_shortcut{case}"
            if ours is None:
                assert theirs is None, f"{what}: expected None, a block without a shortcut"
                continue
            assert theirs is not None, f"{what}: expected a module, got None"
            kind = type(ours).__name__
            if kind == "ZeroPadding":
                # Its forward is another exercise; what it is made of is this one's.
                for name in ("stride", "before", "after"):
                    assert_equal(getattr(theirs, name), getattr(ours, name), f"{what}.{name}", "")
                continue
            alike(rng, theirs, ours)
            images = normal(rng, 2, in_channels, 4, 4)
            assert_close(
                theirs(images),
                ours(images),
                what,
                "B projects by a 1×1 convolution where shapes differ, C always.",
            )


def _check_block(
    name: str, student: Any, reference: Any, rng: np.random.Generator, out: int, hint: str
) -> None:
    images = normal(rng, 2, 8, 6, 6)
    for shortcut in ("identity", "projection", "none"):
        stride = 2 if shortcut == "projection" else 1
        width = 8 if shortcut != "projection" else 12
        blocks = []
        for root in (student, reference):
            module = getattr(root, "layers.blocks")
            no_norm = getattr(root, "layers.batch_norm").no_norm
            block = getattr(module, name)(8, width // out, stride)
            # What `make_shortcut` gave is replaced: that is another exercise.
            if shortcut == "identity":
                block.downsample = no_norm(8)
            elif shortcut == "projection":
                block.downsample = module.convolution(8, width, 1, 2, no_norm)
            else:
                block.downsample = None
            blocks.append(block)
        alike(rng, *blocks)
        for training in (True, False):
            for block in blocks:
                block.train(training)
            assert_close(
                blocks[0](images.clone()),
                blocks[1](images.clone()),
                f"{name}, shortcut: {shortcut}, {'training' if training else 'evaluation'}",
                hint,
            )


def basic_block_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    hint = "y = ReLU(F(x) + shortcut(x)); F ends with its second batch norm."
    _check_block("BasicBlock", student, reference, rng, 1, hint)
    scale = float(rng.uniform(0.1, 0.5))
    blocks = []
    for root in (student, reference):
        block = getattr(root, "layers.blocks").BasicBlock(4, 4, scale=scale)
        block.downsample = getattr(root, "layers.batch_norm").no_norm(4)
        blocks.append(block)
    alike(rng, *blocks)
    images = normal(rng, 2, 4, 5, 5)
    assert_close(
        blocks[0](images.clone()),
        blocks[1](images.clone()),
        f"BasicBlock with scale {scale:.2f}",
        "The scale multiplies F(x), not the shortcut.",
    )


def bottleneck_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    hint = "1×1, 3×3, 1×1, a ReLU after the first two; the third comes after the addition."
    _check_block("Bottleneck", student, reference, rng, 4, hint)


# 4 · Looking inside


def grad_cam(student: Any, reference: Any, rng: np.random.Generator) -> None:
    models = [getattr(root, "models.nin").NiN() for root in (student, reference)]
    state = {
        name: normal(rng, *tensor.shape) * (2 / max(1, tensor[0].numel())) ** 0.5
        for name, tensor in models[1].state_dict().items()
    }
    for model in models:
        model.double()
        model.load_state_dict(dict(state))
        model.eval()
    # Many maps: where nothing speaks against a class, a forgotten ReLU does not show.
    for target in 2 * rng.permutation(10).tolist():
        image = normal(rng, 1, 3, 16, 16)
        # The maps of the second mlpconv layer: those of the last one hold one class each.
        heats = [
            getattr(root, "metrics.grad_cam").grad_cam(
                model, model.features.get_submodule("3"), image, target
            )
            for root, model in zip((student, reference), models, strict=True)
        ]
        assert_close(
            heats[0],
            heats[1],
            f"grad_cam for class {target}",
            "Weights are the gradient's average over the map; a ReLU cuts what speaks against.",
        )


# 5 · Style transfer


def gram_matrix(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        maps = normal(rng, *(int(n) for n in rng.permutation(range(2, 9))[:3]))
        assert_close(
            theirs.gram_matrix(maps),
            ours.gram_matrix(maps),
            f"gram_matrix of maps of shape {tuple(maps.shape)}",
            "Products of channels, averaged over all places.",
        )


def content_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        shape = tuple(int(n) for n in rng.integers(2, 8, size=3))
        maps, target = normal(rng, *shape), normal(rng, *shape)
        assert_close(
            theirs.content_loss(maps, target),
            ours.content_loss(maps, target),
            f"content_loss of maps of shape {shape}",
            "Half the *mean* squared difference.",
        )


def style_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        # Their product with themselves: a Gram matrix, whose own exercise is another one.
        roots = normal(rng, 2, int(rng.integers(3, 8)), 12)
        gram, target = (root @ root.T for root in roots)
        assert_close(
            theirs.style_loss(gram, target),
            ours.style_loss(gram, target),
            f"style_loss of {len(gram)} channels",
            "A quarter of the mean squared difference; places are averaged in the Gram matrices.",
        )


def total_variation(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        height, width = (int(n) for n in rng.permutation(range(3, 10))[:2])
        image = normal(rng, 3, height, width)
        assert_close(
            theirs.total_variation(image),
            ours.total_variation(image),
            f"total_variation of an image of {height}×{width}",
            "Each direction has its own mean of squared differences between *next* neighbors.",
        )
