"""The gated recursive convolutional network of the paper.

Read plain, which is the equations one by one; fast, the same for a batch; soft_tree, which shows what
the gates chose; and entropy, which pulls them toward a choice.
"""
