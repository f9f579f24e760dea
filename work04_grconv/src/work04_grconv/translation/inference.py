"""From sentences to their translations, a batch of equal length at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from work04_grconv.data.pairs import Languages, pad
from work04_grconv.text.vocabulary import BEGIN, PAD
from work04_grconv.translation.beam_search import beam_search, greedy_search
from work04_grconv.translation.translator import Translator

ROWS = 500  # hypotheses in a batch of sentences


@torch.inference_mode()
def translate(
    translator: Translator,
    languages: Languages,
    sentences: Sequence[str],
    *,
    beam: int = 1,
    power: float = 1.0,
) -> list[str]:
    """Translate sentences; one without a token stays empty.

    A translation has at most twice as many tokens as its source, and ten: an untrained model would
    never end. Sentences of equal length share a batch, so that no translation depends on what
    stands beside it: nothing is padded, and all have the same limit.

    Args:
        translator: in evaluation mode.
        languages: its tokenizers.
        sentences: as people write them.
        beam: hypotheses; 1 is greedy search.
        power: of the length in beam search.
    """
    encoded = [languages.source.encode(sentence) for sentence in sentences]
    equal: dict[int, list[int]] = defaultdict(list)  # length → places of sentences
    for place, tokens in enumerate(encoded):
        equal[len(tokens)].append(place)
    together = max(1, ROWS // beam)
    translations = [""] * len(sentences)
    for length, places in equal.items():
        for start in range(0, len(places) if length else 0, together):
            some = places[start : start + together]
            batch = [encoded[place] for place in some]
            searched = search(translator, batch, beam=beam, longest=2 * length + 10, power=power)
            for place, tokens in zip(some, searched, strict=True):
                translations[place] = languages.target.decode(tokens)
    return translations


def search(
    translator: Translator,
    sentences: Sequence[Sequence[int]],
    *,
    beam: int,
    longest: int,
    power: float = 1.0,
) -> list[list[int]]:
    """Return the tokens of each sentence's translation; the sentences are one batch.

    The last number of a row's state is the place of its sentence, whose code and words the decoder reads.
    """
    device = next(translator.parameters()).device
    source = pad(sentences).to(device)
    lengths = torch.tensor([len(sentence) for sentence in sentences], device=device)
    encoded = translator.decoder.prepare(translator.encode(source, lengths))
    here, rows = torch.arange(len(sentences), device=device), encoded

    def step(
        tokens: Int64[Tensor, " row"], state: Float[Tensor, "row hidden"]
    ) -> tuple[Float[Tensor, "row vocabulary"], Float[Tensor, "row hidden"]]:
        nonlocal here, rows
        places = state[:, -1].long()
        if not torch.equal(places, here):  # seldom: a search keeps the rows of a sentence together
            here, rows = places, encoded.rows(places)
        logits, after, _ = translator.decoder.step(rows, tokens, state[:, :-1])
        logits[:, [PAD, BEGIN]] = float("-inf")
        return logits.log_softmax(dim=1), torch.cat((after, state[:, -1:]), dim=1)

    hidden = translator.decoder.start(encoded)
    first = torch.cat((hidden, here[:, None].to(hidden.dtype)), dim=1)
    if beam == 1:
        return greedy_search(step, first, longest)
    hypotheses = beam_search(step, first, beam=beam, longest=longest, power=power)
    return [list(hypothesis.tokens) for hypothesis in hypotheses]
