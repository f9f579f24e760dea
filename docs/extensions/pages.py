"""Makes a page of the site from a file of the course, which stays as a code host shows it.

- A README's report markers are dropped, `<details>` become dropdowns whose titles can be translated.
- A link to source code, or to a folder, leads to a page with that code (`code_pages.py`).
- `<!-- modules of shared.data -->` becomes the API of a room, `<!-- glossary -->` the glossary,
  `<!-- demos -->` a link to the demos beside the site.
- In Chinese `README.zh-CN.md` stands in the place of `README.md`; a link to a place in the latter leads
  to the English site.
"""

from __future__ import annotations

import csv
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from docutils import nodes

ROOT = Path(__file__).parents[2]
CODE = re.compile(
    r"(^(`{3,}|~{3,}).*?^\2`*[ \t]*$|(?<!`)(`+)(?!`)[^`]*?(?<!`)\3(?!`))", re.M | re.S
)
LINK = re.compile(r"(?<=\]\()(?![a-z]+:)(?P<path>[^)\s#]+)(?P<anchor>#[^)\s]*)?(?=\))")
OPENING = re.compile(r"<details>\s*<summary>(.*?)</summary>", re.S)
DEMOS = "[Open the demos](site:../demos/index.html)"
MODULES = re.compile(r"<!-- modules of ([\w.]+) -->")


class PageError(ValueError):
    """A page that cannot be made: it names the file and what is wrong."""


def outside_code(change: Callable[[str], str], text: str) -> str:
    """Return the text with everything but code blocks and `code` changed."""
    parts = []
    end = 0
    for match in CODE.finditer(text):
        parts += [change(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, change(text[end:])])


def without_markers(text: str) -> str:
    """Drop comments, and what comments leave alone on a line."""
    text = re.sub(r"^[ \t]*<!--[^>]*?-->[ \t]*\n", "", text, flags=re.M)
    return re.sub(r"<!--.*?-->", "", text, flags=re.S)


def dropdowns(text: str) -> str:
    """Make directives of folded parts."""

    def opening(match: re.Match[str]) -> str:
        title = " ".join(re.sub(r"</?[a-z]+>", "", match[1]).split())
        return f"::::{{dropdown}} {title}\n"

    return re.sub(r"\s*</details>", "\n\n::::\n", OPENING.sub(opening, text))


def with_links(text: str, docname: str, language: str) -> tuple[str, set[str]]:
    """Return the text with its links as the site has them, and the code that it links to."""
    code: set[str] = set()
    folder = (ROOT / docname).parent

    def linked(match: re.Match[str]) -> str:
        path, anchor = match["path"], match["anchor"] or ""
        file = (ROOT / path.lstrip("/")) if path.startswith("/") else (folder / path)
        file = file.resolve()
        if file.name in ("README.md", "README.zh-CN.md") and has_chinese(file.parent / "README.md"):
            wanted = "zh_CN" if file.name == "README.zh-CN.md" else "en"
            own = (ROOT / f"{docname}.md").resolve() == file.parent / "README.md"
            # A place in an English report is the same link in both languages, for translations.
            if (own and wanted != language) or (anchor and wanted == "en"):
                page = (file.parent / "README.html").relative_to(ROOT).as_posix()
                return f"site:../{'zh-CN' if wanted == 'zh_CN' else 'en'}/{page}{anchor}"
            return path.replace("README.zh-CN.md", "README.md") + anchor
        if not file.is_relative_to(ROOT) or not file.exists() or file.suffix not in ("", ".py"):
            return match[0]
        place = file.relative_to(ROOT).as_posix()
        if file.name == "lessons":
            return f"/docs/lessons/{file.parent.name}.md"
        if file.is_dir() and (file / "README.md").exists():
            return f"/{place}/README.md{anchor}"
        code.add(place)
        return f"site:code/{place}.html"

    return outside_links(linked, text), code


def outside_links(linked: Callable[[re.Match[str]], str], text: str) -> str:
    """Replace the targets of links that are not code."""
    parts: list[str] = []
    end = 0
    for match in re.finditer(r"^(`{3,}|~{3,}).*?^\1`*[ \t]*$", text, re.M | re.S):
        parts += [LINK.sub(linked, text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, LINK.sub(linked, text[end:])])


def has_chinese(readme: Path) -> bool:
    """Return whether a README has a Chinese edition beside it."""
    return readme.with_name("README.zh-CN.md").exists()


def modules(text: str, docname: str, language: str) -> str:
    """Write the API of a room where a page asks for it; the Chinese site leads to the English one."""
    if language == "zh_CN" and MODULES.search(text):
        return MODULES.sub(f"[本页只有英文](site:../en/{docname}.html)", text, count=1)

    def of_room(match: re.Match[str]) -> str:
        return "\n".join(
            f"## {name}\n\n```{{eval-rst}}\n.. automodule:: {name}\n{options}```\n"
            for name, options in modules_of(match[1])
        )

    return MODULES.sub(of_room, text)


def modules_of(name: str) -> Iterator[tuple[str, str]]:
    """Yield a module and all public ones below it, in order, and how autodoc takes each.

    A package only hands on what its modules define.
    """
    folder = ROOT / "shared" / "src" / name.replace(".", "/")
    yield name, "" if folder.is_dir() else "   :members:\n   :show-inheritance:\n"
    for found in pkgutil.iter_modules([str(folder)]):
        if not found.name.startswith("_"):
            yield from modules_of(f"{name}.{found.name}")


def read_glossary(file: Path) -> list[dict[str, str]]:
    """Return the glossary's rows.

    Raises:
        PageError: a cell is empty, or a term is listed twice.
    """
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for line, row in enumerate(rows, 2):
        if empty := [name for name, cell in row.items() if not (cell or "").strip()]:
            raise PageError(f"{file.name}, line {line}: no {', '.join(empty)} for {row['term']!r}")
    terms = [row["term"] for row in rows]
    if twice := sorted({term for term in terms if terms.count(term) > 1}):
        raise PageError(f"{file.name} lists twice: {', '.join(twice)}")
    return rows


def glossary_of(language: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return the glossary's entries by topic: anchor, names, meaning, in a language."""
    chinese = language == "zh_CN"
    entries: dict[str, list[tuple[str, str, str]]] = {}
    for row in read_glossary(ROOT / "docs" / "glossary.csv"):
        names = (row["术语"], row["term"]) if chinese else (row["term"], row["术语"])
        anchor = re.sub(r"[^a-z0-9]+", "-", row["term"].lower()).strip("-")
        entry = (
            f"term-{anchor}",
            f"**{names[0]}** {names[1]}",
            row["含义" if chinese else "meaning"],
        )
        entries.setdefault(row["主题" if chinese else "topic"], []).append(entry)
    return entries


def glossary(text: str, language: str) -> str:
    """Write the glossary, by topic, where a page asks for it."""
    if "<!-- glossary -->" not in text:
        return text
    lines = []
    for topic, entries in glossary_of(language).items():
        lines.append(f"## {topic}\n")
        lines += [f"({anchor})=\n{names}\n: {meaning}\n" for anchor, names, meaning in entries]
    return text.replace("<!-- glossary -->", "\n".join(lines))


def prepare(app: Any, docname: str, content: list[str]) -> None:
    """Make the page's text from the file's."""
    language = app.config.language
    file = ROOT / f"{docname}.md"
    text = content[0]
    if language == "zh_CN" and file.name == "README.md" and has_chinese(file):
        text = file.with_name("README.zh-CN.md").read_text(encoding="utf-8")
    text = modules(text, docname, language)
    if app.builder.name != "gettext":  # its translations are in the same file
        text = glossary(text, language)
    text = text.replace("<!-- demos -->", DEMOS)
    text = outside_code(lambda part: dropdowns(without_markers(part)), text)
    text, code = with_links(text, docname, language)
    app.env.course_code[docname] = code
    content[0] = text


def resolve(app: Any, doctree: nodes.document, docname: str) -> None:
    """Make relative the links that lead to no page of Sphinx's."""
    if app.builder.format != "html":
        return
    for reference in doctree.findall(nodes.reference):
        uri = reference.get("refuri", "")
        if uri.startswith("site:"):
            if uri.startswith("site:../demos/"):  # else the browser chooses
                uri += "?lang=zh-CN" if app.config.language == "zh_CN" else "?lang=en"
            reference["refuri"] = "../" * docname.count("/") + uri.removeprefix("site:")
            reference["internal"] = True


def other_language(
    app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the page's head where the page is in the other language."""
    other = "en" if app.config.language == "zh_CN" else "zh-CN"
    # Code and the index of modules are not the same in both languages: from there to the home page.
    page = (
        pagename if pagename in (*app.env.found_docs, "genindex", "search") else app.config.root_doc
    )
    context["other_language"] = f"{'../' * pagename.count('/')}../{other}/{page}.html"
    context["chinese"] = app.config.language == "zh_CN"


def setup(app: Any) -> dict[str, bool]:
    """Join Sphinx."""

    def begin(app: Any) -> None:
        if not hasattr(app.env, "course_code"):
            app.env.course_code = {}

    def forget(app: Any, env: Any, docname: str) -> None:
        getattr(env, "course_code", {}).pop(docname, None)

    def merge(app: Any, env: Any, docnames: Any, other: Any) -> None:
        env.course_code.update({name: other.course_code.get(name, set()) for name in docnames})

    app.connect("builder-inited", begin)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("source-read", prepare)
    app.connect("doctree-resolved", resolve)
    app.connect("html-page-context", other_language)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
