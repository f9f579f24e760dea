"""Returns gates without a gradient."""

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.merge"
CAUGHT_BY = "merge"


def merge(self, left, right):
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates.detach()
