"""A matrix of zeros gives NaN."""

OBJECT = "work05_transformer.layers.muon:orthogonalize"
CAUGHT_BY = "orthogonalize"


def orthogonalize(matrices, iterations=5):
    a, b, c = QUINTIC
    x = matrices / matrices.norm(dim=(1, 2), keepdim=True)
    for _ in range(iterations):
        gram = x @ x.mT
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x
