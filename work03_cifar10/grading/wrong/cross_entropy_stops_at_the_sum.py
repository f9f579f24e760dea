"""Takes log Σ exp for a constant."""

OBJECT = "work03_cifar10.basics.softmax_regression:cross_entropy"
CAUGHT_BY = "cross_entropy"


def cross_entropy(logits, labels):
    log_sum = logits.detach().logsumexp(dim=1)
    return (log_sum - logits.gather(1, labels[:, None])[:, 0]).mean()
