"""Forgets tanh."""

OBJECT = "work04_grconv.recurrent.cells:rnn_step"
CAUGHT_BY = "rnn_step"


def rnn_step(inputs, state, weights):
    from_state = state @ weights.weight_hh.T + weights.bias_hh
    return inputs @ weights.weight_ih.T + weights.bias_ih + from_state
