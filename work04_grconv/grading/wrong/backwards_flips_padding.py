"""Turns the whole row, so that padding comes first."""

OBJECT = "work04_grconv.recurrent.layers:reverse"
CAUGHT_BY = "backwards"


def reverse(padded, lengths):
    return padded.flip(0)
