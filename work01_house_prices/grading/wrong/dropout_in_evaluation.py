"""Drops in evaluation too."""

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"
CAUGHT_BY = "dropout_forward"


def forward(self, x):
    self.mask = (self.rng.random(x.shape) >= self.probability) / (1 - self.probability)
    return x * self.mask
