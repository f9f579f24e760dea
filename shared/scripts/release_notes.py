"""Print what CHANGELOG.md says of a version: `python shared/scripts/release_notes.py v0.2.0`.

Refused where the change log or CITATION.cff does not have that version: a tag has notes, and can be cited.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def notes_of(tag: str, changes: str, citation: str) -> str:
    """Return the part of the change log below a tag's version.

    Raises:
        ValueError: it has no such part or an empty one, or CITATION.cff names another version.
    """
    version = tag.removeprefix("v")
    part = re.search(rf"^## {re.escape(version)}\n(.*?)(?=^## |\Z)", changes, re.M | re.S)
    if part is None or not part[1].strip():
        raise ValueError(f"CHANGELOG.md says nothing of {version}: write a part `## {version}`")
    cited = re.search(r"^version: (\S+)$", citation, re.M)
    if cited is None or cited[1] != version:
        named = cited[1] if cited else "none"
        raise ValueError(f"CITATION.cff has version {named}, the tag {version}: set it there")
    return part[1].strip() + "\n"


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("error: name one tag")
    try:
        files = [(ROOT / name).read_text("utf-8") for name in ("CHANGELOG.md", "CITATION.cff")]
        print(notes_of(sys.argv[1], *files), end="")
    except ValueError as error:
        sys.exit(f"error: {error}")
