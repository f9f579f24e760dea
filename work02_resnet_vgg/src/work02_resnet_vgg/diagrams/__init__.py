"""Diagrams that come from a network's own forward pass.

Read `tracing` (a pass as a graph) first, then `svg`, `block_diagram` and `network_diagram`.
"""
