"""What is measured on rows that no model was trained on.

Read `cross_validation` (the score), `importance` (what a model uses), `residuals` (where it errs),
`target` (why it learns logarithms) and `shift` (what changes with time).
"""
