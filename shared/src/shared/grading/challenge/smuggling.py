"""What a hand-in may not bring along: weights trained elsewhere, or answers learned by heart.

Source text is counted, as it is after compression, and so are its constants. A few thousand bytes hold
a recipe; they hold no model worth having. This is a limit on how much can be smuggled, not a proof that
nothing was.
"""

from __future__ import annotations

import ast
import zlib
from collections.abc import Mapping
from types import MappingProxyType

from shared.grading.errors import HandInError
from shared.grading.walls.limited import in_limited_process

MOST_COMPRESSED = 64 * 1024
MOST_CONSTANTS = 4 * 1024
NOTHING: Mapping[str, str] = MappingProxyType({})
PARSED = "shared.grading.challenge.smuggling:constant_bytes"


def refuse_luggage(sources: Mapping[str, bytes], starter: Mapping[str, str] = NOTHING) -> None:
    """Refuse sources that could hold more than a recipe.

    Args:
        sources: the text of each module that was handed in.
        starter: what the same modules held before; it does not count.

    Raises:
        HandInError: they are too long, or hold too many constants, or cannot be parsed in time.
    """
    given = [starter[module] for module in sources if module in starter]
    size = sum(len(zlib.compress(source)) for source in sources.values())
    size -= sum(len(zlib.compress(text.encode())) for text in given)
    if size > MOST_COMPRESSED:
        raise HandInError(
            f"{size:,} bytes of compressed source, more than {MOST_COMPRESSED:,}: a recipe is short"
        )
    texts = [source.decode("utf-8", "replace") for source in sources.values()]
    constants = in_limited_process(PARSED, texts) - in_limited_process(PARSED, given)
    if constants > MOST_CONSTANTS:
        raise HandInError(
            f"{constants:,} bytes of numbers and texts in the source, more than {MOST_CONSTANTS:,}: "
            "trained weights and tables do not count as a recipe"
        )


def constant_bytes(sources: list[str]) -> int:
    """Count the bytes of the constants in sources: of texts their length, of numbers that of their digits.

    Docstrings and f-strings' fixed parts count as texts; what does not parse counts whole.
    """
    total = 0
    for source in sources:
        try:
            tree = ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            total += len(source)
            continue
        docstrings = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
            and node.body
            and isinstance(node.body[0], ast.Expr)
            and ast.get_docstring(node, clean=False) is not None
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value is not None:
                # A docstring is worth a quarter: it can hold data, but is there to be read.
                size = (
                    len(node.value)
                    if isinstance(node.value, (str, bytes))
                    else len(repr(node.value))
                )
                total += size // 4 if id(node) in docstrings else size
    return total
