"""The settings and the loops.

Read config and loop for the translator, with report, which shows what it reached, and saved_runs,
which brings it back; language_models has all of it for the character models. schedule is how
the learning rate falls in both.
"""
