"""Back-propagation by hand: every layer and loss with its own backward pass.

Read `layers`, `losses`, `initialization`, then `gradient_check` (is it right?), `gradient_flow`
(does it vanish?) and `variance_shift` (why dropout and batch norm disagree).
"""
