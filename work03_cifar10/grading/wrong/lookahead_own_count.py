"""Counts where a checkpoint does not see it."""

import torch

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"
CAUGHT_BY = "lookahead_step"


@torch.no_grad()
def step(self):
    self.count = getattr(self, "count", 0) + 1
    if self.count % self.every == 0:
        kept = self.decay**self.every * (self.count / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
            fast.copy_(self.slow[name])
