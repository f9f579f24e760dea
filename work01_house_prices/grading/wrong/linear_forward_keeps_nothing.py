"""`inputs` is left as it was: the backward pass has nothing to work with."""

OBJECT = "work01_house_prices.layers.layers:Linear.forward"
CAUGHT_BY = "linear_forward"


def forward(self, x):
    return x @ self.parameters["weight"].T + self.parameters["bias"]
