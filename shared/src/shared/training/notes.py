"""Values that a training computes once and needs later, kept over a stop."""

from __future__ import annotations

from typing import Any


class Notes(dict[str, Any]):
    """A dictionary of plain values and tensors that `Loop.prepare` takes along like an optimizer.

    In a training loop:

        model, optimizer, notes = loop.prepare(model, optimizer, Notes())
        if loop.step == 0:
            notes["valid/frozen/accuracy"] = evaluate(…)
    """

    def state_dict(self) -> dict[str, Any]:
        """Return what was noted, for a checkpoint."""
        return dict(self)

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from what `state_dict` returned."""
        self.clear()
        self.update(state)
