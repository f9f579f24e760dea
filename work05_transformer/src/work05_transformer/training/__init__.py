"""The training loops, each in the open, and their settings.

Read config and gpt; warmup, checkpoint_average and translation, the paper's recipe; then images,
reviews and word_vectors.
"""
