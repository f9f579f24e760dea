"""A search of the Chinese site: its stemmer is there, and a query is cut into words."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

from chinese_search import Chinese
from sphinx.search import IndexBuilder, languages


def test_the_stemmer_that_is_asked_for_is_sent() -> None:
    builder: Any = SimpleNamespace(lang=Chinese({}))
    code = IndexBuilder.get_js_stemmer_code(builder)
    (wanted,) = re.findall(r"^window\.Stemmer = (\w+);$", code, re.M)
    assert re.search(rf"\bvar {wanted} ?=", code)


def test_the_site_takes_it_for_sphinx_own() -> None:
    assert languages["zh"].endswith(f".{Chinese.__base__.__name__}")
    assert Chinese.lang == "zh"
    assert "var splitQuery = " in Chinese.js_splitter_code
