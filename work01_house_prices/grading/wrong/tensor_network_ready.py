"""The NumPy network is trained instead."""

from work01_house_prices.networks import numpy_network

OBJECT = "work01_house_prices.networks.tensor_network:train"
CAUGHT_BY = "tensor_network_train"


def train(weights, features, targets, learning_rate, steps):
    return numpy_network.train(weights, features, targets, learning_rate, steps)
