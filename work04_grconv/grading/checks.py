"""What each exercise must do, checked against the reference on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`; `getattr(student, "recurrent.cells")` is a module of
the package. The student's side may live in another process, so a check hands over only numbers,
strings, arrays, tensors, dictionaries of those, and what the student's side itself gave out (an
object, a bound method). It reads back numbers and tensors and compares them here. Where an exercise
builds on another one, the check takes that from the student's side, so that a mistake costs points
once.
"""

import itertools
from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import (
    alike,
    assert_close,
    assert_equal,
    assert_number,
    normal,
)

PAD, UNKNOWN, BEGIN, END = range(4)


# 1 · Text


def vocabulary(student: Any, reference: Any, rng: np.random.Generator) -> None:
    cases: list[tuple[list[list[str]], dict[str, Any]]] = [
        ([["b", "a"], ["c", "a", "d", "b"], ["<eos>", "<eos>", "<eos>"]], {}),
        ([["d", "c", "b", "a"]], {"size": 2}),
        ([["b", "a"], ["a", "b", "c"]], {"min_count": 2}),
    ]
    for options in ({}, {"size": 4}, {"min_count": 3}, {"size": 3, "min_count": 2}):
        words = rng.choice(list("zyxwvutsr"), size=40).tolist()
        cases.append(([words[:13], words[13:]], options))
    for sentences, options in cases:
        assert_equal(
            getattr(student, "text.vocabulary").build_vocabulary(sentences, **options).tokens,
            getattr(reference, "text.vocabulary").build_vocabulary(sentences, **options).tokens,
            f"the tokens of build_vocabulary({sentences}, {options})",
            "By falling frequency, ties by the alphabet, without the special tokens.",
        )


def merges(student: Any, reference: Any, rng: np.random.Generator) -> None:
    cases = [({"low": 5, "lower": 2, "newest": 6, "widest": 3}, 10), ({"ab": 1}, 3), ({"a": 9}, 2)]
    cases.append(({"ba": 3, "ab": 3, "cab": 1}, 1))
    for _ in range(6):
        words = ["".join(rng.choice(list("abc"), size=int(rng.integers(1, 7)))) for _ in range(12)]
        cases.append(({word: int(rng.integers(1, 9)) for word in words}, int(rng.integers(1, 9))))
    for counts, number in cases:
        assert_equal(
            getattr(student, "text.byte_pairs").learn_merges(counts, number),
            getattr(reference, "text.byte_pairs").learn_merges(counts, number),
            f"learn_merges({counts}, {number})",
            "A pair counts as often as its words; each merge changes what is counted next.",
        )


def continuations(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for order in (2, 2, 3, 3, 4):
        tokens = rng.integers(0, 4, size=40).tolist()
        counts = getattr(reference, "text.ngrams").count_ngrams(tokens, order)
        assert_equal(
            getattr(student, "text.ngrams").continuation_counts(counts),
            getattr(reference, "text.ngrams").continuation_counts(counts),
            f"continuation_counts of the {order}-grams of {tokens}",
            "Count different first tokens, however often each stands there.",
        )


def kneser_ney(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for order in (1, 2, 3):
        tokens = [*rng.integers(0, 5, size=60).tolist(), 5, 0]
        discount = float(rng.uniform(0.2, 0.9))
        theirs = getattr(student, "text.ngrams").KneserNey(tokens, order, 7, discount)
        ours = getattr(reference, "text.ngrams").KneserNey(tokens, order, 7, discount)
        # The counts below the highest order are another exercise's.
        ours.counts = [dict(level) for level in theirs.counts]
        ours._totals = [
            {context: sum(after.values()) for context, after in level.items()}
            for level in ours.counts
        ]
        contexts = [*rng.integers(0, 5, size=(6, 3)).tolist(), [6, 6, 6], [0, 6, 1], [5, 5, 5]]
        for context in contexts:
            for token in range(7):
                assert_number(
                    theirs.probability(context, token),
                    ours.probability(context, token),
                    f"P({token} | {context}) of order {order} with discount {discount:.3f}",
                    "What the discount takes goes to the next lower order, down to the uniform "
                    "one; a context that the text lacks leaves all to the lower order.",
                )


# 2 · Recurrent networks


def _weights(rng: np.random.Generator, gates: int) -> list[torch.Tensor]:
    rows = 4 * gates
    return [normal(rng, rows, 3), normal(rng, rows, 4), normal(rng, rows), normal(rng, rows)]


def _cell(student: Any, reference: Any, rng: np.random.Generator, name: str, gates: int) -> None:
    for _ in range(3):
        tensors = _weights(rng, gates)
        given = [normal(rng, 2, 3), normal(rng, 2, 4)]
        if name == "lstm_step":
            given.append(normal(rng, 2, 4))
        actual, expected = (
            getattr(cells, name)(*given, cells.Weights(*tensors))
            for cells in (
                getattr(student, "recurrent.cells"),
                getattr(reference, "recurrent.cells"),
            )
        )
        if name != "lstm_step":
            actual, expected = (actual,), (expected,)
        assert type(actual) is tuple, f"{name} returns the state and the memory"
        assert len(actual) == len(expected), f"{name} returns the state and the memory"
        for part, expected_part in zip(actual, expected, strict=True):
            hint = "Both products have a bias; mind the order of the gates."
            assert_close(part, expected_part, name, hint)


def rnn_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    _cell(student, reference, rng, "rnn_step", 1)


def gru_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    _cell(student, reference, rng, "gru_step", 3)


def lstm_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    _cell(student, reference, rng, "lstm_step", 4)


def bptt(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for time in (1, 2, 5):
        tensors = _weights(rng, 1)
        inputs, initial = normal(rng, time, 2, 3), normal(rng, 2, 4)
        weights = getattr(reference, "recurrent.cells").Weights(*tensors)
        states = []
        for step in inputs:  # by torch, so that nobody's rnn_step matters
            before = states[-1] if states else initial
            states.append(
                torch.tanh(
                    step @ weights.weight_ih.T + before @ weights.weight_hh.T
                    + weights.bias_ih + weights.bias_hh
                )
            )  # fmt: skip
        given = (inputs, initial, torch.stack(states), normal(rng, time, 2, 4))
        theirs = getattr(student, "recurrent.cells").Weights(*tensors)
        actual = getattr(student, "recurrent.bptt").rnn_backward(*given, theirs)
        expected = getattr(reference, "recurrent.bptt").rnn_backward(*given, weights)
        for name in ("inputs", "initial", "weight_ih", "weight_hh", "bias"):
            assert_close(
                getattr(actual, f"grad_{name}"),
                getattr(expected, f"grad_{name}"),
                f"the gradient of {name} over {time} steps",
                "A state has two gradients, from above and from the future; weights sum over time.",
            )


def clipping(student: Any, reference: Any, rng: np.random.Generator) -> None:
    hint = "One factor for all gradients, from their joint norm, and only if that is too long."
    for max_norm in (0.5, 3.0, 100.0):
        gradients = [normal(rng, 3, 2), normal(rng, 4), normal(rng, 1, 2, 2)]
        actual = getattr(student, "recurrent.clipping").clip_gradients(gradients, max_norm)
        assert type(actual) is tuple, "clip_gradients returns the gradients and their norm"
        assert len(actual) == 2, "clip_gradients returns the gradients and their norm"
        expected, norm = getattr(reference, "recurrent.clipping").clip_gradients(
            gradients, max_norm
        )
        assert_number(actual[1], norm, f"the norm that clip_gradients(…, {max_norm}) returns", hint)
        assert type(actual[0]) is list, "the gradients are a list"
        assert len(actual[0]) == 3, "a gradient for each one that was given"
        for part, expected_part in zip(actual[0], expected, strict=True):
            assert_close(
                part, expected_part, f"a gradient after clip_gradients(…, {max_norm})", hint
            )


def perplexity(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for size in (1, 3, 50):
        losses = torch.from_numpy(rng.uniform(0, 6, size=size))
        for given in (losses, losses.float()):
            assert_number(
                getattr(student, "metrics.perplexity").perplexity(given),
                getattr(reference, "metrics.perplexity").perplexity(given),
                f"perplexity of {size} losses in {given.dtype}",
                "exp of the mean loss; losses are in nats; a long text needs float64.",
            )


def backwards(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for lengths in ([5, 3, 1], [2, 2], [4], rng.integers(1, 6, size=4).tolist()):
        padded, counted = normal(rng, 5, len(lengths), 2), torch.tensor(lengths)
        assert_close(
            getattr(student, "recurrent.layers").reverse(padded, counted),
            getattr(reference, "recurrent.layers").reverse(padded, counted),
            f"reverse of sentences of lengths {lengths}",
            "Each sentence turns within its own length; its padding stays where it is.",
        )


# 3 · Gated recursive convolution


def _networks(student: Any, reference: Any, rng: np.random.Generator, activation: str) -> Any:
    pair = tuple(
        getattr(side, "grconv.plain").GrConv(3, 4, activation) for side in (student, reference)
    )
    alike(rng, *pair)
    return pair


def merge(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for activation in ("tanh", "relu", "tanh", "relu"):
        theirs, ours = _networks(student, reference, rng, activation)
        left, right = normal(rng, 4), normal(rng, 4)
        actual = theirs.merge(left, right)
        assert type(actual) is tuple, "merge returns the node and its gates"
        assert len(actual) == 2, "merge returns the node and its gates"
        for name, part, expected in zip(
            ("node", "gates"), actual, ours.merge(left, right), strict=True
        ):
            assert_close(
                part, expected, f"the {name} of merge with {activation}",
                "Three gates from one softmax: merge, copy left, copy right. Mind both biases.",
            )  # fmt: skip


def level(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for count in (2, 3, 6):
        theirs, _ = _networks(student, reference, rng, "tanh")
        nodes = normal(rng, count, 4)
        actual = theirs.level(nodes)
        assert type(actual) is tuple, "level returns the nodes and their gates"
        assert len(actual) == 2, "level returns the nodes and their gates"
        merged = [theirs.merge(nodes[i], nodes[i + 1]) for i in range(count - 1)]
        for name, part, parts in zip(
            ("nodes", "gates"), actual, zip(*merged, strict=True), strict=True
        ):
            assert_close(
                part, torch.stack(parts), f"the {name} of a level above {count} nodes",
                "Each node merges with its right neighbor: one node less than below.",
            )  # fmt: skip


def credit(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for words in (1, 2, 3, 5):
        nodes = tuple(normal(rng, words - level, 2) for level in range(words))
        gates = tuple(torch.softmax(normal(rng, words - t, 3), dim=1) for t in range(1, words))
        actual, expected = (
            getattr(side, "grconv.soft_tree").credit(
                getattr(side, "grconv.plain").Tree(nodes, gates)
            )
            for side in (student, reference)
        )
        assert type(actual) is list, "credit returns a list of levels"
        assert len(actual) == words, f"{words} levels were expected, got {len(actual)}"
        for number, (part, expected_part) in enumerate(zip(actual, expected, strict=True)):
            assert_close(
                part, expected_part, f"the shares of level {number} above {words} words",
                "A copy hands its share to one child, a merge half to each; levels sum to 1.",
            )  # fmt: skip


# 4 · Translation


def masked(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for lengths in ([4, 2, 1], [3, 3], [1, 5, 2, 5]):
        targets = torch.from_numpy(rng.integers(1, 6, size=(len(lengths), 5)))
        for row, length in enumerate(lengths):
            targets[row, length:] = PAD
        logits = normal(rng, len(lengths), 5, 6) * 3
        assert_close(
            getattr(student, "translation.loss").masked_loss(logits, targets),
            getattr(reference, "translation.loss").masked_loss(logits, targets),
            f"masked_loss of sentences of lengths {lengths}",
            "The mean over the batch's tokens: padding counts neither above nor below the line.",
        )


def attention(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for lengths in ([5, 2, 1], [3, 5]):
        theirs, ours = (
            getattr(side, "translation.attention").AdditiveAttention(3, 4, 6)
            for side in (student, reference)
        )
        alike(rng, theirs, ours)
        query, states = normal(rng, len(lengths), 3), normal(rng, len(lengths), 5, 4)
        keys = ours.keys(states).detach()
        mask = torch.arange(5) < torch.tensor(lengths)[:, None]
        actual = theirs(query, keys, states, mask)
        assert type(actual) is tuple, "attention returns the context and the weights"
        assert len(actual) == 2, "attention returns the context and the weights"
        for name, part, expected_part in zip(
            ("context", "weights"), actual, ours(query, keys, states, mask), strict=True
        ):
            assert_close(
                part, expected_part, f"the {name} over sentences of lengths {lengths}",
                "vᵀ tanh(query + key), a softmax over the words alone, a mean of the states.",
            )  # fmt: skip


def _table(rng: np.random.Generator, sentences: int, size: int, places: int) -> torch.Tensor:
    raw = normal(rng, sentences, places, 2, size, size) * 1.5
    raw[..., PAD] = raw[..., BEGIN] = float("-inf")
    return raw.log_softmax(dim=4)


def greedy(student: Any, reference: Any, rng: np.random.Generator) -> None:
    for _ in range(6):
        table, longest = _table(rng, 5, 6, 6), int(rng.integers(1, 7))
        # An end that is worth more than what would follow it, now and then.
        table[:, 2:, :, :, END] += 1.0
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
    settings = itertools.product((1, 2, 5), (0.0, 0.7, 1.0), (3, 5))
    for width, power, longest in settings:
        table = _table(rng, 4, 6, 5)
        sides = []
        for side in (student, reference):
            model = getattr(side, "translation.table_model").TableModel(table)
            sides.append(
                getattr(side, "translation.beam_search").beam_search(
                    model.step, model.start, beam=width, longest=longest, power=power
                )
            )
        actual, expected = sides
        assert type(actual) is list, f"expected a list, got {type(actual).__name__}"
        assert len(actual) == 4, f"4 sentences have {len(actual)} translations"
        for hypothesis, expected_one in zip(actual, expected, strict=True):
            what = f"a beam of {width}, at most {longest} tokens, power {power}"
            hint = (
                "Continue all hypotheses, keep the best; ended ones compete by their normalized "
                "score; stop only when nothing can get better."
            )
            tokens = hypothesis.tokens
            tokens = tuple(tokens) if type(tokens) is list else tokens
            assert_equal(tokens, expected_one.tokens, f"the tokens by {what}", hint)
            for name in ("log_probability", "score"):
                expected_number = getattr(expected_one, name)
                assert_number(getattr(hypothesis, name), expected_number, f"{name} by {what}", hint)
