"""From text to token numbers and back: what a token may be, and the corpora to learn from.

Read characters, byte_pairs, tokenizer; corpus for a language model, sentences for translation,
words for classifiers and word vectors, labeled for what they learn from; masking and word_pieces for
BERT.
"""
