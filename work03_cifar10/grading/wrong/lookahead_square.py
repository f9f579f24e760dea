"""Lets the share grow with the square."""

import torch

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"
CAUGHT_BY = "lookahead_step"


@torch.no_grad()
def step(self):
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 2
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])
