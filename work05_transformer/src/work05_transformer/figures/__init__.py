"""What the report shows: diagrams drawn from a traced forward pass, and curves of results.

Read tracing, diagrams; then positions, normalization, rollout.
"""
