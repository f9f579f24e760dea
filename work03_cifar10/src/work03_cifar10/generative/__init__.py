"""Networks that make images: the way up, codes, and two networks that train against each other.

Read transposed_convolution, autoencoder, losses, gan; frechet says how near made images come.
"""
