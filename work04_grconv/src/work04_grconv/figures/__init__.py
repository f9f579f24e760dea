"""What the report draws: `python -m work04_grconv.figures`.

Read __main__, the figures from results and runs, then diagram, the translators drawn from a traced
pass.
"""
