"""Calls the starter's own fast layer for one step, which is not to be called."""

from work04_grconv.recurrent import fast

OBJECT = "work04_grconv.recurrent.cells:lstm_step"
CAUGHT_BY = "lstm_step"


def lstm_step(inputs, state, memory, weights):
    product = inputs @ weights.weight_ih.T + weights.bias_ih + weights.bias_hh
    states, memories = fast.lstm_sequence(product[None], state, memory, weights.weight_hh)
    return states[0], memories[0]
