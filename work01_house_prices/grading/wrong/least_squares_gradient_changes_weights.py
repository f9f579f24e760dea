"""The weight decay is multiplied into the weights that were handed over."""

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"
CAUGHT_BY = "least_squares_gradient"


def gradient(self, weights):
    residuals = self.features @ weights - self.targets
    weights *= self.weight_decay
    return self.features.T @ residuals / len(residuals) + weights
