"""Where training starts: three ways to draw a convolution's weights."""

from __future__ import annotations

from typing import Literal

from torch import nn

Scheme = Literal["he", "xavier", "small"]


def initialize(model: nn.Module, scheme: Scheme) -> None:
    """Draw the weights of all convolutions of `model` anew.

    Args:
        model: changed in place.
        scheme: he: variance 2/fan-in, made for ReLU (He et al. 2015b, equation 10). xavier: 2 over
            fan-in plus fan-out, made for tanh (Glorot & Bengio 2010, equation 16). small:
            standard deviation 0.01, as AlexNet started (Krizhevsky et al. 2012, section 5).
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            if scheme == "he":
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
            elif scheme == "xavier":
                nn.init.xavier_normal_(module.weight)
            else:
                nn.init.normal_(module.weight, 0.0, 0.01)
