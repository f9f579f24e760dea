"""What the report draws from the models and from `results/*.json`.

Read `diagrams` first, then `images`, `degradation`, `gradients`, `reasons` and `style`.
"""
