"""The errors that a person at the keyboard can mend."""

from shared.errors import UserError


class ModelError(UserError):
    """A model's sizes, or a folder or file of weights, that cannot be used."""


class TokenizerError(UserError):
    """A vocabulary that is missing or does not fit, or text that it cannot express."""


class PromptError(UserError):
    """A prompt that is empty or longer than the model's context."""


class CorpusError(UserError):
    """A text to train on that is missing, unreadable or too short."""
