"""Right solutions of a step of the beam."""

import heapq

import torch

OBJECT = "work05_transformer.decoding.beam_search:best_continuations"


def by_sorting(scores, log_probabilities):
    """Sort all sums and take the first."""
    sums = (scores.unsqueeze(-1) + log_probabilities).reshape(len(scores), -1)
    best, places = sums.sort(dim=1, descending=True)
    best, places = best[:, : scores.shape[1]], places[:, : scores.shape[1]]
    size = log_probabilities.shape[2]
    return best, torch.div(places, size, rounding_mode="floor"), places.remainder(size)


def by_heaps(scores, log_probabilities):
    """Let Python find the largest sums of each sentence."""
    found = []
    for score, rows in zip(scores, log_probabilities, strict=True):
        sums = [
            ((score[h] + rows[h, t]).item(), h, t)
            for h in range(rows.shape[0])
            for t in range(rows.shape[1])
        ]
        found.append(heapq.nlargest(len(score), sums, key=lambda entry: entry[0]))
    hypotheses = torch.tensor([[h for _, h, _ in row] for row in found])
    tokens = torch.tensor([[t for _, _, t in row] for row in found])
    sentences = torch.arange(len(scores))[:, None]
    best = scores[sentences, hypotheses] + log_probabilities[sentences, hypotheses, tokens]
    return best, hypotheses, tokens


def in_two_steps(scores, log_probabilities):
    """Take the best of each hypothesis first, then of those."""
    width = scores.shape[1]
    few = min(width, log_probabilities.shape[2])
    sums, tokens = (scores[:, :, None] + log_probabilities).topk(few, dim=2)
    best, places = sums.flatten(1).topk(width, dim=1)
    return best, places // few, tokens.flatten(1).gather(1, places)


def one_by_one(scores, log_probabilities):
    """Take the largest away, as often as the beam is wide."""
    size = log_probabilities.shape[-1]
    sums = (scores[..., None] + log_probabilities).flatten(1)
    left, places = sums.detach().clone(), []
    for _ in range(scores.shape[1]):
        place = left.argmax(1, keepdim=True)
        places.append(place)
        left.scatter_(1, place, torch.nan)
        left = left.nan_to_num(nan=-torch.inf, neginf=-1e300)
    places = torch.cat(places, dim=1)
    return sums.gather(1, places), places // size, places % size


def sentence_by_sentence(scores, log_probabilities):
    """Loop over the sentences."""
    found = []
    for score, rows in zip(scores, log_probabilities, strict=True):
        best, places = (score[:, None] + rows).view(-1).topk(len(score))
        found.append((best, *torch.unravel_index(places, rows.shape)))
    return tuple(torch.stack(column) for column in zip(*found, strict=True))


def tokens_first(scores, log_probabilities):
    """Flatten with the tokens in front."""
    width = scores.shape[1]
    sums = (log_probabilities + scores[:, :, None]).transpose(1, 2).flatten(1)
    best, places = torch.topk(sums, width, dim=-1, largest=True, sorted=True)
    return [best, places % width, places // width]


def by_argsort(scores, log_probabilities):
    """Order the places, then look everything up."""
    sentences, width, size = log_probabilities.shape
    sums = torch.repeat_interleave(scores, size, dim=1) + log_probabilities.reshape(sentences, -1)
    order = torch.argsort(sums, dim=1, descending=True)[:, :width]
    hypothesis_of = torch.arange(width).repeat_interleave(size)
    token_of = torch.arange(size).repeat(width)
    return torch.take_along_dim(sums, order, dim=1), hypothesis_of[order], token_of[order]


def by_negatives(scores, log_probabilities):
    """Look for the smallest of the negatives."""
    costs = -(scores[:, :, None] + log_probabilities)
    size = costs.shape[2]
    smallest, places = costs.flatten(1, 2).topk(costs.shape[1], largest=False)
    hypotheses = (places / size).floor().long()
    return -smallest, hypotheses, places - hypotheses * size


def by_log_of_products(scores, log_probabilities):
    """Gather the sums again from both parts, by the places alone."""
    with torch.no_grad():
        sums = (scores[:, :, None] + log_probabilities).flatten(start_dim=1)
        places = sums.topk(scores.shape[-1]).indices
    hypotheses, tokens = places // log_probabilities.shape[-1], places % log_probabilities.shape[-1]
    rows = log_probabilities.gather(
        1, hypotheses[..., None].expand(-1, -1, log_probabilities.shape[2])
    )
    best = scores.gather(1, hypotheses) + rows.gather(2, tokens[..., None]).squeeze(2)
    return best, hypotheses, tokens
