"""A table that is hostile until checked, and matrices that know nothing of the validation rows.

Read `columns`, `numbers`, `own_tables`, `house_prices`, `sample`; then `features`,
`neighborhood_caps`, `preprocessing`; then `folds` and `fold_tensors`.
"""
