"""The experiments of the report: each names its variants and measures them.

One subject a file: pooling, sequence_layers, sizes, variance, default, recipe, recipe_texts, rounding,
chinese, translation, normalization, parts, classification, word_vectors, bert, vision; for a GPU gpu and
gpu_vision.
"""
