"""What a hand-in may not bring along: weights trained elsewhere, or answers learned by heart.

Source text is counted, as it is after compression, and so is what in it could hold data. A few thousand
bytes hold a recipe; they hold no model worth having. This is a limit on how much can be smuggled, not a
proof that nothing was.
"""

from __future__ import annotations

import ast
import io
import tokenize
import zlib
from collections.abc import Mapping
from types import MappingProxyType

from shared.grading.errors import HandInError
from shared.grading.walls.limited import LimitError, in_limited_process

MOST_COMPRESSED = 24 * 1024
MOST_CONSTANTS = 4 * 1024
LONG_NAME = 30  # characters of a name that count for nothing
NOTHING: Mapping[str, str] = MappingProxyType({})
COUNTED = "shared.grading.challenge.smuggling:content_sizes"


def refuse_luggage(sources: Mapping[str, bytes], starter: Mapping[str, str] = NOTHING) -> None:
    """Refuse sources that could hold more than a recipe.

    Args:
        sources: the text of each module that was handed in.
        starter: what the same modules held before: of a module only what is more counts.

    Raises:
        HandInError: they are too long, or hold too much, or cannot be parsed in time.
    """
    before = [starter.get(module, "") for module in sources]
    size = sum(
        max(0, _compressed(source) - _compressed(text.encode()))
        for source, text in zip(sources.values(), before, strict=True)
    )
    if size > MOST_COMPRESSED:
        raise HandInError(
            f"{size:,} bytes of compressed source, more than {MOST_COMPRESSED:,}: a recipe is short"
        )
    texts = [source.decode("utf-8", "replace") for source in sources.values()]
    try:
        now, then = in_limited_process(COUNTED, texts), in_limited_process(COUNTED, before)
    except (LimitError, RuntimeError) as error:
        raise HandInError(f"its source cannot be looked through: {error}") from None
    content = sum(max(0, new - old) for new, old in zip(now, then, strict=True))
    if content > MOST_CONSTANTS:
        raise HandInError(
            f"{content:,} bytes of numbers, texts, comments and long names in the source, more than "
            f"{MOST_CONSTANTS:,}: trained weights and tables do not count as a recipe"
        )


def _compressed(source: bytes) -> int:
    return len(zlib.compress(source))


def content_sizes(sources: list[str]) -> list[int]:
    """Return for each source the bytes of what could hold data.

    Constants: of texts their bytes, of numbers their digits; f-strings' fixed parts are texts. What is
    there to be read, comments and docstrings, counts a quarter, and of each name what is beyond 30
    characters. What does not parse counts whole.
    """
    return [_content_size(source) for source in sources]


def _content_size(source: str) -> int:
    try:
        tree = ast.parse(source)
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
        return _bytes(source)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
        and ast.get_docstring(node, clean=False) is not None
    }
    total = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value is not None:
            if isinstance(node.value, (str, bytes)):
                size = _bytes(node.value)
            else:
                size = _characters(node.value)
            total += size // 4 if id(node) in docstrings else size
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    names = {token.string for token in tokens if token.type == tokenize.NAME}
    total += sum(map(_bytes, comments)) // 4
    return total + sum(max(0, _bytes(name) - LONG_NAME) for name in names)


def _characters(number: object) -> int:
    """Return about how many characters a constant takes; Python writes no number of 4,300 digits."""
    return (
        number.bit_length() // 3
        if isinstance(number, int) and abs(number) >> 8000
        else len(repr(number))
    )


def _bytes(text: str | bytes) -> int:
    return len(text) if isinstance(text, bytes) else len(text.encode("utf-8", "surrogatepass"))
