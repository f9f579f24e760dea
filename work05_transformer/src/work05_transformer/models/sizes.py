"""Sizes that fit together, checked where a configuration is made."""

from __future__ import annotations

from shared.training.settings.ranges import SettingsError


def check_heads(d_model: int, num_heads: int, *, rotary: bool) -> None:
    """Make sure that the features can be cut into equal heads.

    Args:
        d_model: features of a position.
        num_heads: of the attention.
        rotary: whether pairs of a head's features are turned by the position.

    Raises:
        SettingsError: they cannot, or there is an odd feature that forms no pair.
    """
    if d_model % num_heads:
        raise SettingsError(
            f"--d-model {d_model} cannot be cut into --num-heads {num_heads}: choose a divisor"
        )
    if rotary and d_model // num_heads % 2:
        raise SettingsError(
            f"--d-model {d_model} gives each of {num_heads} heads {d_model // num_heads} features: "
            "rotary positions turn pairs, so choose an even number for each head"
        )
