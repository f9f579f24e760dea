"""The experiments of the report, one file a subject: `python -m work01_house_prices.studies`.

Read `networks`, one factor at a time; `models`, the baselines and the blend; then `prices`,
`importance` and `shift`. `houses` is what they start from.
"""
