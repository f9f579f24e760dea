"""Mistakes in GrConv.merge: each function is one, and its docstring says which."""

from types import SimpleNamespace

import torch

OBJECT = "work04_grconv.grconv.plain:GrConv.merge"


def always_tanh(self, left, right):
    """Ignores the activation."""
    new = torch.tanh(self.left @ left + self.right @ right + self.bias)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def by_data(self, left, right):
    """Reads the weights by .data, so that they learn nothing."""
    raw = self.left.data @ left + self.right.data @ right + self.bias.data
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def children_detached(self, left, right):
    """Copies the children without their gradient."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left.detach() + gates[2] * right.detach(), gates


def copies_swapped(self, left, right):
    """Copies the left child by the right one's gate."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[2] * left + gates[1] * right, gates


def gates_by_sigmoid(self, left, right):
    """Lets the three gates open each by itself."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.sigmoid(scores)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def gates_detached(self, left, right):
    """Treats the gates as constants."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0).detach()
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def gates_in_another_order(self, left, right):
    """Takes the gates in the order left, merge, right."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[1] * new + gates[0] * left + gates[2] * right, gates


def hard_gates(self, left, right):
    """Lets the largest gate decide alone."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.nn.functional.one_hot(scores.argmax(), 3).to(scores.dtype)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def is_the_mean(self, left, right):
    """Takes the mean of the children, with gates of a third."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.full_like(scores, 1 / 3)
    return (left + right) / 2 + 0 * new, gates


def returned_gates_detached(self, left, right):
    """Returns gates without a gradient."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates.detach()


def returns_scores(self, left, right):
    """Returns the gates before the softmax."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, scores


def shared_gater(self, left, right):
    """Reads both children by the left one's gater."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ (left + right) + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def shared_weights(self, left, right):
    """Reads both children by the left one's matrix."""
    raw = self.left @ (left + right) + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def without_bias(self, left, right):
    """Forgets the node's bias."""
    raw = self.left @ left + self.right @ right
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def without_gate_bias(self, left, right):
    """Forgets the gater's bias."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right
    gates = torch.softmax(scores, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def without_new(self, left, right):
    """Copies only."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return 0 * new + gates[1] * left + gates[2] * right, gates


@torch.no_grad()
def without_recording(self, left, right):
    """Works without recording."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    gates = torch.softmax(self.gate_left @ left + self.gate_right @ right + self.gate_bias, dim=0)
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def zeros(self, left, right):
    """Returns zeros."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0)
    return torch.zeros_like(new), torch.zeros_like(gates)


def in_double(self, left, right):
    """Answers in float64 whatever the children are."""
    raw = self.left @ left + self.right @ right + self.bias
    new = torch.tanh(raw) if self.activation == "tanh" else torch.relu(raw)
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    gates = torch.softmax(scores, dim=0).double()
    return gates[0] * new + gates[1] * left + gates[2] * right, gates


def _as_network(merger):
    """Return the weights as a network that takes nodes for words."""
    names = ("left", "right", "bias", "gate_left", "gate_right", "gate_bias", "activation")
    weights = {name: getattr(merger, name) for name in names}
    return SimpleNamespace(project=lambda nodes: nodes, **weights)


def by_the_batch(self, left, right):
    """Has the starter's own encoder of batches make the node, which is not to be called."""
    from work04_grconv.grconv.fast import encode_batch

    words = torch.stack((left, right))[None]
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    return encode_batch(_as_network(self), words, torch.tensor([2]))[0], scores.softmax(dim=0)


def by_equal_lengths(self, left, right):
    """Has the starter's own encoder of equal lengths make the node, which is not to be called."""
    from work04_grconv.grconv.equal_lengths import encode_equal

    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    node = encode_equal(_as_network(self), torch.stack((left, right))[None])[0]
    return node, scores.softmax(dim=0)


def by_the_encoder_with_entropy(self, left, right):
    """Has the starter's encoder that knows the gates' entropy make the node, likewise."""
    from work04_grconv.grconv.entropy import encode_with_entropy

    words = torch.stack((left, right))[None]
    scores = self.gate_left @ left + self.gate_right @ right + self.gate_bias
    codes, _ = encode_with_entropy(_as_network(self), words, torch.tensor([2]))
    return codes[0], scores.softmax(dim=0)
