"""The experiments of the report: each names its variants and measures them.

One subject a file: pooling, sequence_layers, sizes, variance, default, recipe, recipe_texts, rounding,
chinese, translation, normalization, parts, classification, word_vectors, bert, vision, vision_longer; for a
GPU gpu, and a part of vision_longer.
"""
