"""In evaluation the mask of the last training batch is kept."""

OBJECT = "work01_house_prices.layers.layers:Dropout.forward"
CAUGHT_BY = "dropout_forward"


def forward(self, x):
    if not self.training:
        pass
        return x
    kept = self.rng.random(x.shape) >= self.probability
    self.mask = kept.astype(x.dtype) / x.dtype.type(1 - self.probability)
    return x * self.mask
