"""The gated recursive convolutional network of the paper.

Read plain, which is the equations one by one; fast, the same for a batch; and soft_tree, which
shows what the gates chose.
"""
