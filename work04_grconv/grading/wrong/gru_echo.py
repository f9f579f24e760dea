"""Keeps the old state."""

OBJECT = "work04_grconv.recurrent.cells:gru_step"
CAUGHT_BY = "gru_step"


def gru_step(inputs, state, weights):
    return state.clone()
