"""The digest follows what a function uses, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.studies import sources

MODULES = {
    "__init__": '"""A package that hands a name on."""\nfrom work98_used.deep import constant\n',
    "entry": '''"""Where the measuring function is."""
from work98_used import constant
from work98_used import other
from work98_used.far import far

VARIANTS = {"a": 1}

def near(x):
    """A docstring."""
    return x + 1  # a comment

def measure(config):
    return near(config) + far(config) + constant + other.used(config)

def unused():
    return VARIANTS
''',
    "far": "from work98_used.deep import deeper\n\ndef far(x):\n    return deeper(x)\n",
    "deep": "constant = 3\n\ndef deeper(x):\n    return x * 2\n\ndef idle():\n    return 1\n",
    "other": "def used(x):\n    return x\n\ndef unused():\n    return 2\n",
}


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "work98_used"
    folder.mkdir()
    for name, text in MODULES.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    forget()


def forget() -> None:
    for cached in (sources.source_digest, sources._module, sources._path, sources._root):
        cached.cache_clear()


def digest_after(package: Path, module: str, old: str, new: str) -> tuple[str, str]:
    forget()
    before = sources.source_digest("work98_used.entry:measure")
    path = package / f"{module}.py"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    forget()
    return before, sources.source_digest("work98_used.entry:measure")


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("entry", "x + 1", "x + 2"),
        ("entry", "near(config) + far", "near(config) - far"),
        ("far", "deeper(x)", "deeper(x + 1)"),
        ("deep", "x * 2", "x * 3"),
        ("deep", "constant = 3", "constant = 4"),
        ("deep", "return 1", "return 2"),
        ("other", "return x", "return -x"),
        ("deep", "constant = 3", "print('an effect')\nconstant = 3"),
    ],
)
def test_what_is_used_counts(package: Path, module: str, old: str, new: str) -> None:
    before, after = digest_after(package, module, old, new)
    assert before != after


@pytest.mark.parametrize(
    "imports",
    [
        "import work98_used.more\nVALUE = work98_used.more.RATE",
        "from work98_used import more\nVALUE = more.RATE",
        "from work98_used import more\nMODULES = {'more': more}\nVALUE = MODULES['more'].RATE",
        "from work98_used.more import *\nVALUE = RATE",
        "from .more import RATE\nVALUE = RATE",
        "if True:\n    from work98_used.more import RATE\nVALUE = RATE",
        "if True:\n    RATE = 1\n    def hidden():\n        from work98_used.more import RATE",
        "from work98_used.more import RATE\nRATE = RATE + 1\nVALUE = RATE",
        "from work98_used.handing import RATE\nVALUE = RATE",
        "import work98_used.more",
    ],
)
def test_every_way_to_import_counts(package: Path, imports: str) -> None:
    (package / "more.py").write_text("RATE = 1\n")
    (package / "handing.py").write_text("from work98_used.more import RATE\n")
    path = package / "entry.py"
    text = path.read_text().replace("VARIANTS = ", f"{imports}\n\nVARIANTS = ")
    use = "work98_used" if imports.startswith("import work98_used") else "VALUE"
    if "VALUE" not in imports and use == "VALUE":
        use = "RATE"
    path.write_text(text.replace("return near(config)", f"{use}\n    return near(config)"))
    before, after = digest_after(package, "more", "RATE = 1", "RATE = 2")
    assert before != after


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        ("entry", "A docstring.", "Another docstring."),
        ("entry", "# a comment", "# more of it"),
        ("entry", '{"a": 1}', '{"a": 1, "b": 2}'),
        ("entry", "return VARIANTS", "return None"),
        ("far", "(x):\n    return", "(x):\n\n    return"),
    ],
)
def test_what_is_not_used_does_not_count(package: Path, module: str, old: str, new: str) -> None:
    before, after = digest_after(package, module, old, new)
    assert before == after


def test_the_classes_of_the_settings_count(package: Path) -> None:
    with_settings = sources.source_digest("work98_used.entry:measure", "work98_used.deep:deeper")
    assert with_settings != sources.source_digest("work98_used.entry:measure")


def test_what_is_not_there_is_named(package: Path) -> None:
    with pytest.raises(LookupError, match=r"no absent in work98_used\.entry"):
        sources.source_digest("work98_used.entry:absent")


def test_a_loop_depends_on_the_order_of_batches_and_not_on_the_progress_bar() -> None:
    assert sources.source_digest("shared.training.loop:Loop")
    loop = sources._module("shared.training.loop")
    assert loop is not None
    assert "shared.training.batches" in loop.imports(loop.tree)
    assert sources._without_effect("shared.training.folder.progress")
    assert not sources._without_effect("shared.training.batches")


def test_an_f_string_counts_alike_however_python_cuts_its_texts() -> None:
    (statement,) = ast.parse("f'a{x}b'").body
    whole = sources._dump(statement)
    joined = statement.value  # type: ignore[attr-defined]
    joined.values[2:] = [ast.Constant(""), ast.Constant("b"), ast.Constant("")]
    assert sources._dump(statement) == whole
    joined.values[2:] = [ast.Constant("c")]
    assert sources._dump(statement) != whole
