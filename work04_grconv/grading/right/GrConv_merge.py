"""Right solutions of the exercise "Merging two nodes of grConv"."""

import torch
from torch.nn import functional

OBJECT = "work04_grconv.grconv.plain:GrConv.merge"


def children_side_by_side(self, left, right):
    """One matrix for both children, made of two."""
    both = torch.cat((left, right))
    raw = functional.linear(both, torch.cat((self.left, self.right), dim=1), self.bias)
    gater = torch.cat((self.gate_left, self.gate_right), dim=1)
    gates = functional.softmax(functional.linear(both, gater, self.gate_bias), dim=-1)
    new = raw.relu() if self.activation == "relu" else raw.tanh()
    copy_left, copy_right = gates[1:].unbind()
    return gates[0] * new + copy_left * left + copy_right * right, gates


def with_einsum(self, left, right):
    """Name the axes."""
    raw = torch.einsum("hk,k->h", self.left, left) + torch.einsum("hk,k->h", self.right, right)
    scores = torch.einsum("gk,k->g", self.gate_left, left)
    scores = scores + torch.einsum("gk,k->g", self.gate_right, right) + self.gate_bias
    phi = {"tanh": torch.tanh, "relu": torch.relu}[self.activation]
    gates = scores.softmax(0)
    choices = torch.stack((phi(raw + self.bias), left, right))
    return torch.einsum("g,gh->h", gates, choices), gates


def exponentials(self, left, right):
    """Write the softmax out, with the largest score taken off."""
    scores = self.gate_left.mv(left) + self.gate_right.mv(right) + self.gate_bias
    weights = torch.exp(scores - scores.max())
    gates = weights / weights.sum()
    raw = self.left.mv(left) + self.right.mv(right) + self.bias
    new = raw.clamp(min=0) if self.activation == "relu" else 2 / (1 + torch.exp(-2 * raw)) - 1
    return (gates * torch.stack((new, left, right), dim=1)).sum(dim=1), gates


def logarithms(self, left, right):
    """Take the gates by their logarithms."""
    scores = left @ self.gate_left.T + right @ self.gate_right.T + self.gate_bias
    gates = torch.exp(scores - torch.logsumexp(scores, dim=0))
    raw = left @ self.left.T + right @ self.right.T + self.bias
    if self.activation == "tanh":
        new = torch.tanh(raw)
    else:
        new = torch.maximum(raw, torch.zeros_like(raw))
    merge, copy_left, copy_right = gates
    return merge * new + copy_left * left + copy_right * right, gates


def one_product_for_everything(self, left, right):
    """Node and scores come from one matrix with hidden + 3 rows."""
    matrix = torch.cat(
        (torch.cat((self.left, self.right), 1), torch.cat((self.gate_left, self.gate_right), 1))
    )
    raw = matrix @ torch.cat((left, right)) + torch.cat((self.bias, self.gate_bias))
    hidden = len(left)
    gates = torch.softmax(raw[hidden:], dim=0)
    phi = torch.tanh if self.activation == "tanh" else functional.relu
    return torch.stack((phi(raw[:hidden]), left, right), dim=1) @ gates, gates


def unit_by_unit(self, left, right):
    """Compute one number after the other."""

    def score(of_left, of_right, bias):
        return (of_left * left).sum() + (of_right * right).sum() + bias

    gater = zip(self.gate_left, self.gate_right, self.gate_bias, strict=True)
    gates = torch.softmax(torch.stack([score(*row) for row in gater]), dim=0)
    node = []
    for unit in range(len(left)):
        raw = score(self.left[unit], self.right[unit], self.bias[unit])
        new = raw.tanh() if self.activation == "tanh" else raw * (raw > 0)
        node.append(gates[0] * new + gates[1] * left[unit] + gates[2] * right[unit])
    return torch.stack(node), gates


def a_batch_of_one(self, left, right):
    """Treat the children as rows of a batch."""
    x, y = left[None], right[None]
    raw = torch.addmm(torch.addmm(self.bias, x, self.left.T), y, self.right.T)
    new = getattr(torch, self.activation)(raw)
    scores = torch.addmm(torch.addmm(self.gate_bias, x, self.gate_left.T), y, self.gate_right.T)
    gates = torch.softmax(scores, dim=1)
    node = gates[:, 0:1] * new + gates[:, 1:2] * x + gates[:, 2:3] * y
    return node.squeeze(0), gates.squeeze(0)


def away_from_the_right_child(self, left, right):
    """Since the gates sum to 1: begin at one child, and move towards the other two."""
    raw = torch.matmul(self.left, left) + torch.matmul(self.right, right) + self.bias
    new = torch.where(raw > 0, raw, 0.0) if self.activation == "relu" else torch.tanh(raw)
    scores = self.gate_left.matmul(left).add(self.gate_right.matmul(right)).add(self.gate_bias)
    gates = scores.log_softmax(dim=0).exp()
    return right + gates[0] * (new - right) + gates[1] * (left - right), gates


def by_broadcasting(self, left, right):
    """Multiply elementwise and add up; return a list."""
    raw = self.bias + (self.left * left + self.right * right).sum(1)
    scores = self.gate_bias + (self.gate_left * left + self.gate_right * right).sum(1)
    merge, copy_left, copy_right = gates = torch.nn.Softmax(dim=0)(scores)
    new = torch.nn.ReLU()(raw) if self.activation == "relu" else torch.nn.Tanh()(raw)
    return [copy_left * left + copy_right * right + merge * new, gates]
