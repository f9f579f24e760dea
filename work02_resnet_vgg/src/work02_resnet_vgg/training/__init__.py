"""How the networks learn, and how plain deep ones fail to.

Read `config` and `loop` (the degradation experiment) first, then `error_curves`, which draws it, and
`small_vgg`, a short training of one network.
"""
