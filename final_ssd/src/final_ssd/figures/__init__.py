"""What the report shows: boxes, diagram, inside, outcomes; `python -m final_ssd.figures` draws all of it.

`python -m final_ssd.figures.samples` draws what it is trained on, and
`python -m final_ssd.figures.trained RUN` draws what is inside a trained detector and what comes out.
"""
