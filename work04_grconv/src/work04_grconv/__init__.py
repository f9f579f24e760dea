"""Gated recursive convolution beside recurrent networks, from n-grams to a translator.

The rooms in reading order:

- `text`: from characters to tokens and their numbers; counting n-grams; windows of a text.
- `recurrent`: RNN, GRU and LSTM, their gradients, and a language model of them.
- `grconv`: the paper's network, plainly and fast, and the tree that its gates draw.
- `data`: corpora, a user's files, and padded batches of sentence pairs.
- `translation`: encoders, attention, decoders, and the search for a translation.
- `metrics`: perplexity and BLEU.
- `training`: the settings and the loops, and what a finished run left.
- `studies`: the experiments of the report.
- `figures`: what the report draws.
- `commands`: what stands behind the scripts.
"""
