"""Gated recursive convolution beside recurrent networks, from n-grams to a translator."""
