"""Attention Is All You Need: built, verified, trained, and run as GPT-2.

The rooms, in reading order:

layers      attention pooling, attention, positions, layer normalization, Muon, label smoothing
models      the Transformer, GPT-2, BERT, the Vision Transformer, text classifiers
word_vectors
            word2vec, hierarchical softmax, subwords, GloVe
text        byte pairs and other tokens; masked tokens; texts, sentences and words as numbers
decoding    sampling, generation, perplexity, beam search, translation, attention maps,
            weights in eight bits
metrics     accuracy, BLEU, exact translations
training    the settings and the loops
studies     the experiments of the report
figures     what the report draws
commands    what stands behind generate.py, translate.py, classify.py and export.py
"""
