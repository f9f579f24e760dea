"""Sets everything to zero."""

import torch

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"
CAUGHT_BY = "lookahead_step"


@torch.no_grad()
def step(self):
    self.step_number += 1
    if self.step_number % self.every == 0:
        for name, fast in self._fast().items():
            self.slow[name].zero_()
            fast.zero_()
