"""Mistakes in reverse: each function is one, and its docstring says which."""

import torch

OBJECT = "work04_grconv.recurrent.layers:reverse"


def by_numpy(padded, lengths):
    """Turns in NumPy, through which no gradient goes back."""
    turned = padded.detach().numpy().copy()
    for column, length in enumerate(lengths.tolist()):
        turned[:length, column] = turned[:length, column][::-1].copy()
    return torch.from_numpy(turned)


def by_the_longest(padded, lengths):
    """Turns all sentences by the longest one's length."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths.max(), lengths.max() - 1 - times, times).expand(
        -1, len(lengths)
    )
    return padded.gather(0, places[:, :, None].expand_as(padded))


def clears_padding(padded, lengths):
    """Makes padding zero."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - 1 - times, times)
    return padded.gather(0, places[:, :, None].expand_as(padded)) * (times < lengths)[:, :, None]


def detached(padded, lengths):
    """Cuts the turned sentences off."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - 1 - times, times)
    return padded.detach().gather(0, places[:, :, None].expand_as(padded))


def echo(padded, lengths):
    """Turns nothing around."""
    times = torch.arange(len(padded))[:, None]
    places = times.expand(-1, len(lengths))
    return padded.gather(0, places[:, :, None].expand_as(padded))


def flips_padding(padded, lengths):
    """Turns the whole row, so that padding comes first."""
    return padded.flip(0)


def in_place(padded, lengths):
    """Turns the sentences where they stand."""
    with torch.no_grad():
        for column, length in enumerate(lengths.tolist()):
            padded[:length, column] = padded[:length, column].flip(0)
    return padded * 1.0


def keeps_the_last(padded, lengths):
    """Leaves the last word where it is."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths - 1, lengths - 2 - times, times)
    return padded.gather(0, places[:, :, None].expand_as(padded))


def off_by_one(padded, lengths):
    """Begins behind the sentence's last word."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - times, times).clamp_max(len(padded) - 1)
    return padded.gather(0, places[:, :, None].expand_as(padded))


def turns_padding_too(padded, lengths):
    """Turns the padding around as well."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - 1 - times, len(padded) - 1 + lengths - times)
    return padded.gather(0, places[:, :, None].expand_as(padded))


def zeros(padded, lengths):
    """Returns zeros."""
    times = torch.arange(len(padded))[:, None]
    places = torch.where(times < lengths, lengths - 1 - times, times)
    return torch.zeros_like(padded.gather(0, places[:, :, None].expand_as(padded)))
