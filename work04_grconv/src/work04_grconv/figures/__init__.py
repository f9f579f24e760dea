"""What the report draws: `python -m work04_grconv.figures`.

Read __main__, the figures from the results, and diagram, the translators drawn from a traced pass;
then trees, attention and gates, which look into a trained one (the studies draw them as they train it).
"""
