"""The classical cubic, which five iterations bring nowhere near 1."""

OBJECT = "work05_transformer.layers.muon:orthogonalize"
CAUGHT_BY = "orthogonalize"


def orthogonalize(matrices, iterations=5):
    x = matrices / (matrices.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(iterations):
        x = 1.5 * x - 0.5 * x @ x.mT @ x
    return x
