"""Vectors for words, learned from what stands nearby.

Read word2vec first.
"""
