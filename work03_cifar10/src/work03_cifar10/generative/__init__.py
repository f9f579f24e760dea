"""Beyond classifying: autoencoders and adversarial networks."""
