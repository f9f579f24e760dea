"""What the report and the lessons draw: `python -m work04_grconv.figures`.

Read __main__, the figures from the results; diagram, the translators drawn from a traced pass; cells,
what is inside them; then trees, attention and gates, which look into a trained network (the studies
draw them as they train it).
"""
