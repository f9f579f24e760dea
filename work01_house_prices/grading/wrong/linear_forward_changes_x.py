"""The input is centered where it lies."""

OBJECT = "work01_house_prices.layers.layers:Linear.forward"
CAUGHT_BY = "linear_forward"


def forward(self, x):
    self.inputs = x.copy()
    output = x @ self.parameters["weight"].T + self.parameters["bias"]
    x -= x.mean()
    return output
