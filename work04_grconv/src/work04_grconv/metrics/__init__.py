"""How good a model is on held-out text: perplexity of a language model, bleu of a translator."""
