"""What a trained model is asked to do: choose the next token, search for a sentence, say how well
it predicts a text, show where it attends.

Read sampling, generation, perplexity; then beam_search, translator, attention_maps.
"""
