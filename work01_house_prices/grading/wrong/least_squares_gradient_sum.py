"""The gradient of the sum over the rows, not of the mean."""

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"
CAUGHT_BY = "least_squares_gradient"


def gradient(self, weights):
    residuals = self.features @ weights - self.targets
    return self.features.T @ residuals + self.weight_decay * weights
