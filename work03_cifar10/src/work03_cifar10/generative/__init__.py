"""Networks that make images: the way up, codes, two networks against each other, noise taken away.

Read transposed_convolution, autoencoder, vae, losses, gan, dcgan, diffusion (its network is in unet);
frechet says how near made images come. config is what all have in common.
"""
