"""From loops to arrays and from a line to its minimum.

Read `numpy_basics`, `linear_regression`, `polynomials`, `convexity`.
"""
