"""The experiments of the report: each names its variants and measures them.

One subject a file: sizes, variance, default, recipe, translation, normalization, parts,
classification, word_vectors, vision.
"""
