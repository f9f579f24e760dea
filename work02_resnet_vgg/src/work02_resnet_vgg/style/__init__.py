"""Style transfer: gradient descent on pixels instead of weights.

Read `losses` first, then `features` (the layers of the loss network) and `transfer` (the search).
"""
