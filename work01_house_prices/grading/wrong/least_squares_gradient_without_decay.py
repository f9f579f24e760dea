"""The weight decay is in the loss but not in its gradient."""

OBJECT = "work01_house_prices.regression.linear_regression:LeastSquares.gradient"
CAUGHT_BY = "least_squares_gradient"


def gradient(self, weights):
    residuals = self.features @ weights - self.targets
    return self.features.T @ residuals / len(residuals)
