"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`; `getattr(student, "recurrent.cells")` is a module of
the package. The student's side lives in another process, so a check hands over only numbers,
strings, arrays, tensors, dictionaries of those, and what the student's side itself gave out (an
object, a bound method). It reads back numbers and tensors and compares them here.

All that is expected comes from the reference. Where a function works on an object, the student's
side makes one and gets the reference's numbers into it. The docstring of each check lists what the
exercise's docstring states, and the case that looks at it.
"""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from shared.grading.judging.checking import (
    Sides,
    alike,
    assert_close,
    assert_equal,
    assert_gradients,
    assert_number,
    normal,
)
from shared.grading.remote.stand_ins import hold

PAD, UNKNOWN, BEGIN, END = range(4)
SPECIAL = ["<pad>", "<unk>", "<bos>", "<eos>"]


def _parts(actual: Any, count: int, what: str) -> list[Any]:
    """Return the parts of a tuple or list that must have so many."""
    assert isinstance(actual, tuple | list), f"{what} are expected, got {type(actual).__name__}"
    assert len(actual) == count, f"{what}: {count} are expected, got {len(actual)}"
    return list(actual)


def _assert_unchanged(holder: Any, name: str, values: dict[str, Any]) -> None:
    """Compare the tensors in an object of the student's side with those that were put in."""
    for field, given in values.items():
        held = getattr(holder, field)
        pairs = [(held, given)] if isinstance(given, Tensor) else zip(held, given, strict=True)
        assert all(torch.equal(one, other) for one, other in pairs), (
            f"your code changed {name}.{field}: work on a copy of it"
        )


# 1 · Text


def vocabulary(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check build_vocabulary.

    falling frequency                    letters drawn with different chances
    ties by the alphabet, Python's       all words once, backwards; upper case, digits, accents
    special tokens are not counted       each of them, more frequent than any other
    size: None, 0, fewer, more           with and without min_count; ordinary tokens only
    min_count: fewer times are left out  exactly as many stay; more than any; before size
    numbers belong to tokens             encode, with an unknown token
    nothing to count                     no sentence, empty sentences, only special tokens
    sentences from any iterable          lists; an iterator, which can be read once
    """
    words = ["".join(rng.choice(list("abcXYZ019éß"), size=3)) for _ in range(30)]
    chances = rng.dirichlet(np.full(30, 0.5))
    text = rng.choice(words, size=60, p=chances).tolist()
    special = rng.permutation(SPECIAL * 30).tolist()
    once = sorted(set(words), reverse=True)
    twice = [once[:5] + once[9:], once[3:9] * 2, [once[0]]]
    cases: list[tuple[list[Any], dict[str, Any]]] = [
        ([], {}),
        ([[], []], {"size": 3}),
        ([special], {}),
        ([once], {}),
        ([once[:4], tuple(once[4:])], {"size": 2}),
        (twice, {"min_count": 2}),
        (twice, {"min_count": 2, "size": 3}),
        ([text, special[:40]], {}),
        ([text[:25], special, text[25:]], {"size": 4}),
        ([text], {"size": 0}),
        ([text], {"size": 1000}),
        ([text], {"min_count": 1000}),
    ]
    for options in ({}, {"min_count": 3}, {"size": 3, "min_count": 2}, {"size": 7, "min_count": 4}):
        letters = rng.choice(list("zyxwvutsr"), size=40).tolist()
        cases.append(([letters[:13], letters[13:], special[:9]], options))
    for sentences, options in cases:
        theirs, ours = (
            getattr(side, "text.vocabulary").build_vocabulary(sentences, **options)
            for side in (student, reference)
        )
        what = f"build_vocabulary({sentences}, {options})"
        hint = "By falling frequency, ties by the alphabet, without the special tokens."
        assert_equal(theirs.tokens, ours.tokens, f"the tokens of {what}", hint)
        asked = [*words, *SPECIAL, *"zyxw"]
        assert_equal(theirs.encode(asked), ours.encode(asked), f"the numbers by {what}", hint)
    theirs, ours = (
        getattr(side, "text.vocabulary").build_vocabulary(_iterator(side, [text[:25], text[25:]]))
        for side in (student, reference)
    )
    hint = "An iterator can be read once."
    assert_equal(theirs.tokens, ours.tokens, "the tokens of sentences that an iterator gives", hint)


def _iterator(side: Any, values: list[Any]) -> Any:
    """Return an iterator that lives on that side; the library comes by a file without exercises."""
    library = getattr(side, "text.other_tokenizers").importlib.import_module("itertools")
    return hold(library.chain, values)


def merges(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check learn_merges.

    a pair stands within a word           two words that make a pair only side by side
    at each place where it stands         runs of one letter
    counts as often as its word occurs    words with counts of 1 to 9
    the most frequent comes first         random words over three letters
    ties: the first in the alphabet       pairs of equal counts, in both orders
    stops when no pair occurs twice       {"ab": 1}; the limit between 1 and 2
    up to `number`                        0, 1, fewer and more than there are
    each merge counts anew                low, lower, newest, widest; runs of one letter
    nothing to learn                      no word, words of one letter
    """
    first, second, third = rng.permutation(list("abcdefgh"))[:3].tolist()
    count = int(rng.integers(2, 9))
    cases: list[tuple[dict[str, int], int]] = [
        ({"low": 5, "lower": 2, "newest": 6, "widest": 3}, 10),
        ({}, 3),
        ({first: 9, second: 9}, 3),
        ({first + second: 1}, 3),
        ({first + second: 2}, 3),
        ({first + second: 1, second + first + second: 1, third: 7}, 4),
        ({first * 9: 2}, 5),
        ({first * 5: 1, first * 2 + second: 1}, 5),
        ({first + second: count, second + first: count, first + third: count}, 3),
        ({third + first: count, second + third: count, second + first: count}, 2),
        ({first + second + third: count, first + second: 1}, 0),
        ({first + second + third: count, first + second: 1}, 1),
    ]
    # Once a and b are one, (a, c) and (ab, a) are equally frequent: as a text, aba comes before ac.
    a, b, c = sorted((first, second, third))
    cases.append(({a + b: 5, a + b + a: 2, a + c: 2}, 4))
    for number in (1, 2, 3, 4, 6, 8, 100):
        words = ["".join(rng.choice(list("abc"), size=int(rng.integers(1, 7)))) for _ in range(12)]
        cases.append(({word: int(rng.integers(1, 9)) for word in words}, number))
    for counts, number in cases:
        assert_equal(
            getattr(student, "text.byte_pairs").learn_merges(counts, number),
            getattr(reference, "text.byte_pairs").learn_merges(counts, number),
            f"learn_merges({counts}, {number})",
            "A pair counts as often as its words; each merge changes what is counted next.",
        )


def continuations(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check continuation_counts.

    different tokens before, not times    texts of four kinds of tokens, so that all repeat
    contexts lose their first token       orders 2 (to the empty context), 3 and 4
    only counts that are not 0            pairs that never stand there
    counts of counts                      the function's argument is itself of this kind
    no counts                             {}
    """
    ngrams = getattr(reference, "text.ngrams")
    cases = [({}, "no counts")]
    for order, kinds in ((2, 4), (2, 9), (3, 4), (3, 3), (4, 4), (4, 2)):
        tokens = rng.integers(0, kinds, size=40).tolist()
        counts = ngrams.count_ngrams(tokens, order)
        cases.append((counts, f"the {order}-grams of {tokens}"))
        if order == 4:
            cases.append((ngrams.continuation_counts(counts), f"those of 4-grams of {tokens}"))
    for counts, what in cases:
        assert_equal(
            getattr(student, "text.ngrams").continuation_counts(counts),
            ngrams.continuation_counts(counts),
            f"continuation_counts of {what}",
            "Count different first tokens, however often each stands there.",
        )


def kneser_ney(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check KneserNey.probability; all counts are the reference's.

    the class's formula                   orders 1 to 4, discounts between 0 and 1, and both limits
    the last n − 1 tokens                 contexts of three tokens, of five, lists and tuples
    a context that the text lacks         tokens that the text lacks; random ones at order 4
    fewer tokens than n − 1               contexts of two, one and no token
    a token that the text lacks           all tokens are asked for, and two do not occur
    """
    for order, discount in ((1, 0.75), (2, None), (3, None), (4, None), (3, 0.0), (2, 1.0)):
        if discount is None:
            discount = float(rng.uniform(0.2, 0.9))
        tokens = [*rng.integers(0, 4, size=60).tolist(), 4, 0]
        theirs = getattr(student, "text.ngrams").KneserNey(tokens, order, 7, discount)
        ours = getattr(reference, "text.ngrams").KneserNey(tokens, order, 7, discount)
        theirs.counts, theirs._totals = ours.counts, ours._totals
        contexts = [
            *rng.integers(0, 4, size=(4, 3)).tolist(),
            *map(tuple, rng.integers(0, 4, size=(2, 5)).tolist()),
            tokens[7:10],
            tokens[20:22],
            [3, 6, 1],
            [5, 5, 5],
            [int(rng.integers(4)), 6],
            [int(rng.integers(4))],
            [],
        ]
        for context in contexts:
            for token in range(7):
                assert_number(
                    theirs.probability(context, token),
                    ours.probability(context, token),
                    f"P({token} | {context}) of order {order} with discount {discount:.3f}",
                    "What the discount takes goes to the next lower order, down to the uniform "
                    "one; a context that the text lacks leaves all to the lower order.",
                )


def ngram_space(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check coverage.

    the share of the Vⁿ possible n-grams  orders 1 to 5; V larger than what stands in the text
    those of the training text            another held-out text, with tokens of its own
    each as often as it stands there      held-out texts of few kinds, so that n-grams repeat
    0 where the held-out text has none    shorter than n, and empty; as long as n, which has one
    a training text without one           shorter than n: nothing shown, all unseen
    tokens of several digits              n-grams that are alike as joined digits, as digits of a
                                          number to the base of 10 or 100, and inside a longer text
    """
    cases = []
    for order in (1, 2, 3, 4, 5):
        size = int(rng.integers(4, 9))
        text = rng.integers(0, size - 1, size=50).tolist()
        few = rng.integers(size - 4, size, size=40).tolist()
        cases += [(text, [*few, *text[3:9]], order, size), (text, text[7:20], order, size + 2)]
        cases += [(text, few[: order - 1], order, size), (few[: order - 1], text, order, size)]
        cases.append((text, [size - 1] * order, order, size))
    cases += [([2, 0, 1], [], 2, 3), (tuple(text), tuple(few), 2, size)]
    cases.append(([1, 12, 1, 112, 1], [11, 2, 2, 1, 1, 2, 12, 2, 12, 1], 2, 120))
    for tokens, held_out, order, size in cases:
        what = f"coverage({tokens}, {held_out}, {order}, {size})"
        hint = "Different n-grams of the text over Vⁿ; n-grams of the other, each time it stands there."
        actual, expected = (
            getattr(side, "text.sparsity").coverage(tokens, held_out, order, size)
            for side in (student, reference)
        )
        for number, (part, wanted) in enumerate(
            zip(_parts(actual, 2, f"the shares of {what}"), expected, strict=True), 1
        ):
            assert_number(part, wanted, f"share {number} of {what}", hint)


# 2 · Recurrent networks


def _layers(
    student: Any, reference: Any, rng: np.random.Generator, kind: str, inputs: int, hidden: int
) -> tuple[Any, Any]:
    """Return a layer of each side with the same random weights."""
    pair = tuple(
        getattr(side, "recurrent.layers").Recurrent(kind, inputs, hidden)
        for side in (student, reference)
    )
    alike(rng, *pair)
    return pair


def _cell(student: Any, reference: Any, rng: np.random.Generator, kind: str) -> None:
    """Check one step, forward and backward, for all that goes in.

    A batch of one; states narrower and wider than the inputs; float32 too.
    """
    name = f"{kind}_step"
    hint = "Both products have a bias; mind the order of the gates."
    theirs, ours = (
        getattr(getattr(side, "recurrent.cells"), name) for side in (student, reference)
    )
    for batch, inputs, hidden in ((2, 3, 4), (1, 5, 2), (4, 1, 1), (3, 4, 6)):
        layers = _layers(student, reference, rng, kind, inputs, hidden)
        given = [normal(rng, batch, inputs), normal(rng, batch, hidden)]
        if kind == "lstm":
            given.append(normal(rng, batch, hidden))
        weights = Sides(*(layer.weights(0) for layer in layers))
        what = f"{name} of {batch} rows, {inputs} inputs, {hidden} units"
        assert_gradients(
            theirs, ours, (*given, weights), what, hint, rng=rng,
            theirs_modules=layers[:1], ours_modules=layers[1:],
        )  # fmt: skip
    for layer in layers:
        layer.float()
    single = [tensor.float() for tensor in given]
    actual, expected = theirs(*single, layers[0].weights(0)), ours(*single, layers[1].weights(0))
    what = f"{name} in float32"
    if kind != "lstm":
        actual, expected = (actual,), (expected,)
    for part, expected_part in zip(_parts(actual, len(expected), what), expected, strict=True):
        assert_close(part, expected_part, what, hint)


def rnn_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check rnn_step: h' and its gradients. See _cell."""
    _cell(student, reference, rng, "rnn")


def gru_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check gru_step: the gates' order, r after the product, z keeps, gradients. See _cell."""
    _cell(student, reference, rng, "gru")


def lstm_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check lstm_step: the gates' order, both h' and c' and in this order, gradients. See _cell."""
    _cell(student, reference, rng, "lstm")


def bptt(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check rnn_backward.

    from the last step to the first       1, 2, 3 and 6 steps
    the state before the first step       its gradient, and its part in that of W_hh
    sums over steps and batch             batches of 1, 2 and 3
    both biases have one gradient         they differ; grad_bias
    by hand, without autograd             tensors that need no gradient; the rubric's not_allowed
    the dtype of what goes in             float64, and float32 at last
    nothing given is changed              the judge compares tensors; the weights' are compared here
    """
    cases = ((1, 2, 3, 4), (2, 1, 3, 2), (3, 3, 2, 5), (6, 2, 4, 4), (3, 2, 3, 4))
    for number, (time, batch, inputs, hidden) in enumerate(cases, 1):
        dtype = torch.float32 if number == len(cases) else torch.float64
        shapes = {
            "weight_ih": (hidden, inputs),
            "weight_hh": (hidden, hidden),
            "bias_ih": (hidden,),
            "bias_hh": (hidden,),
        }
        tensors = {name: normal(rng, *shape).to(dtype) for name, shape in shapes.items()}
        their_weights, weights = (
            getattr(side, "recurrent.cells").Weights(**tensors) for side in (student, reference)
        )
        read, initial, grad_states = (
            normal(rng, *shape).to(dtype)
            for shape in ((time, batch, inputs), (batch, hidden), (time, batch, hidden))
        )
        states = getattr(reference, "recurrent.bptt").rnn_forward(read, initial, weights)
        given = (read, initial, states, grad_states)
        actual = getattr(student, "recurrent.bptt").rnn_backward(*given, their_weights)
        expected = getattr(reference, "recurrent.bptt").rnn_backward(*given, weights)
        _assert_unchanged(their_weights, "weights", tensors)
        for name in ("inputs", "initial", "weight_ih", "weight_hh", "bias"):
            assert_close(
                getattr(actual, f"grad_{name}"),
                getattr(expected, f"grad_{name}"),
                f"the gradient of {name} over {time} steps in {dtype}",
                "A state has two gradients, from above and from the future; weights sum over time.",
            )


def clipping(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check clip_gradients.

    one factor, from the joint 2-norm     limits below the norm, gradients of several shapes
    short ones keep their values          a limit above the norm, just below and just above it
    all zero                              they stay zero, their norm is 0
    the joint norm before                 the second result, clipped or not, of float32 as precise
    the given tensors are not changed     the judge compares all arguments after the call
    """
    hint = "One factor for all gradients, from their joint norm, and only if that is too long."
    shapes = ((3, 2), (4,), (1, 2, 2), ())
    cases: list[tuple[list[Tensor], float]] = []
    for max_norm in (0.5, 3.0, 100.0):
        cases.append(([normal(rng, *shape) for shape in shapes], max_norm))
    for factor in (0.9, 1.1):
        gradients = [normal(rng, *shape) * 10 for shape in shapes[:2]]
        cases.append(
            (gradients, factor * torch.cat([g.flatten() for g in gradients]).norm().item())
        )
    small = [normal(rng, 5) * 0.01, normal(rng, 2) * 0.01]  # an ε beside the norm would be seen
    cases.append((small, 0.8 * torch.cat(small).norm().item()))
    cases.append(([torch.zeros(2).double(), torch.zeros(3, 1).double()], 0.5))
    cases.append(([normal(rng, 3).float() * 4, normal(rng, 2, 2).float()], 1.0))
    for gradients, max_norm in cases:
        what = f"clip_gradients of {len(gradients)} gradients, max_norm {max_norm:.3g}"
        actual, norm = _parts(
            getattr(student, "recurrent.clipping").clip_gradients(gradients, max_norm),
            2,
            f"the gradients and their norm by {what}",
        )
        expected, expected_norm = getattr(reference, "recurrent.clipping").clip_gradients(
            gradients, max_norm
        )
        if gradients[0].dtype == torch.float32 and isinstance(norm, float):
            norm = np.float32(norm)
        assert_number(norm, expected_norm, f"the norm that {what} returns", hint)
        actual = _parts(actual, len(gradients), f"the gradients by {what}")
        for part, expected_part in zip(actual, expected, strict=True):
            assert_close(part, expected_part, f"a gradient by {what}", hint)


def perplexity(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check perplexity.

    exp of the mean loss in nats          1, 3 and 50 random losses
    nothing known, all known              losses of log(vocabulary), losses of 0
    float64, whatever the losses are      float32, over 50 and 3,000 losses; half precision; two
                                          neighbors in float32, whose mean is not; compared as
                                          float64, whatever kind of number comes back
    """
    cases = [
        torch.full((5,), float(np.log(rng.integers(3, 999))), dtype=torch.float64),
        torch.zeros(int(rng.integers(1, 9)), dtype=torch.float64),
    ]
    for size in (1, 3, 50, 3000):
        losses = torch.from_numpy(rng.uniform(0, 6, size=size))
        cases += [losses, losses.flip(0).float()]
    cases.append(torch.from_numpy(rng.uniform(0, 6, size=90)).half())
    low = np.float32(rng.uniform(32.1, 32.8))
    cases.append(torch.tensor([low, np.nextafter(low, np.float32(np.inf))]))
    for given in cases:
        actual = getattr(student, "metrics.perplexity").perplexity(given)
        assert_number(
            actual.item() if getattr(actual, "ndim", None) == 0 else actual,
            getattr(reference, "metrics.perplexity").perplexity(given),
            f"perplexity of {len(given)} losses in {given.dtype}",
            "exp of the mean loss; losses are in nats; a long text needs float64.",
        )


def backwards(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check reverse, forward and backward.

    within its own length                 lengths from 1 to all, in any order, alone and together
    padding stays behind, as it is        what stands there is random, no zero
    autograd goes back                    the gradient of the padded tensor
    """
    theirs, ours = (getattr(side, "recurrent.layers").reverse for side in (student, reference))
    for lengths in ([5, 3, 1], [2, 2], [4], [1, 5], rng.integers(1, 6, size=4).tolist()):
        padded = normal(rng, 5, len(lengths), int(rng.integers(1, 4)))
        assert_gradients(
            theirs, ours, (padded, torch.tensor(lengths)), f"reverse of lengths {lengths}",
            "Each sentence turns within its own length; its padding stays where it is.", rng=rng,
        )  # fmt: skip
    single = (normal(rng, 3, 2, 2).float(), torch.tensor([2, 3]))
    assert_close(theirs(*single), ours(*single), "reverse in float32", "Values only change places.")


def one_hot(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check embed_one_hot, forward and backward.

    one-hot vectors, time first           batches of 1, 2 and 3, of other lengths; tokens that repeat
    their product with the table          random tables, wider and narrower than the vocabulary
    the table's dtype                     float64 and float32, of both results
    autograd goes back to the table       the gradient of its rows, 0 for tokens that do not occur
    """
    theirs, ours = (
        getattr(side, "recurrent.one_hot").embed_one_hot for side in (student, reference)
    )
    hint = "A 1 at the token's number, (time, batch, vocabulary); times the table."
    for batch, time, size, width in ((2, 3, 5, 4), (1, 4, 3, 6), (3, 1, 7, 2), (3, 6, 4, 4)):
        tokens = torch.from_numpy(rng.integers(0, size, size=(batch, time)))
        tokens[0, 0], tokens[-1, -1] = size - 1, 0
        what = f"embed_one_hot of tokens {tokens.tolist()}, a vocabulary of {size}"
        table = normal(rng, size, width)
        assert_gradients(theirs, ours, (tokens, table), what, hint, rng=rng)
    single = table.float()
    actual = _parts(theirs(tokens, single), 2, "the results of embed_one_hot")
    for part, expected in zip(actual, ours(tokens, single), strict=True):
        assert_close(part, expected, "embed_one_hot of a table in float32", hint)


# 3 · Gated recursive convolution


def _networks(student: Any, reference: Any, rng: np.random.Generator, activation: str) -> Any:
    pair = tuple(
        getattr(side, "grconv.plain").GrConv(3, 4, activation) for side in (student, reference)
    )
    alike(rng, *pair)
    return pair


def _in_single_precision(
    theirs: Any, ours: Any, name: str, args: tuple[Tensor, ...], constants: tuple[Tensor, ...] = ()
) -> None:
    """Compare a method's tensors in float32; modules and arguments come in float64."""
    for module in (theirs, ours):
        module.float()
    single = [tensor.float() for tensor in args]
    actual, expected = (getattr(module, name)(*single, *constants) for module in (theirs, ours))
    what = f"{name} in float32"
    for part, expected_part in zip(_parts(actual, len(expected), what), expected, strict=True):
        assert_close(part, expected_part, what, "Results have the dtype of what goes in.")


def merge(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check GrConv.merge, with the reference's numbers for weights.

    the module's equations                both activations, all weights and biases random
    the node and its gates                both, in this order; the gates as (ω_c, ω_l, ω_r)
    autograd goes back                    to both children and to each parameter
    the dtype of what goes in             float64, and float32 at last
    """
    for activation in ("tanh", "relu", "tanh", "relu"):
        theirs, ours = _networks(student, reference, rng, activation)
        assert_gradients(
            theirs.merge, ours.merge, (normal(rng, 4), normal(rng, 4)),
            f"merge with {activation}",
            "Three gates from one softmax: merge, copy left, copy right. Mind both biases.",
            rng=rng, theirs_modules=(theirs,), ours_modules=(ours,),
        )  # fmt: skip
    _in_single_precision(theirs, ours, "merge", (normal(rng, 4), normal(rng, 4)))


def level(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check GrConv.level, with the reference's numbers for weights.

    each pair of neighbors merges         2, 3 and 6 nodes, one node less each
    from left to right                    the nodes' and the gates' order
    autograd goes back                    to the nodes and to each parameter
    the dtype of what goes in             float64, and float32 at last
    """
    for count, activation in ((2, "tanh"), (3, "relu"), (6, "tanh")):
        theirs, ours = _networks(student, reference, rng, activation)
        assert_gradients(
            theirs.level, ours.level, (normal(rng, count, 4),),
            f"a level above {count} nodes with {activation}",
            "Each node merges with its right neighbor: one node less than below.",
            rng=rng, theirs_modules=(theirs,), ours_modules=(ours,),
        )  # fmt: skip
    _in_single_precision(theirs, ours, "level", (normal(rng, 4, 4),))


def credit(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check credit.

    the root's share is 1                 the last level
    copies and halves of merges           random gates, and hard ones
    level by level from the words up      1, 2, 3, 5 and 8 words, all levels in this order
    a single word                         one level of one share
    the nodes' dtype                      float64 and float32
    the given tree is not changed         its nodes and gates are compared after the call
    """
    for words, dtype, sharp in (
        (1, torch.float64, 1), (2, torch.float64, 1), (3, torch.float64, 1), (5, torch.float64, 1),
        (8, torch.float64, 1), (4, torch.float64, 1000), (1, torch.float32, 1),
        (4, torch.float32, 1),
    ):  # fmt: skip
        nodes = tuple(normal(rng, words - level, 2).to(dtype) for level in range(words))
        gates = tuple(
            torch.softmax(normal(rng, words - t, 3) * sharp, dim=1).to(dtype)
            for t in range(1, words)
        )
        trees = [getattr(side, "grconv.plain").Tree(nodes, gates) for side in (student, reference)]
        actual, expected = (
            getattr(side, "grconv.soft_tree").credit(tree)
            for side, tree in zip((student, reference), trees, strict=True)
        )
        _assert_unchanged(trees[0], "tree", {"nodes": nodes, "gates": gates})
        what = f"the levels of credit above {words} words"
        for number, (part, expected_part) in enumerate(
            zip(_parts(actual, words, what), expected, strict=True)
        ):
            assert_close(
                part, expected_part, f"the shares of level {number} above {words} words",
                "A copy hands its share to one child, a merge half to each; levels sum to 1.",
            )  # fmt: skip


# 4 · Translation


def masked(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check masked_loss, forward and backward.

    the mean −log P of the tokens         one token, one sentence, several
    a place that holds PAD does not count at the end, at the beginning, between tokens, all along
    each token weighs the same            sentences of different lengths
    large logits do not overflow          logits of up to some thousands
    autograd goes back                    the gradient of the logits, 0 at padding
    the logits' dtype                     float64, and float32 at last
    """
    theirs, ours = (getattr(side, "translation.loss").masked_loss for side in (student, reference))
    cases = []
    for lengths in ([4, 2, 1], [3, 3], [1], [1, 5, 2, 5], [2, 0, 5]):
        targets = torch.from_numpy(rng.integers(1, 6, size=(len(lengths), 5)))
        for row, length in enumerate(lengths):
            targets[row, length:] = PAD
        cases.append((targets, 3, f"sentences of lengths {lengths}"))
    scattered = torch.from_numpy(rng.integers(1, 6, size=(3, 5)))
    scattered[0, :2] = scattered[1, 2] = scattered[2, 1::2] = PAD
    cases.append((scattered, 3, "padding between the tokens"))
    cases.append((scattered.flip(0), 2000, "padding between the tokens, of large logits"))
    cases.append((scattered, 3, "padding between the tokens, in float32"))
    for number, (targets, scale, what) in enumerate(cases, 1):
        logits = normal(rng, *targets.shape, 6) * scale
        logits = logits.float() if number == len(cases) else logits
        assert_gradients(
            theirs, ours, (logits, targets), f"masked_loss of {what}",
            "The mean over the batch's tokens: padding counts neither above nor below the line.",
            rng=rng,
        )  # fmt: skip


def attention(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check AdditiveAttention.forward, with the reference's numbers for weights.

    the class's equations                 query, key and hidden of different widths
    keys from `keys`                      the reference's, for which a gradient is asked
    padding gets a weight of 0            at the end, at the beginning, between words
    one word, all words                   rows of one True, rows of all True
    context and weights                   both, in this order
    autograd goes back                    to query, keys, states and the parameters
    the dtype of what goes in             float64, and float32 at last
    """
    masks = [torch.arange(5) < torch.tensor(lengths)[:, None] for lengths in ([5, 2, 1], [3, 5])]
    scattered = torch.from_numpy(rng.random((4, 5)) < 0.5)
    scattered[torch.arange(4), torch.from_numpy(rng.integers(1, 5, size=4))] = True
    scattered[:, 0] = torch.tensor([True, False, True, False])
    for mask in (*masks, scattered, torch.ones(1, 1, dtype=torch.bool)):
        batch, time = mask.shape
        theirs, ours = (
            getattr(side, "translation.attention").AdditiveAttention(3, 4, 6)
            for side in (student, reference)
        )
        alike(rng, theirs, ours)
        query, states = normal(rng, batch, 3), normal(rng, batch, time, 4)
        keys = ours.keys(states).detach()
        assert_gradients(
            theirs.forward, ours.forward, (query, keys, states, mask),
            f"attention with words at {mask.int().tolist()}",
            "vᵀ tanh(query + key), a softmax over the words alone, a mean of the states.",
            rng=rng, theirs_modules=(theirs,), ours_modules=(ours,),
        )  # fmt: skip
    given = (normal(rng, 3, 3), normal(rng, 3, 4, 6), normal(rng, 3, 4, 4))
    mask = torch.arange(4) < torch.tensor([[3], [1], [4]])
    _in_single_precision(theirs, ours, "forward", given, (mask,))


def _table(rng: np.random.Generator, sentences: int, size: int, places: int) -> Tensor:
    raw = normal(rng, sentences, places, 2, size, size) * 1.5
    raw[..., PAD] = raw[..., BEGIN] = float("-inf")
    return raw.log_softmax(dim=4)


def greedy(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check greedy_search, on tables as models.

    the likeliest token, BEGIN first      random tables; the state depends on all tokens before
    until each sentence has its END       sentences of one batch end at different places
    END is not part of it                 sentences that end, also at once
    at most `longest`, END included       1 to 6; 0; sentences that never end; the table has a
                                          place more, for who asks the model ahead
    what a row goes on with               likely tokens after END
    """
    limits = [1, 2, 6, *rng.integers(2, 7, size=4).tolist(), 0]
    for number, longest in enumerate(limits):
        table = _table(rng, 5, 6, 7)
        table[:, 2:, :, :, END] += 1.0  # ends here and there
        table[0, 0, :, BEGIN, END] = 1.0  # ends at once
        table[1, :, :, :, END] -= 9.0  # hardly ever ends
        table[:, :, :, END, 4 + number % 2] += 5.0  # would go on after its end
        actual, expected = (
            getattr(side, "translation.beam_search").greedy_search(model.step, model.start, longest)
            for side, model in (
                (side, getattr(side, "translation.table_model").TableModel(table))
                for side in (student, reference)
            )
        )
        assert_equal(
            actual, expected, f"greedy_search with at most {longest} tokens",
            "The likeliest token after BEGIN and so on; a sentence stops at its own END.",
        )  # fmt: skip


def beam(student: Any, reference: Any, rng: np.random.Generator) -> None:
    """Check beam_search, on tables as models.

    every beginning by every token        random tables; the state depends on all tokens before
    the 2·beam likeliest, `beam` go on    beams of 1, 2, 3 and 5; of 9, more than there are beginnings
    ended ones compete by their score     powers of 0, 0.7, 1 and 2
    stops when nothing can get better     ends that are likely early, and better ones later
    longest, END included, ends then      1, 3 and 5 tokens; ends that are unlikely all along; the
                                          tables have a place more, for who asks the model ahead
    log probability and score             both numbers, END included
    """
    settings = [
        (width, power, longest) for width in (1, 2, 5) for power in (0.0, 0.7, 1.0)
        for longest in (3, 5)
    ]  # fmt: skip
    settings += [(2, 1.0, 1), (9, 0.5, 4), (3, 2.0, 5), (3, 1.0, 5), (2, 2.0, 5)]
    for width, power, longest in settings:
        table = _table(rng, 5, 6, 6)
        table[0, 0, :, :, END] = -0.05  # a good end at once
        table[1, :, :, :, END] -= 6.0  # ends only where it must
        table[2, 2:, :, :, END] = -0.1  # a good end later
        _compare_beams(student, reference, table, width, longest, power)
        # one sentence with an end that looks good for some steps, and a better one at last
        patient = -4 - normal(rng, 1, 6, 2, 6, 6).abs()
        patient[:, 0, :, :, END], patient[:, 0, :, :, 4] = -0.8, -1.0
        patient[:, 1:, :, :, 4 + int(rng.integers(2))] = -0.05
        patient[:, 1:, :, :, END] += 3.9
        patient[..., PAD] = patient[..., BEGIN] = float("-inf")
        _compare_beams(student, reference, patient, width, longest, power)


def _compare_beams(
    student: Any, reference: Any, table: Tensor, width: int, longest: int, power: float
) -> None:
    """Compare beam_search on one table: all tokens, log probabilities and scores."""
    actual, expected = (
        getattr(side, "translation.beam_search").beam_search(
            model.step, model.start, beam=width, longest=longest, power=power
        )
        for side, model in (
            (side, getattr(side, "translation.table_model").TableModel(table))
            for side in (student, reference)
        )
    )
    what = f"a beam of {width}, at most {longest} tokens, power {power}"
    hint = (
        "Continue all hypotheses, keep the best; ended ones compete by their normalized "
        "score; stop only when nothing can get better."
    )
    hypotheses = _parts(actual, len(expected), f"the translations by {what}")
    for hypothesis, expected_one in zip(hypotheses, expected, strict=True):
        tokens = hypothesis.tokens
        tokens = tuple(tokens) if isinstance(tokens, list) else tokens
        assert_equal(tokens, expected_one.tokens, f"the tokens by {what}", hint)
        for name in ("log_probability", "score"):
            expected_number = getattr(expected_one, name)
            assert_number(getattr(hypothesis, name), expected_number, f"{name} by {what}", hint)
