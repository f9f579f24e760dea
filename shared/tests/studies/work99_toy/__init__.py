"""A tiny assignment for the tests of the study engine."""
