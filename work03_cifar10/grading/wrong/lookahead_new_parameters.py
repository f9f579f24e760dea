"""Puts new parameters into the model, which the optimizer does not know."""

OBJECT = "work03_cifar10.training.lookahead:Lookahead.step"
CAUGHT_BY = "lookahead_step"


def step(self):
    self.step_number += 1
    if self.step_number % self.every == 0:
        kept = self.decay**self.every * (self.step_number / self.steps) ** 3
        for name, fast in self._fast().items():
            self.slow[name].lerp_(fast, 1 - kept)
        self.model.load_state_dict(
            {name: tensor.clone() for name, tensor in self.slow.items()}, strict=False, assign=True
        )
