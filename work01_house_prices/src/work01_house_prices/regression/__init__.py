"""From loops to arrays and from a line to its minimum.

Read `numpy_basics`, `linear_regression`, `concise_regression`, `gradient_cost`, `polynomials`,
`convexity`, `convex_sets`, `linear_classifiers`.
"""
