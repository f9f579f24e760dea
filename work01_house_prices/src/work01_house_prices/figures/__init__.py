"""The figures of the report: `python -m work01_house_prices.figures` (part of `nox -s report`).

`lessons` draws from the lessons' own code, `results` from `results/*.json`.
"""
