"""What is measured of a network, beyond its loss.

Read `evaluation` (errors) first, then `signals` (gradients and responses of each layer) and
`grad_cam` (the places that speak for a class).
"""
