"""Vectors for words, learned from what stands nearby.

Read word2vec (skip-gram, CBOW, negative sampling), then huffman (hierarchical softmax), subwords
(fastText's n-grams), glove (counts in place of windows), and comparisons, by which they are judged.
"""
