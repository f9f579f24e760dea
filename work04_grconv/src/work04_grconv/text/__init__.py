"""How a text becomes numbers, and what counting alone can predict.

Read words, vocabulary, byte_pairs and tokenizer, which cut a text and number its pieces; then
ngrams, the first language model; and windows, which a recurrent one learns from.
"""
