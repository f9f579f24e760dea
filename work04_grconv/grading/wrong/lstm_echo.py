"""Returns what it was given."""

OBJECT = "work04_grconv.recurrent.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    return state * 1.0, memory * 1.0
