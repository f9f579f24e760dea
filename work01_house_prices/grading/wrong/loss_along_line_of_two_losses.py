"""Interpolates the losses of both ends, as if the loss were linear."""

OBJECT = "work01_house_prices.regression.convexity:loss_along_line"
CAUGHT_BY = "loss_along_line"


def loss_along_line(loss, start, end, fractions):
    return loss(start) + fractions * (loss(end) - loss(start))
