"""The training loops, each in the open, and their settings.

Read config and gpt; warmup, checkpoint_average and translation; then classification with reviews,
bert, images and word_vectors.
"""
