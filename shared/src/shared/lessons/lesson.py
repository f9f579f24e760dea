"""A lesson as it is written: a MyST Markdown notebook beside the code that it explains.

    ```{literalinclude} ../src/work03_cifar10/basics/pooling.py
    :pyobject: max_pool2d
    ```

shows that function as it stands in the source. In a student's project that is the unsolved one.
"""

from __future__ import annotations

import ast
import re
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import UserError

INCLUDE = re.compile(r"```\{literalinclude\} (?P<file>\S+)\n(?P<options>(?::.*\n)*)```")
FENCE = re.compile(r"^(`{3,}|~{3,}).*?^\1`*\s*$", re.MULTILINE | re.DOTALL)


class LessonError(UserError):
    """A lesson that is not as lessons are, or does not run: the message names file and place."""


@dataclass(frozen=True)
class Include:
    """Code that a lesson shows.

    Attributes:
        file: where it stands.
        name: the object, `function` or `Class.method`; empty for the whole file.
        code: its source, dedented.
    """

    file: Path
    name: str
    code: str


@dataclass(frozen=True)
class Lesson:
    """A lesson's file and text."""

    path: Path
    text: str

    @property
    def number(self) -> int:
        """Its place in the order of reading, which its file's name begins with."""
        return int(self.path.name.partition("_")[0])

    @property
    def title(self) -> str:
        """The first heading."""
        return next((line[2:] for line in self.text.splitlines() if line.startswith("# ")), "")

    @property
    def includes(self) -> list[Include]:
        """The code that it shows, in order.

        Raises:
            LessonError: a file or an object is not there.
        """
        return [self._include(match) for match in INCLUDE.finditer(self.text)]

    @property
    def prose(self) -> str:
        """The text without code, header and comments."""
        without_header = re.sub(r"\A---\n.*?\n---\n", "", self.text, flags=re.DOTALL)
        return re.sub(r"<!--.*?-->", "", FENCE.sub("", without_header), flags=re.DOTALL)

    def notebook(self) -> Any:
        """Return it as a Jupyter notebook that shows the included code.

        Raises:
            LessonError: it is no MyST notebook, or what it includes is not there.
        """
        import jupytext  # of the extra `lessons`

        try:
            notebook = jupytext.reads(self._with_code(), fmt="md:myst")
        except Exception as error:
            raise LessonError(f"{self.path} is no MyST notebook: {error}") from None
        notebook.metadata["kernelspec"] = {
            "display_name": "Python 3", "language": "python", "name": "python3",
        }  # fmt: skip
        return notebook

    def _with_code(self) -> str:
        def shown(match: re.Match[str]) -> str:
            include = self._include(match)
            place = include.file.parent.name + "/" + include.file.name
            return f"```python\n# {place}\n{include.code}\n```"

        return INCLUDE.sub(shown, self.text)

    def _include(self, match: re.Match[str]) -> Include:
        file = (self.path.parent / match["file"]).resolve()
        options = dict(re.findall(r"^:(\w+): *(.*)$", match["options"], re.MULTILINE))
        name = options.get("pyobject", "")
        try:
            source = file.read_text(encoding="utf-8")
        except OSError:
            raise LessonError(f"{self.path} includes {match['file']}, which is not there") from None
        code = source_of(source, name) if name else source
        if code is None:
            raise LessonError(f"{self.path} includes {name} of {match['file']}, which is not there")
        return Include(file, name, code.rstrip())


def source_of(source: str, name: str) -> str | None:
    """Return the source of `function`, `Class` or `Class.method`, dedented; None where it is not."""
    body: list[ast.stmt] = ast.parse(source).body
    found: ast.stmt | None = None
    for part in name.split("."):
        found = next((s for s in body if getattr(s, "name", None) == part), None)
        if not isinstance(found, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            return None
        body = found.body
    assert isinstance(found, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
    first = min([found.lineno, *(d.lineno for d in found.decorator_list)])
    lines = source.splitlines()[first - 1 : found.end_lineno]
    return textwrap.dedent("\n".join(lines))


def lessons_of(project: Path) -> list[Lesson]:
    """Return an assignment's lessons, in the order of reading.

    Raises:
        LessonError: there are none, or one's name has no number.
    """
    paths = sorted((project / "lessons").glob("*.md"))
    if not paths:
        raise LessonError(f"{project} has no lessons/*.md")
    for path in paths:
        if not re.fullmatch(r"\d\d_[a-z0-9_]+\.md", path.name):
            raise LessonError(f"{path} must be named as 01_what_it_teaches.md")
    return [Lesson(path, path.read_text(encoding="utf-8")) for path in paths]
