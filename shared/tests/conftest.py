"""What holds for all tests."""

from shared.training.testing.examples import without_deadlines

without_deadlines()
