"""What a trained model is asked to do.

It chooses the next token, searches for a sentence, says how well it predicts a text, shows what it
attends to. Read sampling, generation, perplexity, int8; then beam_search, translator, attention_maps.
"""
