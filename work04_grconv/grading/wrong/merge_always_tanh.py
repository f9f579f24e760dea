"""Ignores the activation."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.merge"
CAUGHT_BY = "merge"


def merge(self, left, right):
    new = torch.tanh(self.left @ left + self.right @ right + self.bias)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates
