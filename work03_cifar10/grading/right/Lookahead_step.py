"""A step of Lookahead in other forms."""

import itertools
import math

import torch

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"


@torch.no_grad()
def weighted_sum(self):
    """Write the weighted sum out."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name] = kept * self.slow[name] + (1 - kept) * fast
            fast.copy_(self.slow[name])


def through_the_state(self):
    """Make new slow weights and load them into the model."""
    self.step_number += 1
    if self.step_number % self.every:
        return
    share = 1 - self.decay**self.every * (self.step_number / self.steps) ** 3
    with torch.no_grad():
        self.slow = {
            name: slow + share * (fast - slow)
            for (name, slow), fast in zip(self.slow.items(), self._fast().values(), strict=True)
        }
        self.model.load_state_dict(self.slow, strict=False)


def by_foreach(self):
    """Move all tensors by one call."""
    self.step_number = self.step_number + 1
    rounds, rest = divmod(self.step_number, self.every)
    if rest:
        return
    kept = (self.decay**self.every) * (rounds * self.every / self.steps) ** 3
    fast = list(self._fast().values())
    slow = [self.slow[name] for name in self._fast()]
    torch._foreach_lerp_(slow, fast, 1 - kept)
    for target, source in zip(fast, slow, strict=True):
        target.copy_(source)


@torch.no_grad()
def parameters_and_buffers(self):
    """Go through parameters and buffers."""
    self.step_number += 1
    if self.step_number % self.every != 0:
        return
    done = self.step_number / self.steps
    kept = self.decay**self.every * done * done * done
    named = itertools.chain(self.model.named_parameters(), self.model.named_buffers())
    for name, tensor in named:
        if torch.is_floating_point(tensor):
            self.slow[name].mul_(kept).add_(tensor, alpha=1 - kept)
            tensor.copy_(self.slow[name])


def one_long_vector(self):
    """Move one vector of all numbers."""
    self.step_number += 1
    if self.step_number % self.every > 0:
        return
    names = sorted(self.slow)
    state = self.model.state_dict()
    slow = torch.cat([self.slow[name].flatten() for name in names])
    fast = torch.cat([state[name].flatten() for name in names])
    kept = self.decay**self.every * (self.step_number / self.steps) ** 3
    parts = torch.lerp(fast, slow, kept).split([self.slow[name].numel() for name in names])
    for name, part in zip(names, parts, strict=True):
        self.slow[name].copy_(part.view_as(self.slow[name]))
        state[name].copy_(self.slow[name])


def fast_first(self):
    """Move the fast weights towards the slow ones, and copy them."""
    self.step_number += 1
    if self.step_number // self.every == (self.step_number - 1) // self.every:
        return
    kept = (self.decay * (self.step_number / self.steps) ** (3 / self.every)) ** self.every
    for name, fast in self._fast().items():
        fast.lerp_(self.slow[name], kept)
        self.slow[name] = fast.clone()


def by_data(self):
    """Use the tensors' data, and logarithms for the share."""
    self.step_number += 1
    if self.step_number in range(0, self.step_number + 1, self.every):
        done = math.log(self.step_number / self.steps)
        kept = math.exp(self.every * math.log(self.decay) + 3 * done)
        for name, tensor in self.model.state_dict(keep_vars=True).items():
            if tensor.dtype.is_floating_point:
                slow = self.slow[name].data
                slow.sub_((slow - tensor.data) * (1 - kept))
                tensor.data.copy_(slow)


@torch.no_grad()
def factor_by_factor(self):
    """Multiply the decay in a loop; leave out what is no floating-point number last."""
    self.step_number += 1
    if self.step_number % self.every:
        return
    kept = 1.0
    for _ in range(self.every):
        kept *= self.decay
    for _ in range(3):
        kept *= self.step_number
        kept /= self.steps
    state = self.model.state_dict()
    for name in state.keys() & self.slow.keys():
        difference = state[name].sub(self.slow[name])
        state[name].sub_(difference, alpha=kept)
        self.slow[name].add_(difference, alpha=1 - kept)
