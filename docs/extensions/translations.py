"""Makes sure that the pages promised in Chinese are translated to the last message.

While the Chinese site is built, each message of a promised page is looked up in its `.po` file:
one that is missing, marked as fuzzy, or no longer on the page is a warning, and warnings are errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from docutils import nodes
from pages import glossary_of
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.nodes import extract_messages

PROMISED = (
    "docs/index", "docs/lessons", "docs/lessons/*", "docs/reports", "docs/glossary", "docs/teachers/*",
    "docs/notes", "docs/api/index", "docs/demos", "docs/maintainers", "*/lessons/*",
)  # fmt: skip
LIST = re.compile(r"(\d+[.)]|[-+*]) ")
LOCALES = Path(__file__).parents[1] / "locales"
logger = logging.getLogger(__name__)


def is_promised(docname: str, patterns: Iterable[str]) -> bool:
    """Return whether a page is one of those that are there in Chinese."""
    return any(fnmatch(docname, pattern) for pattern in patterns)


def read_messages(file: Path) -> dict[str, str]:
    """Return the translations of a `.po` file: without those that are fuzzy or empty."""
    if not file.exists():
        return {}
    with file.open("rb") as opened:
        catalog = read_po(opened)
    return {
        str(message.id): str(message.string) if not message.fuzzy else ""
        for message in catalog
        if message.id
    }


def faults(on_page: Iterable[str], translated: dict[str, str]) -> list[str]:
    """Return what a translation lacks, and what it has too much."""
    messages = list(dict.fromkeys(on_page))
    missing = [text for text in messages if not translated.get(text, "").strip()]
    lists = [text for text in messages if LIST.match(translated.get(text, ""))]
    stale = [text for text in translated if text not in set(messages)]
    return [
        *(f"not translated: {text[:90]!r}" for text in missing),
        *(f"its translation would be a list (write 1\\. for 1.): {text[:70]!r}" for text in lists),
        *(f"translated, but no longer on the page: {text[:90]!r}" for text in stale),
    ]


class Check(SphinxTransform):
    """Compare a page's messages with its translations, before these take their place."""

    default_priority = 15

    def apply(self, **kwargs: Any) -> None:
        """Do it."""
        settings = self.document.settings
        if self.config.language != "zh_CN" or settings.env.docname != self.env.docname:
            return
        if "<translated>" in str(self.document.get("source", "")):
            return
        if not is_promised(self.env.docname, PROMISED):
            return
        file = LOCALES / "zh_CN" / "LC_MESSAGES" / f"{self.env.docname}.po"
        found = faults(self.messages(), read_messages(file))
        for fault in found:
            logger.warning(fault, location=self.env.docname, type="course", subtype="translation")

    def messages(self) -> Iterator[str]:
        """Yield what is to be translated: not a notebook's header, and not what the glossary brings."""
        language = self.config.language
        brought = set()
        if self.env.docname == "docs/glossary":
            for topic, entries in glossary_of(language).items():
                brought |= {topic, *(text for _, *texts in entries for text in texts)}
        for node, text in extract_messages(self.document):
            header = isinstance(node.parent, nodes.field | nodes.docinfo | nodes.field_body)
            if not header and text not in brought:
                yield text


def translate_formulas(document: nodes.document, translated: dict[str, str]) -> None:
    """Put the translations of a page's formulas in their places."""
    for node in document.findall(nodes.math_block):
        text = translated.get(node.rawsource or node.astext(), "")
        if text:
            node.rawsource = text
            node.children = []
            node += nodes.Text(text)


class Formulas(SphinxTransform):
    """Translate formulas before Sphinx does, which takes MyST's for reStructuredText and leaves `::`."""

    default_priority = 16  # after the check, before Sphinx's own translation at 20

    def apply(self, **kwargs: Any) -> None:
        """Do it."""
        if self.config.language == "zh_CN":
            file = LOCALES / "zh_CN" / "LC_MESSAGES" / f"{self.env.docname}.po"
            translate_formulas(self.document, read_messages(file))


def setup(app: Any) -> dict[str, bool]:
    """Join Sphinx."""
    app.add_transform(Check)
    app.add_transform(Formulas)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
