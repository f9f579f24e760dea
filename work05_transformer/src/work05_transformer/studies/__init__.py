"""The experiments of the report: each names its variants and measures them.

One subject a file: variance, sizes, default_run, recipe, translation, normalization, parts,
vision, classification, word_vectors.
"""
