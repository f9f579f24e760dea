"""The data term is divided by the number of columns."""

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"
CAUGHT_BY = "least_squares_gradient"


def gradient(self, weights):
    residuals = self.features @ weights - self.targets
    return self.features.T @ residuals / len(weights) + self.weight_decay * weights
