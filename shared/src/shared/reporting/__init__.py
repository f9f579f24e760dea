"""Results files, and the README tables made from them.

Read `results.py` for what is stored, `provenance.py` for where a number comes from, then `tables.py`
for the markers in a README, and `comparing.py` for what a run says of the report at its end.
"""
