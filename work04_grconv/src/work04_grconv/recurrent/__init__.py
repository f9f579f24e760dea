"""Networks with a state: how they compute, how their gradients travel, why these fade or grow.

Read one_hot, cells, bptt, clipping and gradient_flow; then layers (deep, in both directions, over
padded sentences) and fast, which makes them as fast as torch's; language_model puts them to use, and
gates looks inside.
"""
