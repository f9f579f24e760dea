"""Makes the search of the Chinese site find something.

- Sphinx 9.0, the newest for Python 3.11, sends its English stemmer with a Chinese index (for words such as
  `softmax`) and then asks for a `ChineseStemmer`, so that no search would run; 9.1 has mended that.
- Chinese has no spaces. The index holds the words that jieba found; the browser has no jieba, so a query
  is cut into words of the index, the longest first. What is no word of it is left out, unless nothing
  would be left.
"""

from __future__ import annotations

from typing import Any

from sphinx.search.zh import SearchChinese

SPLITTER = r"""
var splitQuery = (query) => {
  const { terms, titleterms } = Search._index;  // it is there before a query is split
  const known = (text) => Object.hasOwn(terms, text) || Object.hasOwn(titleterms, text);
  const inWords = (text) => {
    const words = [];
    for (let start = 0, end; start < text.length; start = end) {
      end = text.length;
      while (end > start + 1 && !known(text.slice(start, end))) end--;
      if (end > start + 1) words.push(text.slice(start, end));
    }
    return words.length ? words : [text];
  };
  return query
    .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
    .flatMap((part) => part.match(/\p{Script=Han}+|[^\p{Script=Han}]+/gu) ?? [])
    .flatMap((part) => (/\p{Script=Han}/u.test(part) ? inWords(part) : [part]));
};
"""


class Chinese(SearchChinese):
    """Sphinx's own, with the right name of the stemmer and with words in a query."""

    language_name = "English"  # of the stemmer
    js_splitter_code = SPLITTER


def setup(app: Any) -> dict[str, bool]:
    """Join Sphinx."""
    app.add_search_language(Chinese)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
