"""The weight is not transposed: a crash or, in a square layer, a wrong answer."""

OBJECT = "work01_house_prices.layers.layers:Linear.forward"
CAUGHT_BY = "linear_forward"


def forward(self, x):
    self.inputs = x
    return x @ self.parameters["weight"] + self.parameters["bias"]
