"""What the report shows: diagrams drawn from a traced forward pass, and curves of results.

Read diagrams; then positions, normalization, rollout.
"""
