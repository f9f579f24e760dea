"""Mistakes in Lookahead.step: each function is one, and its docstring says which."""

import torch

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"


@torch.no_grad()
def constant_share(self):
    """Keeps the same share all the time."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def counts_late(self):
    """Counts after it has looked at the count."""
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])
    self.step_number += 1


@torch.no_grad()
def decay_of_one_step(self):
    """Takes the decay of one step for that of all."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def each_step(self):
    """Moves the slow weights after every step."""
    self.step_number += 1
    kept = self.decay**self.every * (self.step_number / self.steps) ** 3
    for name, fast in self._fast().items():
        self.slow[name].lerp_(fast, 1 - kept)
        fast.copy_(self.slow[name])


@torch.no_grad()
def fast_stays(self):
    """Averages and lets the fast weights go on from where they are."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)


def new_parameters(self):
    """Puts new parameters into the model, which the optimizer does not know."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
        self.model.load_state_dict(
            {name: tensor.clone() for name, tensor in self.slow.items()}, strict=False, assign=True
        )


def nothing(self):
    """Counts, and does nothing else."""
    self.step_number += 1


@torch.no_grad()
def own_count(self):
    """Counts where a checkpoint does not see it."""
    self.count = getattr(self, "count", 0) + 1
    if self.count % self.every == 0:
        kept = self.decay**self.every * (self.count / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def only_running_statistics(self):
    """Takes no other buffers than batch norm's for state."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        state = dict(self.model.named_parameters()) | {
            name: buffer for name, buffer in self.model.named_buffers() if "running" in name
        }
        for name, fast in state.items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def only_what_is_trained(self):
    """Leaves frozen parameters out."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        frozen = {name for name, each in self.model.named_parameters() if not each.requires_grad}
        for name, fast in self._fast().items():
            if name not in frozen:
                self.slow[name].lerp_(fast, 1 - kept)
                fast.copy_(self.slow[name])


@torch.no_grad()
def rounds(self):
    """Takes the share of the moves done before this one."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * ((self.step_number - self.every) / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def shares_swapped(self):
    """Keeps what it should give."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def slow_stays(self):
    """Never moves the slow weights themselves."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            fast.copy_(self.slow[name].lerp(fast, 1 - kept))


@torch.no_grad()
def square(self):
    """Lets the share grow with the square."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 2
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def without_batch_norm(self):
    """Leaves the statistics of batch norm out."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self.model.named_parameters():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])


@torch.no_grad()
def zero(self):
    """Sets everything to zero."""
    self.step_number += 1
    if self.step_number % self.every == 0:
        for name, fast in self._fast().items():
            self.slow[name].zero_()
            fast.zero_()
