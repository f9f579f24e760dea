"""Mutation testing of checks: small mistakes are put into the reference, and every check must see them.

A mutant that keeps its exercise's full points has found what no check looks at, or it computes the same as
the reference; then `grading/equivalent.toml` says why. Read in this order:

    facts.py        what the signature says about a function: tensors, arrays, numbers
    expressions.py  mistakes in an expression: an operator, a constant, an axis, the order of arguments
    statements.py   mistakes in a statement or a whole function: a missing line, a changed argument
    changes.py      every mistake at every place of one function's syntax tree, each with its description
    mutants.py      the mutants of an exercise, with the helpers that belong to it; a sample of them
    equivalent.py   the list of mutants that compute the same
    run.py          the judge's verdict on each, in several processes
    report.py       scores, survivors with their differences, the results file
"""
