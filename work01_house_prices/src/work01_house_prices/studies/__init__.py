"""The experiments of the report: `python -m work01_house_prices.studies [NAME …]`.

Read `networks`, one factor at a time, then `comparison`, all models on the same folds.
"""
