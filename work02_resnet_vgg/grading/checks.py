"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "layers.blocks")` is a module of the
hand-in, `getattr(reference, "layers.blocks")` the same one of the reference. The student's side may
live in another process, so a check hands over only numbers, strings, arrays, tensors, dictionaries
of those, and what the student's side itself gave out (an object, a bound method). What is expected
comes from the reference alone: modules of the student's side get all their numbers from the
reference's, and what an exercise builds on is the reference's where the hand-in failed it. A check's
docstring lists what the exercise's docstring says, and where the check looks at it.
"""

from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import (
    alike,
    assert_close,
    assert_equal,
    assert_gradients,
    assert_raises,
    normal,
)
from shared.grading.remote.stand_ins import hold


def modules(student: Any, reference: Any, name: str) -> tuple[Any, Any]:
    """The module `name` of the hand-in and that of the reference."""
    return getattr(student, name), getattr(reference, name)


def torch_nn(root: Any) -> Any:
    """`torch.nn` on the side of `root`, from a file without exercises."""
    return getattr(root, "models.nin").nn


def assert_same_weights(theirs: Any, ours: Any, what: str, hint: str) -> None:
    """Compare names and shapes of two modules' weights.

    Raises:
        AssertionError: the hand-in's has others.
    """
    shapes = [
        {name: tuple(tensor.shape) for name, tensor in module.state_dict().items()}
        for module in (theirs, ours)
    ]
    assert shapes[0] == shapes[1], f"{what}: expected weights {shapes[1]}, got {shapes[0]}. {hint}"


# 1 · Arithmetic


def output_size(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The pixels a side after a convolution or a pool.

    - only places at multiples of the stride, wholly within the padded image: the listed and drawn
      cases, among them a kernel as large as the padded image
    - stride 1 and padding 0 by default; names of the arguments: the short calls
    - ValueError where the kernel is larger than the padded image: by one pixel, and by more
    """
    theirs, ours = modules(student, reference, "layers.arithmetic")
    hint = "Padding counts on both sides; a last place that sticks out is left out."
    cases = [(224, 7, 2, 3), (32, 3, 1, 1), (8, 8, 1, 0), (7, 2, 2, 0), (3, 7, 3, 2), (1, 1, 4, 0)]
    for _ in range(20):
        kernel, stride, padding = (int(n) for n in rng.integers(1, 6, size=3))
        cases.append((int(rng.integers(kernel, 60)), kernel, stride, padding))
    for case in cases:
        what = "output_size(size={}, kernel={}, stride={}, padding={})".format(*case)
        assert_equal(theirs.output_size(*case), ours.output_size(*case), what, hint)
    size, kernel, two = int(rng.integers(20, 60)), int(rng.integers(2, 9)), int(rng.integers(2, 5))
    for named in ({}, {"stride": two}, {"padding": two}):
        what = f"output_size({size}, {kernel}, {named})"
        expected = ours.output_size(size, kernel, **named)
        assert_equal(theirs.output_size(size, kernel, **named), expected, what, hint)
    for case in ((5, 6, 1, 0), (2, 7, 1, 2), (size, size + 2 * two + 1, two, two), (2, 40, 3, 1)):
        what = "output_size(size={}, kernel={}, stride={}, padding={})".format(*case)
        hint = "A kernel that is larger than the padded image has no place at all."
        assert_raises(theirs.output_size, ValueError, *case, what=what, hint=hint)


def receptive_field(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The pixels a side that one number looks at.

    - from the first to the last that it depends on: listed and drawn stacks, with strides that are
      larger than the next kernel
    - 1 without a layer: the empty list
    - first layer first; any sequence: lists and tuples
    """
    theirs, ours = modules(student, reference, "layers.arithmetic")
    cases: list[Any] = [[(3, 1)] * 3, [(7, 2), (3, 2), (3, 1)], [(1, 1)], [], ((1, 4), (2, 1))]
    for _ in range(10):
        drawn = rng.integers(1, 5, size=(int(rng.integers(1, 6)), 2))
        cases.append(tuple((int(k), int(s)) for k, s in drawn))
    for layers in cases:
        assert_equal(
            theirs.receptive_field(layers),
            ours.receptive_field(layers),
            f"receptive_field({layers})",
            "A layer's kernel steps over the product of the strides *before* it.",
        )


def convolution_parameters(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The weights and biases of a convolution.

    - a kernel of k×k for each input and output channel: drawn sizes, all different
    - a bias for each output channel, where there is one; by default there is
    """
    theirs, ours = modules(student, reference, "layers.arithmetic")
    for named in ({"bias": True}, {"bias": False}, {}) * 2:
        sizes = [*(int(n) for n in rng.permutation(range(2, 40))[:2]), int(rng.integers(2, 8))]
        assert_equal(
            theirs.convolution_parameters(*sizes, **named),
            ours.convolution_parameters(*sizes, **named),
            f"convolution_parameters({', '.join(map(str, sizes))}, {named})",
            "Each output channel has a k×k kernel for every input channel, and one bias at most.",
        )


def layer_multiply_adds(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The multiply-adds behind an output.

    - convolutions: kernels that are no squares, strides, outputs that are no squares
    - groups: each number reads its own group alone; one group for each channel
    - fully connected layers, on one place and on several; a single output, of both kinds of layers
    - a bias is no multiply-add: with and without
    - the output may have no numbers: a convolution's, on the device "meta"
    """
    hint = "Every number of the output sums over its fan-in, and a bias is no multiply-add."
    cases: list[tuple[str, tuple[int, ...], dict[str, Any], torch.Tensor]] = []
    for kernel, stride in ((1, 1), (3, 1), (3, 2), ((2, 5), 1)):
        channels, width = (int(n) for n in rng.permutation(range(2, 12))[:2])
        output = normal(rng, 1, width, *(int(n) for n in rng.permutation(range(3, 9))[:2]))
        settings = {"kernel_size": kernel, "stride": stride, "bias": bool(rng.integers(2))}
        cases.append(("Conv2d", (channels, width), settings, output))
    for groups in (2, 3, 6):
        output = normal(rng, 1, 12, *(int(n) for n in rng.permutation(range(3, 9))[:2]))
        settings = {"kernel_size": 3, "groups": groups, "bias": groups != 3}
        cases.append(("Conv2d", (6, 12), settings, output))
    for bias in (True, False):
        inputs, outputs = (int(n) for n in rng.permutation(range(2, 30))[:2])
        cases.append(("Linear", (inputs, outputs), {"bias": bias}, normal(rng, 1, outputs)))
    cases.append(("Linear", (7, 1), {}, normal(rng, 1, 1)))
    cases.append(("Linear", (7, 5), {}, normal(rng, 1, 6, 5)))
    cases.append(("Conv2d", (5, 1), {"kernel_size": 3}, normal(rng, 1, 1, 4, 6)))
    for kind, sizes, settings, output in cases:
        actual, expected = (
            getattr(root, "layers.complexity").layer_multiply_adds(
                getattr(torch_nn(root), kind)(*sizes, **settings), output
            )
            for root in (student, reference)
        )
        what = f"layer_multiply_adds of {kind}{sizes}, {settings}, output {tuple(output.shape)}"
        assert_equal(actual, expected, what, hint)
    images = normal(rng, 1, 3, int(rng.integers(5, 9)), 7).float()
    counts = []
    for root in (student, reference):
        layer = torch_nn(root).Conv2d(3, 4, 3, padding=1)
        output = hold(hold(layer, images).to, "meta")
        counts.append(getattr(root, "layers.complexity").layer_multiply_adds(layer, output))
    what = f"layer_multiply_adds of a convolution of {tuple(images.shape)}, on the device 'meta'"
    assert_equal(*counts, what, "The output's shape is enough.")


def locally_connected_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """A convolution without shared weights.

    - weighted sums of the patch around each place, kernels and biases of its own: outputs and
      gradients of images, weights and biases; maps that are no squares
    - zeros outside the images: kernels of 1, 3 and 5, also larger than the map
    - ValueError for other sizes: higher, wider, lower, narrower, height and width swapped
    """
    hint = "Around (y, x) lies the patch for weight[y, x] and bias[:, y, x]; outside are zeros."
    name = "layers.locally_connected"
    for batch, kernel, height, width in ((2, 3, 4, 6), (3, 1, 3, 2), (1, 5, 5, 3), (2, 5, 2, 4)):
        channels = [int(n) for n in rng.permutation(range(1, 5))[:2]]
        theirs, ours = (
            module.LocallyConnected(*channels, kernel, height, width)
            for module in modules(student, reference, name)
        )
        alike(rng, theirs, ours)
        images = normal(rng, batch, channels[0], height, width)
        what = f"LocallyConnected({channels[0]}, {channels[1]}, {kernel}, {height}, {width})"
        assert_gradients(
            theirs, ours, (images,), what, hint, rng=rng,
            theirs_modules=(theirs,), ours_modules=(ours,),
        )  # fmt: skip
        for rows, columns in ((1, 0), (0, 1), (-1, 0), (0, -1), (width - height, height - width)):
            shape = (batch, channels[0], height + rows, width + columns)
            other = f"{what}, of images of {shape[2]}×{shape[3]}"
            refusal = "Each place has its own kernels: other sizes have places without."
            assert_raises(theirs, ValueError, normal(rng, *shape), what=other, hint=refusal)


# 2 · Normalization and VGG


def batch_norm_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Batch normalization of images.

    - training: mean and biased variance over images and places, then weight and bias: two batches
      of images that are no squares; ε: a channel that is constant
    - the batch's statistics have gradients: of images, weight and bias
    - the running statistics move by the momentum, the variance is unbiased, batches are counted,
      and nothing of it has a gradient
    - evaluation: the running statistics normalize, also a single value; nothing moves
    - ValueError in training where a channel has a single value; two are enough, of two images or of one
    """
    channels = int(rng.integers(2, 5))
    settings = {"eps": float(rng.uniform(0.01, 0.1)), "momentum": float(rng.uniform(0.1, 0.4))}
    theirs, ours = (
        module.BatchNorm(channels, **settings)
        for module in modules(student, reference, "layers.batch_norm")
    )
    statistics = {
        "running_mean": "It moves by `momentum` towards the batch's mean.",
        "running_var": "It moves by `momentum` towards the batch's *unbiased* variance.",
        "num_batches_tracked": "It counts the batches.",
    }
    alike(rng, theirs, ours)
    for number in (1, 2):
        images = 1 + 2 * normal(rng, 3, channels, 4, 2)
        images[:, number % channels] = float(rng.uniform(0, 3))
        assert_close(
            theirs(images),
            ours(images),
            f"BatchNorm in training, batch {number}",
            "One mean and one *biased* variance a channel, over images and places, and ε.",
        )
        for name, hint in statistics.items():
            what = f"{name} after {number} batches"
            assert_close(getattr(theirs, name), getattr(ours, name), what, hint)
    alike(rng, theirs, ours)
    hint = "Mean and variance depend on the images too: they have gradients."
    images = 1 + 2 * normal(rng, 3, channels, 2, 5)
    what = "BatchNorm in training"
    assert_gradients(
        theirs, ours, (images,), what, hint, rng=rng, theirs_modules=(theirs,), ours_modules=(ours,)
    )
    for name in statistics:
        hint = "What is kept from batch to batch must not keep the graphs of all batches."
        assert not getattr(theirs, name).requires_grad, f"{name} has a gradient. {hint}"
    for what, shape in (
        ("two values a channel", (2, channels, 1, 1)),
        ("one image with two pixels", (1, channels, 1, 2)),
        ("one image with six pixels", (1, channels, 2, 3)),
    ):
        images, hint = normal(rng, *shape), "Two values of a channel have a variance."
        assert_close(theirs(images), ours(images), f"BatchNorm in training, of {what}", hint)
    single = normal(rng, 1, channels, 1, 1)
    what, hint = "BatchNorm in training, of one value a channel", "A single value has no variance."
    assert_raises(theirs, ValueError, single, what=what, hint=hint)
    alike(rng, theirs, ours)
    theirs.eval()
    ours.eval()
    before = {name: getattr(ours, name).clone() for name in statistics}
    for shape in ((2, channels, 3, 4), (1, channels, 1, 1)):
        what, hint = "BatchNorm in evaluation", "The running statistics normalize, not the batch's."
        images = normal(rng, *shape)
        assert_gradients(
            theirs,
            ours,
            (images,),
            what,
            hint,
            rng=rng,
            theirs_modules=(theirs,),
            ours_modules=(ours,),
        )
    for name, tensor in before.items():
        assert_close(getattr(theirs, name), tensor, f"{name} after evaluation", "It must stay.")


def vgg_stage(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """A stage of VGG.

    - so many convolutions of 3×3 with padding 1, each with its ReLU, then a 2×2 max-pool that
      leaves out what sticks out: outputs and gradients for images of even and odd sides
    - a bias for each convolution, before a normalization too: the weights' names and shapes
    - the normalization between convolution and ReLU; `no_norm`, the default, leaves no layer: the
      number of layers, the weights' names
    - a list of layers, in order
    """
    hint = "3×3 convolutions with padding 1 and a bias, each with its ReLU, then a 2×2 max-pool."
    for convolutions, norm, height, width in ((1, False, 8, 6), (3, False, 7, 9), (2, True, 6, 5)):
        channels = [int(n) for n in rng.permutation(range(2, 7))[:2]]
        what = f"vgg_stage({channels[0]}, {channels[1]}, {convolutions}), batch norm: {norm}"
        made = []
        for root in (student, reference):
            kinds = [getattr(root, "layers.batch_norm").BatchNorm] if norm else []
            made.append(getattr(root, "models.vgg").vgg_stage(*channels, convolutions, *kinds))
        assert isinstance(made[0], list | tuple), f"{what}: return the list of layers"
        assert len(made[0]) == len(made[1]), (
            f"{what}: expected {len(made[1])} layers, got {len(made[0])}. {hint}"
        )
        theirs, ours = (
            torch_nn(root).Sequential(*layers)
            for root, layers in zip((student, reference), made, strict=True)
        )
        assert_same_weights(theirs, ours, what, hint)
        for training in (True, False):
            alike(rng, theirs, ours)
            for stage in (theirs, ours):
                stage.train(training)
            images = normal(rng, 2, channels[0], height, width)
            mode = f"{what}, {'training' if training else 'evaluation'}"
            assert_gradients(
                theirs,
                ours,
                (images,),
                mode,
                hint,
                rng=rng,
                theirs_modules=(theirs,),
                ours_modules=(ours,),
            )


# 3 · Residual blocks


def zero_padding_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The shortcut without parameters.

    - every stride-th pixel of rows and columns, from the first on: sides that no stride divides,
      maps that are no squares, strides 1 to 3
    - `before` zero channels in front, `after` behind: odd numbers, and none
    - gradients flow back to the pixels that were taken
    """
    cases = ((2, 6, 2, 6, 6), (3, 6, 2, 5, 8), (4, 8, 1, 3, 4), (2, 7, 3, 7, 5), (3, 3, 2, 7, 6))
    for in_channels, channels, stride, height, width in cases:
        images = normal(rng, 2, in_channels, height, width)
        theirs, ours = (
            module.ZeroPadding(in_channels, channels, stride)
            for module in modules(student, reference, "layers.blocks")
        )
        for name in ("stride", "before", "after"):
            setattr(theirs, name, getattr(ours, name))
        assert_gradients(
            theirs,
            ours,
            (images,),
            f"ZeroPadding({in_channels}, {channels}, {stride}) of maps of {height}×{width}",
            "Every stride-th pixel; `before` zero channels in front, `after` behind.",
            rng=rng,
        )


def make_shortcut(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Which shortcut a block gets.

    - none: None
    - A: the identity, with zeros for new channels, and without weights
    - B: the identity where shapes agree (channels and stride), else a projection; C: always one
    - a projection: a 1×1 convolution with the stride, a bias before `no_norm` alone, and what
      `norm` makes, in an nn.Sequential: names and shapes of weights, outputs, gradients; maps that
      are no squares
    """
    hint = "A has no weights; B projects by a 1×1 convolution where shapes differ, C always."
    for option in ("none", "A", "B", "C"):
        for in_channels, channels, stride in ((3, 3, 1), (3, 6, 2), (3, 6, 1), (3, 3, 2)):
            for normalized in (False, True):
                theirs, ours = (
                    getattr(root, "layers.blocks").make_shortcut(
                        option,
                        in_channels,
                        channels,
                        stride,
                        torch_nn(root).BatchNorm2d
                        if normalized
                        else getattr(root, "layers.batch_norm").no_norm,
                    )
                    for root in (student, reference)
                )
                norm = "BatchNorm2d" if normalized else "no_norm"
                what = f"make_shortcut({option!r}, {in_channels}, {channels}, {stride}, {norm})"
                if ours is None:
                    assert theirs is None, f"{what}: expected None, a block without a shortcut"
                    continue
                assert theirs is not None, f"{what}: expected a module, got None. {hint}"
                assert_same_weights(theirs, ours, what, hint)
                alike(rng, theirs, ours)
                images = normal(rng, 2, in_channels, 4, 5)
                assert_gradients(
                    theirs, ours, (images,), what, hint, rng=rng,
                    theirs_modules=(theirs,), ours_modules=(ours,),
                )  # fmt: skip


def _check_block(
    name: str, student: Any, reference: Any, rng: np.random.Generator, hint: str, **settings: Any
) -> None:
    """Compare outputs and gradients of a block, with each kind of shortcut.

    What `make_shortcut` gave is replaced: that is another exercise.
    """
    for shortcut in ("identity", "projection", "none"):
        stride, width = (2, 12) if shortcut == "projection" else (1, 8)
        blocks = []
        for root in (student, reference):
            module, no_norm = (
                getattr(root, "layers.blocks"),
                getattr(root, "layers.batch_norm").no_norm,
            )
            kind = getattr(module, name)
            block = kind(8, width // kind.expansion, stride, **settings)
            if shortcut == "identity":
                block.downsample = no_norm(8)
            elif shortcut == "projection":
                block.downsample = module.convolution(8, width, 1, 2, no_norm)
            else:
                block.downsample = None
            blocks.append(block)
        theirs, ours = blocks
        for training in (True, False):
            alike(rng, theirs, ours)
            for block in blocks:
                block.train(training)
            images = normal(rng, 2, 8, 6, 5)
            mode = "training" if training else "evaluation"
            extra = "".join(f", {key} {value:.2g}" for key, value in settings.items())
            assert_gradients(
                theirs,
                ours,
                (images,),
                f"{name}, shortcut: {shortcut}, {mode}{extra}",
                hint,
                rng=rng,
                theirs_modules=(theirs,),
                ours_modules=(ours,),
            )


def basic_block_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The basic block.

    - F is conv1, bn1, ReLU, conv2, bn2; the second ReLU after the addition: outputs and gradients
      of images and weights, in training and evaluation, maps that are no squares
    - each kind of `downsample`: identity, projection with a stride, None
    - the scale, 1 by default, multiplies F(x), where there is a shortcut: below 1, 2, and 0
    """
    hint = "y = ReLU(scale · F(x) + shortcut(x)), or ReLU(F(x)); F ends with its second batch norm."
    for settings in ({}, {"scale": float(rng.uniform(0.1, 0.5))}, {"scale": 2.0}, {"scale": 0.0}):
        _check_block("BasicBlock", student, reference, rng, hint, **settings)


def bottleneck_forward(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The bottleneck.

    - three convolutions, each with its batch norm, a ReLU after the first two and one after the
      addition: outputs and gradients of images and weights, in training and evaluation, maps that
      are no squares
    - each kind of `downsample`: identity, projection with a stride, None
    """
    hint = "1×1, 3×3, 1×1, a ReLU after the first two; the third comes after the addition."
    _check_block("Bottleneck", student, reference, rng, hint)


# 4 · Looking inside


def grad_cam(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Grad-CAM.

    - weights are the average gradient of the class's *logit*; the weighted sum goes through a ReLU:
      many classes, two layers, maps that are no squares
    - no gradient of its own; asked under `torch.no_grad` too
    """
    hint = "Weights are the gradient's average over the map; a ReLU cuts what speaks against."
    models = []
    for root in (student, reference):
        nn = torch_nn(root)
        models.append(
            nn.Sequential(
                nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.AvgPool2d(2),
                nn.Conv2d(8, 12, 3, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(12 * 24, 20),
            )
        )  # fmt: skip
        models[-1].eval()
    alike(rng, *models)
    # Many maps: where nothing speaks against a class, a forgotten ReLU does not show.
    for number, target in enumerate(rng.permutation(20).tolist()):
        image = normal(rng, 1, 3, 8, 12)
        layer, without_grad = ("1" if number % 4 == 0 else "4"), number % 3 == 0
        heats = []
        for root, model in zip((student, reference), models, strict=True):
            function = getattr(root, "metrics.grad_cam").grad_cam
            if without_grad:
                function = getattr(root, "metrics.grad_cam").torch.no_grad()(function)
            heats.append(function(model, model.get_submodule(layer), image, target))
        what = f"grad_cam for class {target}{', under no_grad' if without_grad else ''}"
        assert_close(*heats, what, hint)
        assert not heats[0].requires_grad, f"{what}: the heat has a gradient. Detach it."


# 5 · Style transfer


def gram_matrix(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The Gram matrix: products of each two channels, averaged over places; gradients of the maps."""
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        maps = normal(rng, *(int(n) for n in rng.permutation(range(2, 9))[:3]))
        assert_gradients(
            theirs.gram_matrix,
            ours.gram_matrix,
            (maps,),
            f"gram_matrix of maps of shape {tuple(maps.shape)}",
            "Products of channels, averaged over all places.",
            rng=rng,
        )


def content_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Half the mean squared difference of maps; its gradient for those of the image."""
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        shape = tuple(int(n) for n in rng.permutation(range(2, 9))[:3])
        maps, target = normal(rng, *shape), normal(rng, *shape)
        assert_gradients(
            theirs.content_loss,
            ours.content_loss,
            (maps,),
            f"content_loss of maps of shape {shape}",
            "Half the *mean* squared difference.",
            rng=rng,
            constants={"target": target},
        )


def style_loss(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """A quarter of the mean squared difference of Gram matrices; its gradient for the image's."""
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        # Their product with themselves: a Gram matrix, whose own exercise is another one.
        roots = normal(rng, 2, int(rng.integers(3, 8)), 12)
        gram, target = (root @ root.T for root in roots)
        assert_gradients(
            theirs.style_loss,
            ours.style_loss,
            (gram,),
            f"style_loss of {len(gram)} channels",
            "A quarter of the mean squared difference; places are averaged in the Gram matrices.",
            rng=rng,
            constants={"target": target},
        )


def total_variation(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """The mean of squared differences of next neighbors, one for each direction; its gradient."""
    theirs, ours = modules(student, reference, "style.losses")
    for _ in range(3):
        channels, height, width = (int(n) for n in rng.permutation(range(2, 10))[:3])
        image = normal(rng, channels, height, width)
        assert_gradients(
            theirs.total_variation,
            ours.total_variation,
            (image,),
            f"total_variation of an image of {height}×{width}",
            "Each direction has its own mean of squared differences between *next* neighbors.",
            rng=rng,
        )
