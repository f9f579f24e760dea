"""Takes the 1-norm."""

OBJECT = "work04_grconv.recurrent.clipping:clip_gradients"
CAUGHT_BY = "clipping"


def clip_gradients(gradients, max_norm):
    norm = sum(gradient.abs().sum().item() for gradient in gradients)
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [gradient * factor for gradient in gradients], norm
