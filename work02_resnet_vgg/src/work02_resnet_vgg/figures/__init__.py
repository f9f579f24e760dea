"""What the report draws from the models and from `results/*.json`.

Read `diagrams` first, then `degradation`, `gradients`, `reasons` and `style`.
"""
