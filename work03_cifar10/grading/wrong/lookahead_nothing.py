"""Counts, and does nothing else."""

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"
CAUGHT_BY = "lookahead_step"


def step(self):
    self.step_number += 1
