"""What is left out becomes 0, which is still a probability."""

OBJECT = "work05_transformer.decoding.sampling:keep_top_k"
CAUGHT_BY = "top_k"


def keep_top_k(logits, k):
    smallest = logits.topk(min(k, logits.shape[-1])).values[..., -1:]
    return logits.masked_fill(logits < smallest, 0.0)
