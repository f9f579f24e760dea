"""Returns the old state."""

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    return state * 1.0
