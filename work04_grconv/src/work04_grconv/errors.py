"""What a user of this assignment can mend."""

from shared.errors import UserError


class TextError(UserError):
    """A text, a sentence or a file of sentences that cannot be used."""


class ModelError(UserError):
    """Settings that make no model, or a saved model that cannot be loaded."""
