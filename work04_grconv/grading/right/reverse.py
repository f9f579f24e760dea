"""Right solutions of the exercise "Reading sentences backwards"."""

import torch
from torch.nn.utils.rnn import pad_sequence

OBJECT = "work04_grconv.recurrent.layers:reverse"


def sentence_by_sentence(padded, lengths):
    """Flip each sentence's part of a copy."""
    turned = padded.clone()
    for column, length in enumerate(lengths.tolist()):
        turned[:length, column] = padded[:length, column].flip(0)
    return turned


def advanced_indexing(padded, lengths):
    """Index time and batch together."""
    time, batch = padded.shape[:2]
    places = torch.arange(time).unsqueeze(1).expand(time, batch)
    mirrored = lengths.unsqueeze(0) - 1 - places
    places = torch.where(mirrored >= 0, mirrored, places)
    return padded[places, torch.arange(batch)]


def along_a_dimension(padded, lengths):
    """Let take_along_dim broadcast the places over the width."""
    times = torch.arange(padded.size(0)).view(-1, 1)
    places = times + (times < lengths) * (lengths - 1 - 2 * times)
    return torch.take_along_dim(padded, places[:, :, None], dim=0)


def two_parts_together(padded, lengths):
    """Put each sentence's turned words and its padding together."""
    columns = []
    for column, length in zip(padded.unbind(dim=1), lengths, strict=True):
        columns.append(torch.cat((torch.flip(column[:length], dims=(0,)), column[length:])))
    return torch.stack(columns, dim=1)


def rolled_into_place(padded, lengths):
    """Flip the whole column, roll the words to its top, and put the padding back."""
    time = len(padded)
    flipped = padded.flip(0)
    rolled = torch.stack(
        [flipped[:, b].roll(-(time - n), 0) for b, n in enumerate(lengths.tolist())], dim=1
    )
    words = torch.arange(time)[:, None] < lengths
    return torch.where(words[..., None], rolled, padded)


def permutation_matrices(padded, lengths):
    """Multiply each sentence with a matrix of zeros and ones."""
    time = padded.shape[0]
    matrices = padded.new_zeros(len(lengths), time, time)
    for b, length in enumerate(lengths.tolist()):
        for t in range(time):
            matrices[b, t, length - 1 - t if t < length else t] = 1
    return torch.einsum("bts,bsw->tbw", matrices, padded.transpose(0, 1))


def swapped_from_both_ends(padded, lengths):
    """Swap first and last, second and last but one, and so on."""
    columns = [list(column) for column in padded.unbind(1)]
    for column, length in zip(columns, lengths.tolist(), strict=True):
        left, right = 0, length - 1
        while left < right:
            column[left], column[right] = column[right], column[left]
            left, right = left + 1, right - 1
    return torch.stack([torch.stack(column) for column in columns], dim=1)


def scattered(padded, lengths):
    """Say where each word goes, rather than where it comes from."""
    times = torch.arange(len(padded))[:, None].repeat(1, len(lengths))
    goal = torch.where(times >= lengths, times, lengths - times - 1)
    return torch.empty_like(padded).scatter(0, goal[..., None].expand(padded.shape), padded)


def rows_of_a_flat_table(padded, lengths):
    """Number all places of the batch, and select rows."""
    time, batch, width = padded.shape
    rows = []
    for t in range(time):
        for b in range(batch):
            source = int(lengths[b]) - 1 - t if t < lengths[b] else t
            rows.append(source * batch + b)
    return padded.reshape(-1, width).index_select(0, torch.tensor(rows)).view_as(padded)


def sorted_into_place(padded, lengths):
    """Sort by a key that falls over the words and rises over the padding."""
    times = torch.arange(len(padded))[:, None]
    keys = torch.where(times < lengths, -times - 1, times)
    order = torch.argsort(keys, dim=0)
    return torch.gather(padded, 0, order[:, :, None].repeat(1, 1, padded.shape[2]))


def padded_by_the_library(padded, lengths):
    """Let pad_sequence stack the turned sentences, each with its own padding behind."""
    sentences = []
    for b in range(padded.shape[1]):
        words, rest = padded[: lengths[b], b], padded[lengths[b] :, b]
        sentences.append(torch.vstack((words[torch.arange(len(words) - 1, -1, -1)], rest)))
    return pad_sequence(sentences)
