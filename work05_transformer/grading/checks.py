"""What each exercise must do, checked on inputs that nobody knows beforehand.

A check is `check(student, reference, rng)`. `getattr(student, "layers.attention")` is a module of
the hand-in, `theirs` in what follows; `ours` is the reference's. The student's side may live in
another process, so a check hands over only numbers, strings, lists, tensors, and what the
student's side itself gave out. It reads back numbers and tensors and compares them here.

A check looks at one exercise. What the exercise takes from another one's function is read from the
student's side: a mistake costs its points once.
"""

import math
from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import torch

from shared.grading.judging.checking import assert_close, integers, normal


def _pair(result: Any, what: str) -> Any:
    assert type(result) in (tuple, list), f"{what}: return a pair, not {type(result).__name__}"
    assert len(result) == 2, f"{what}: return a pair, not {len(result)} values"
    return result


# 1 · Attention


def causal_mask(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    more = int(rng.integers(2, 5))
    for queries, keys in ((4, None), (1, 3), (3, 3 + more)):
        given = (queries,) if keys is None else (queries, keys)
        assert_close(
            theirs.causal_mask(*given),
            ours.causal_mask(*given),
            f"causal_mask{given}",
            "Query i stands at position keys − queries + i, and sees itself and what is before.",
        )


def attention(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    query, key, value = normal(rng, 2, 3, 5, 9), normal(rng, 2, 3, 4, 9), normal(rng, 2, 3, 4, 6)
    mask = torch.from_numpy(rng.random((2, 1, 5, 4)) < 0.6)
    mask[:, :, :, 0] = True
    closed = mask.clone()
    closed[0, 0, 2] = False
    for name, given in (("", None), (" with a mask", mask), (" with a closed row", closed)):
        mixed, weights = _pair(theirs.attention(query, key, value, given), "attention(…)")
        expected_mixed, expected_weights = ours.attention(query, key, value, given)
        hint = "Equation (1): the softmax over the keys of q·k / √d, masked before the softmax."
        if given is closed:
            hint = "A query that may attend to nothing gets zeros."
        assert_close(weights, expected_weights, f"the weights{name}", hint)
        assert_close(mixed, expected_mixed, f"the mixed values{name}", hint)


def split_heads(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    features = normal(rng, 2, 5, 12)
    assert_close(
        theirs.MultiHeadAttention(12, 3).split(features),
        ours.MultiHeadAttention(12, 3).split(features),
        "split(features)",
        "Head h gets features 4h … 4h + 3 of every position.",
    )


def merge_heads(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.attention"), getattr(reference, "layers.attention")
    features = normal(rng, 2, 3, 5, 4)
    assert_close(
        theirs.MultiHeadAttention(12, 3).merge(features),
        ours.MultiHeadAttention(12, 3).merge(features),
        "merge(features)",
        "merge undoes split: the heads of one position stand side by side.",
    )


def additive_attention(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "layers.attention")
    layer = theirs.AdditiveAttention(3, 4, 5)
    query, key, value = (
        normal(rng, 2, size, width).float() for size, width in ((3, 3), (6, 4), (6, 2))
    )
    mask = torch.arange(6)[None, None] < torch.tensor([6, 3])[:, None, None]
    pairs = (query @ layer.query.weight.T)[:, :, None] + (key @ layer.key.weight.T)[:, None]
    scores = (pairs.tanh() @ layer.score.weight.T).squeeze(-1).detach()
    for given in (None, mask):
        kept = scores if given is None else scores.masked_fill(~given, -torch.inf)
        expected = kept.softmax(-1)
        mixed, weights = _pair(layer(query, key, value, given), "AdditiveAttention(…)")
        hint = "The softmax over the keys of vᵀ tanh(W q + U k), masked before the softmax."
        assert_close(weights.detach(), expected, "the weights", hint)
        assert_close(mixed.detach(), expected @ value, "the mixed values", hint)


# 2 · Positions


def sinusoidal(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.positional"), getattr(reference, "layers.positional")
    positions, d_model = int(rng.integers(5, 40)), 2 * int(rng.integers(2, 9))
    assert_close(
        theirs.sinusoidal(positions, d_model),
        ours.sinusoidal(positions, d_model),
        f"sinusoidal({positions}, {d_model})",
        "Column 2i is sin(position / 10000^(2i/d)), column 2i + 1 the cosine of the same angle.",
    )


def rotary(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.positional"), getattr(reference, "layers.positional")
    features, start = normal(rng, 2, 3, 4, 6).float(), int(rng.integers(1, 9))
    for first in (0, start):
        assert_close(
            theirs.RotaryPositions(16, 6)(features, first),
            ours.RotaryPositions(16, 6)(features, first),
            f"RotaryPositions(16, 6)(features, {first})",
            "Features i and i + d/2 are turned by the angle of position start + t.",
        )


# 3 · The Transformer


def residual(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "models.transformer")
    features = normal(rng, 2, 3, 8).float() * 2 + 1
    for pre_norm in (False, True):
        layer = theirs.Residual(8, 0.0, pre_norm)
        inner = theirs.FeedForward(8, 12)

        def inside(x: torch.Tensor, inner: Any = inner) -> torch.Tensor:
            hidden = (x @ inner.up.weight.T + inner.up.bias).relu()
            return (hidden @ inner.down.weight.T + inner.down.bias).detach()

        def norm(x: torch.Tensor) -> torch.Tensor:
            return torch.nn.functional.layer_norm(x, (8,))

        if pre_norm:
            expected = features + inside(norm(features))
        else:
            expected = norm(features + inside(features))
        assert_close(
            layer(features, inner).detach(),
            expected,
            "pre-LN" if pre_norm else "post-LN",
            "Post-LN is norm(x + f(x)), pre-LN is x + f(norm(x)).",
        )


def embed(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "models.transformer")
    config = theirs.TransformerConfig(
        vocab_size=11, context=20, d_model=8, num_heads=2, d_ff=8, num_layers=1, dropout=0.0
    )
    model = theirs.Transformer(config)
    tokens, start = integers(rng, 11, 2, 5), int(rng.integers(1, 9))
    for first in (0, start):
        table = model.positions.table[first : first + 5]
        expected = model.embedding.weight.detach()[tokens] * math.sqrt(8) + table
        assert_close(
            model.embed(tokens, first).detach(),
            expected,
            f"embed(tokens, {first})",
            "The embedding times √d_model, plus the positions from start on.",
        )


# 4 · Byte pairs


def merge_pair(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "text.byte_pairs"), getattr(reference, "text.byte_pairs")
    for _ in range(5):
        # Three equal symbols in a row tell from which side they are merged.
        symbols = ["a", "a", "a", "b", "a", "b", *rng.choice(["a", "b", "ab"], size=14).tolist()]
        for pair in (("a", "b"), ("a", "a"), ("ab", "a")):
            merged = theirs.merge_pair(symbols, pair)
            assert list(merged) == ours.merge_pair(symbols, pair), (
                f"merge_pair({symbols}, {pair}) gives {merged}. Merge every occurrence, from the "
                "left; a merged symbol is not merged again."
            )


LETTERS = "abcd"


def _text(rng: np.random.Generator, words: int) -> str:
    # Some words come often, so that counting each word once chooses other pairs.
    stock = ["".join(rng.choice(list(LETTERS), size=rng.integers(2, 6))) for _ in range(12)]
    shares = np.arange(1, 13)[::-1] ** 2
    return " ".join(rng.choice(stock, size=words, p=shares / shares.sum()))


def merge_word(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "text.byte_pairs"), getattr(reference, "text.byte_pairs")
    symbols = [*ours.printable_bytes().values()]
    merges = [("b", "c"), ("a", "b"), ("a", "bc"), ("c", "d"), ("abc", "d"), ("a", "a")]
    tokens = {token: number for number, token in enumerate([*symbols, "bc", "ab", "abc", "cd",
                                                            "abcd", "aa"])}  # fmt: skip
    tokenizer = theirs.BytePairs(tokens, merges)
    ranks = {pair: rank for rank, pair in enumerate(merges)}
    for _ in range(8):
        # The first pair of this start is the last to be merged.
        word = [*"aabcd", *rng.choice(list(LETTERS), size=6).tolist()]
        expected = list(word)
        while known := [pair for pair in pairwise(expected) if pair in ranks]:
            # The student's own merge_pair: what it does wrong is another exercise's.
            merged = list(theirs.merge_pair(expected, min(known, key=ranks.get)))
            if merged == expected:
                break
            expected = merged
        assert list(tokenizer.merge(word)) == expected, (
            f"merge({word}) gives {tokenizer.merge(word)} with the merges {merges}. In each round "
            "the pair of the lowest rank is merged, until none is left."
        )


def learn_byte_pairs(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "text.byte_pairs"), getattr(reference, "text.byte_pairs")
    # A word that comes again and again: the pair across its border is as frequent as those inside.
    text = _text(rng, words=150) + " ab" * 90
    counts = Counter(ours.WORDS.findall(text))
    words = {word: [*word.replace(" ", "Ġ")] for word in counts}
    learned: list[str] = []
    for _ in range(14):
        pairs: Counter[tuple[str, str]] = Counter()
        for word, symbols in words.items():
            for pair in pairwise(symbols):
                pairs[pair] += counts[word]
        best = max(pairs.values())
        chosen = min(pair for pair, number in pairs.items() if number == best)
        learned.append("".join(chosen))
        # The student's own merge_pair, as above.
        words = {word: list(theirs.merge_pair(symbols, chosen)) for word, symbols in words.items()}
    vocab_size = 256 + len(learned)
    tokens = dict(theirs.learn_byte_pairs(text, vocab_size).tokens)
    given = sorted(tokens, key=tokens.__getitem__)[256:]
    assert given == list(dict.fromkeys(learned)), (
        f"learn_byte_pairs(…, {vocab_size}) learns {given}, expected {learned}. Count every pair "
        "as often as its word occurs, never across words; of equals, the first in the alphabet."
    )


# 5 · GPT-2


def cache(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "models.gpt2")
    config = theirs.GPTConfig(vocab_size=5, context=16, d_model=6, num_layers=2, num_heads=2)
    store = theirs.KeyValueCache(config, 2, 10, torch.zeros(1, dtype=torch.float64))
    old, new = (normal(rng, 2, 2, 2, count, 3) for count in (4, 2))
    for layer in range(2):
        store.append(layer, old[0] + layer, old[1] - layer)
    store.length = 4
    hint = "All positions so far: the stored ones, then the new ones."
    for layer in range(2):
        keys, values = _pair(store.append(layer, new[0], new[1]), "append(…)")
        assert_close(keys, torch.cat((old[0] + layer, new[0]), 2), "the keys", hint)
        assert_close(values, torch.cat((old[1] - layer, new[1]), 2), "the values", hint)


def top_k(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "decoding.sampling"), getattr(reference, "decoding.sampling")
    logits = normal(rng, 3, 12)
    for k in (1, int(rng.integers(2, 11)), 50):
        assert_close(
            theirs.keep_top_k(logits, k),
            ours.keep_top_k(logits, k),
            f"keep_top_k(logits, {k})",
            "The k largest stay as they are, the others become −∞.",
        )


def top_p(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "decoding.sampling"), getattr(reference, "decoding.sampling")
    logits = normal(rng, 4, 12) * 2
    for p in (0.05, *rng.uniform(0.4, 0.9, size=5).tolist(), 1.0):
        assert_close(
            theirs.keep_top_p(logits, p),
            ours.keep_top_p(logits, p),
            f"keep_top_p(logits, {p:.3f})",
            "The fewest likeliest tokens whose probabilities reach p, the one that reaches it too.",
        )


def repetition_penalty(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "decoding.sampling"), getattr(reference, "decoding.sampling")
    logits = normal(rng, 2, 8)
    logits[:, 0] = -1.0
    previous = torch.tensor([[0, 3, 3, 5], [0, 0, 1, 7]])
    penalty = float(rng.uniform(1.2, 2.0))
    assert_close(
        theirs.penalize_repetition(logits, previous, penalty),
        ours.penalize_repetition(logits, previous, penalty),
        f"penalize_repetition(logits, previous, {penalty:.2f})",
        "Once a token: divide positive logits, multiply negative ones.",
    )


def perplexity(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "models.gpt2")
    config = theirs.GPTConfig(vocab_size=7, context=8, d_model=6, num_layers=1, num_heads=2)
    model = theirs.GPT(config).eval()
    for stride in rng.permutation(5)[:3] + 2:
        _check_perplexity(student, model, integers(rng, 7, 30), context=8, stride=int(stride))


def _check_perplexity(
    student: Any, model: Any, tokens: torch.Tensor, context: int, stride: int
) -> None:
    theirs = getattr(student, "decoding.perplexity")
    total, predicted = 0.0, 0
    while predicted < len(tokens) - 1:
        end = min(context if not predicted else predicted + stride, len(tokens) - 1)
        start = max(0, end - context)
        logits = model(tokens[None, start:end]).detach()[0]
        losses = torch.nn.functional.cross_entropy(
            logits, tokens[start + 1 : end + 1], reduction="none"
        )
        total += losses[predicted - start :].sum().item()
        predicted = end
    prediction = theirs.predict_text(model, tokens, stride)
    assert prediction.tokens == len(tokens) - 1, (
        f"predict_text counts {prediction.tokens} tokens of a text of {len(tokens)}: every token "
        "but the first is predicted once."
    )
    assert abs(prediction.loss_sum - total) < 1e-3, (
        f"predict_text sums {prediction.loss_sum:.4f}, expected {total:.4f} with a stride of "
        f"{stride}: each window predicts the tokens that the one before did not reach."
    )


# 6 · The optimizer


def orthogonalize(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "layers.muon"), getattr(reference, "layers.muon")
    matrices = normal(rng, 3, 6, 10).float()
    matrices[0] *= 100
    assert_close(
        theirs.orthogonalize(matrices),
        ours.orthogonalize(matrices),
        "orthogonalize(matrices)",
        "Each matrix over its own Frobenius norm, then X ← a X + (b A + c A²) X with A = X Xᵀ.",
    )


# 7 · Translation


def warmup(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "training.warmup"), getattr(reference, "training.warmup")
    d_model, rising = int(rng.integers(32, 1024)), int(rng.integers(20, 400))
    for step in (1, rising // 2, rising, rising + 1, 3 * rising, 100 * rising):
        rate = theirs.paper_learning_rate(step, d_model, rising)
        expected = ours.paper_learning_rate(step, d_model, rising)
        assert type(rate) is float, (
            f"paper_learning_rate returns {type(rate).__name__}, not a float"
        )
        assert math.isclose(rate, expected, rel_tol=1e-9), (
            f"paper_learning_rate({step}, {d_model}, {rising}) is {rate:.6g}, expected "
            f"{expected:.6g}: a straight rise up to the step `warmup`, then a fall with 1/√step."
        )
    rate, expected = theirs.paper_learning_rate(9, d_model, 0), (9 * d_model) ** -0.5
    assert math.isclose(rate, expected, rel_tol=1e-9), (
        f"paper_learning_rate(9, {d_model}, 0) is {rate:.6g}, expected {expected:.6g}: "
        "no warm-up, no rise."
    )


def label_smoothing(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = (
        getattr(student, "layers.label_smoothing"),
        getattr(reference, "layers.label_smoothing"),
    )
    logits, padding = 2 * normal(rng, 9, 6), int(rng.integers(6))
    targets = integers(rng, 6, 9)
    targets[0], targets[1] = padding, (padding + 1) % 6
    for smoothing in (0.0, float(rng.uniform(0.05, 0.4))):
        assert_close(
            theirs.smoothed_cross_entropy(logits, targets, smoothing, padding),
            ours.smoothed_cross_entropy(logits, targets, smoothing, padding),
            f"smoothed_cross_entropy(…, smoothing={smoothing:.3f}, padding={padding})",
            "(1 − ε) · one-hot + ε · uniform over the whole vocabulary; the mean over real tokens.",
        )


def checkpoint_average(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "training.checkpoint_average")
    states = [{"a": normal(rng, 2, 3), "b": normal(rng, 4)} for _ in range(3)]
    for count in (1, 3):
        mean = theirs.average(states[:count])
        assert type(mean) is dict, "average(…): return a dictionary"
        assert set(mean) == {"a", "b"}, "average(…): return a dictionary with the same names"
        for name in ("a", "b"):
            expected = sum(state[name] for state in states[:count]) / count
            assert_close(mean[name], expected, name, f"The mean of {count} states.")


def beam_step(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = (
        getattr(student, "decoding.beam_search"),
        getattr(reference, "decoding.beam_search"),
    )
    for width in (1, 2, 4):
        scores = -torch.from_numpy(rng.random((3, width))) * 3
        scores[1, 1:] = -torch.inf
        rows = (2 * normal(rng, 3, width, 7)).log_softmax(-1)
        result = theirs.best_continuations(scores, rows)
        assert type(result) in (tuple, list), "best_continuations: return three tensors"
        assert len(result) == 3, "best_continuations: return three tensors"
        expected = ours.best_continuations(scores, rows)
        hint = "The best of all width · vocabulary sums of a score and a log-probability, in order."
        for tensor, wanted, what in zip(result, expected, ("scores", "hypotheses", "tokens"),
                                        strict=True):  # fmt: skip
            assert_close(tensor, wanted, f"the {what} of a beam of {width}", hint)


def length_penalty(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "decoding.beam_search")
    for length in (1, int(rng.integers(2, 9)), int(rng.integers(10, 60))):
        for alpha in (0.0, float(rng.uniform(0.3, 0.9)), 1.0):
            penalty = theirs.length_penalty(length, alpha)
            expected = ((5 + length) / 6) ** alpha
            assert math.isclose(penalty, expected, rel_tol=1e-9), (
                f"length_penalty({length}, {alpha:.3f}) is {penalty:.6g}, expected {expected:.6g}."
            )


# 8 · Images


def patchify(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "models.vit")
    for height, width, patch in ((4, 6, 2), (9, 6, 3)):
        images = normal(rng, 2, 3, height, width)
        assert_close(
            theirs.patchify(images, patch),
            torch.nn.functional.unfold(images, patch, stride=patch).mT.contiguous(),
            f"patchify(images, {patch})",
            "Patches row by row; within one, channel by channel, each row by row.",
        )


# 9 · Words


def negative_sampling(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "models.word2vec"), getattr(reference, "models.word2vec")
    center, context, negatives = normal(rng, 5, 4), normal(rng, 5, 4), normal(rng, 5, 3, 4)
    assert_close(
        theirs.negative_sampling_loss(center, context, negatives),
        ours.negative_sampling_loss(center, context, negatives),
        "negative_sampling_loss(…)",
        "−log σ(c·o) − Σ log σ(−c·n): the sum over the negatives, the mean over the pairs.",
    )


def subsampling(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs, ours = getattr(student, "models.word2vec"), getattr(reference, "models.word2vec")
    counts = torch.from_numpy(rng.integers(1, 10_000, size=12)).double()
    counts[0], counts[1] = 0, 50_000
    threshold = float(rng.uniform(1e-3, 1e-2))
    assert_close(
        theirs.keep_probability(counts, threshold),
        ours.keep_probability(counts, threshold),
        f"keep_probability(counts, {threshold:.4f})",
        "√(t / f) with f the word's share of all words, at most 1.",
    )


def masked_mean(student: Any, reference: Any, rng: np.random.Generator) -> None:
    theirs = getattr(student, "models.text_classifiers")
    features = normal(rng, 3, 5, 4)
    is_word = torch.arange(5)[None] < torch.tensor([5, int(rng.integers(1, 5)), 0])[:, None]
    expected = torch.stack(
        [row[mask].mean(0) if mask.any() else torch.zeros(4) for row, mask in
         zip(features, is_word, strict=True)]
    ).double()  # fmt: skip
    assert_close(
        theirs.masked_mean(features, is_word),
        expected,
        "masked_mean(…)",
        "The mean over real words alone; zeros where there is none.",
    )
