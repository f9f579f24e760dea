"""How a text becomes numbers, and what counting alone can predict.

Read words, vocabulary, byte_pairs and tokenizer, which cut a text and number its pieces, and
other_tokenizers beside them; then ngrams, the first language model, and sparsity, why it ends there;
and windows, which a recurrent one learns from.
"""
