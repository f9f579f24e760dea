"""The weights come back as they are, with losses of zero."""

OBJECT = "work01_house_prices.networks.tensor_network:train"
CAUGHT_BY = "tensor_network_train"


def train(weights, features, targets, learning_rate, steps):
    return {name: array.copy() for name, array in weights.items()}, [0.0] * steps
