"""Find the rubric's modules in what was handed in, wherever they lie.

Only they are taken: a conftest.py or a sitecustomize.py beside them does not exist for the judge.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.damaged import BROKEN
from shared.grading.errors import HandInError, NeedsLookError
from shared.grading.hand_ins.archives import MAX_FILE, Parts, read_plain, wanted_files
from shared.plain_text import printable

ARCHIVES = (".tar.gz", ".tar.xz", ".tar.bz2", ".tgz", ".txz", ".tbz2", ".tar", ".zip")
NOT_OPENED = (".rar", ".7z", ".zst")
"""Endings of archives that are named, and never opened."""
UNWRITTEN = b"NotImplementedError"
"""What a function of the starter raises until it is written."""
MAX_INNER = 50 * 2**20
"""Bytes of an archive within an archive."""
SHOWN, LONGEST = 3, 100
"""How many files a message names, with how many characters of each path."""


@dataclass(frozen=True)
class HandIn:
    """What was handed in.

    Attributes:
        name: of the hand-in.
        sources: the text of each module that was there, by the module's full name.
    """

    name: str
    sources: Mapping[str, bytes]


class Wanted(Protocol):
    """Whatever names the modules that count: a rubric."""

    @property
    def modules(self) -> tuple[str, ...]:
        """Their full names."""


@dataclass(frozen=True)
class Modules:
    """These modules count."""

    modules: tuple[str, ...]


def read_hand_in(path: Path, rubric: Wanted) -> HandIn:
    """Find the rubric's modules in a folder or an archive.

    They may lie under any folder, as `src/package/room/module.py`, from a later folder on, or `module.py`
    alone. Those in one place belong together; what is missing there and lies once elsewhere is taken, too,
    equal files counting as one. An archive that holds nothing but another one is opened, and a single
    `module.py` is a hand-in.

    Raises:
        NeedsLookError: it is not certain which files are meant, or some may lie in what is not opened.
        HandInError: not readable, hostile, or without any of the modules.
    """
    name = safe_name(path)
    # As Path objects, names that are no UTF-8 keep their bytes.
    if path.is_symlink():
        raise HandInError(f"{name} is a link, not a hand-in")
    try:
        if not path.is_dir() and not path.is_file():
            raise HandInError(f"{name}: there is no such folder or archive")
        candidates, seen = _found(path, rubric)
    except HandInError as error:
        raise type(error)(printable(str(error))) from None
    except (*BROKEN, OSError) as error:
        raise NeedsLookError(printable(f"{name} is damaged or no archive ({error})")) from None
    sources = _choose(candidates, rubric)
    missing = [
        f"{module.rpartition('.')[2]}.py" for module in rubric.modules if module not in sources
    ]
    if missing and (packed := _packed(seen)):
        raise NeedsLookError(
            printable(f"{', '.join(missing)}: not in the hand-in. {_not_opened(packed)}")
        )
    return HandIn(name, sources)


def _found(path: Path, rubric: Wanted) -> tuple[list[_Candidate], set[Parts]]:
    """Return the files that could be modules, at least one, and all that were seen beside them.

    An archive within an archive is opened where it is the only one.
    """
    if path.is_file() and path.suffix.lower() in (".py", ".ipynb"):
        if not any(_matches((path.name,), rubric)):
            raise _nothing_counts({(path.name,)}, rubric)
        return list(_candidates((path.name,), rubric, read_plain(path, MAX_FILE))), set()
    source: Path | bytes = path
    outer: Parts = ()  # the archive within the archive
    seen: set[Parts] = set()

    def limit(parts: Parts) -> int:
        seen.add((*outer, *parts))
        return MAX_FILE if any(_matches(parts, rubric)) else 0

    for _ in range(2):
        seen.clear()
        files = wanted_files(source, limit)
        found = [one for parts, content in files for one in _candidates(parts, rubric, content)]
        if found:
            return found, seen
        archives = [parts for parts in seen if _ends(parts, ARCHIVES)]
        if len(archives) != 1 or outer:
            break
        (outer,) = archives
        inner = [content for _, content in wanted_files(source, _only(outer))]
        if len(inner) != 1:
            break
        source = inner[0]
    raise _nothing_counts(seen, rubric)


def _only(wanted: Parts) -> Callable[[Parts], int]:
    """Return a limit that wants one archive alone."""
    return lambda parts: MAX_INNER if parts == wanted else 0


def _ends(parts: Parts, endings: tuple[str, ...]) -> bool:
    """Return whether a file that is not hidden ends so: a Mac puts ._work.zip beside work.zip."""
    return parts[-1].lower().endswith(endings) and not parts[-1].startswith(".")


def _nothing_counts(seen: Collection[Parts], rubric: Wanted) -> HandInError:
    """Say what there is where none of the modules was found, and what to hand in."""
    said = f"the hand-in holds none of the files that count: {_files_that_count(rubric)}"
    notebooks = sorted(parts for parts in seen if _ends(parts, (".ipynb",)))
    if packed := _packed(seen):
        return NeedsLookError(f"{said}. {_not_opened(packed)}")
    if notebooks:
        are = "is a notebook" if len(notebooks) == 1 else "are notebooks"
        return NeedsLookError(
            f"{said}. {_listed(notebooks)} {are}: copy each function into its file and hand those in"
        )
    if others := sorted(parts for parts in seen if _ends(parts, (".py",))):
        return NeedsLookError(f"{said}. It has {_listed(others)}")
    return HandInError(said)


def _packed(seen: Collection[Parts]) -> list[Parts]:
    """Return the archives among these files."""
    return sorted(parts for parts in seen if _ends(parts, (*ARCHIVES, *NOT_OPENED)))


def _not_opened(packed: Sequence[Parts]) -> str:
    were = "was" if len(packed) == 1 else "were"
    return f"{_listed(packed)} {were} not opened: hand in the folder, or one zip or tar of it"


def _listed(files: Sequence[Parts]) -> str:
    """Name the first of these files."""
    more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
    return ", ".join("/".join(parts)[-LONGEST:] for parts in files[:SHOWN]) + more


def _files_that_count(rubric: Wanted) -> str:
    return ", ".join(f"{name.rpartition('.')[2]}.py" for name in rubric.modules)


def safe_name(path: Path) -> str:
    """Return a hand-in's name for tables and file names: its last part, without its ending."""
    name = Path(os.path.normpath(path.absolute())).name  # a link has a name of its own
    for ending in (*ARCHIVES, ".py"):
        if name.lower().endswith(ending):
            name = name[: -len(ending)]
    return printable(os.fsencode(name).decode("utf-8", "replace")) or "hand-in"


@dataclass(frozen=True)
class _Candidate:
    """A file that could be the module `module`; `root` is the folder that its package lies in."""

    module: str
    root: Parts
    length: int  # of the part of its path that names the module: src/package/module.py is 3
    content: bytes

    @property
    def path(self) -> Parts:
        """Where it lies."""
        return (*self.root, *_full(self.module)[-self.length :])


def _full(module: str) -> Parts:
    *folders, name = module.split(".")
    return ("src", *folders, f"{name}.py")


def _matches(parts: Parts, rubric: Wanted) -> Iterator[tuple[str, int]]:
    """Yield the modules whose file a path could be, and how many of its last parts say so.

    A name alone says so where no other module has it.
    """
    names = [module.rpartition(".")[2] for module in rubric.modules]
    for module, name in zip(rubric.modules, names, strict=True):
        full = _full(module)
        for start in range(len(full) if names.count(name) == 1 else len(full) - 1):
            wanted = full[start:]
            if parts[-len(wanted) :] == wanted:
                yield module, len(wanted)
                break


def _candidates(parts: Parts, rubric: Wanted, content: bytes) -> Iterator[_Candidate]:
    for module, length in _matches(parts, rubric):
        yield _Candidate(module, parts[:-length], length, content)


def _choose(candidates: Iterable[_Candidate], rubric: Wanted) -> dict[str, bytes]:
    """Choose one file for each module: those of the place that names most of them best, and what lies once.

    Raises:
        NeedsLookError: that leaves out a file, or prefers one that has more unwritten functions.
    """
    places: dict[tuple[Parts, int], dict[str, _Candidate]] = {}
    found = list(candidates)
    for candidate in found:
        depth = len(candidate.module.split("."))
        place = (candidate.root, depth + 1 - candidate.length)
        if candidate.module in places.setdefault(place, {}):
            raise NeedsLookError(f"the hand-in holds {candidate.module} twice")
        places[place][candidate.module] = candidate
    # The fuller path is the surer one; a lone module.py in tests/ or backup/ is not meant then.
    closest = min(missing for _, missing in places)
    roots = [root for root, missing in places if missing == closest]
    chosen: dict[str, _Candidate] = {}
    for root in roots:
        if chosen.keys() & places[(root, closest)].keys():
            listed = " and ".join(sorted("/".join(root) or "." for root in roots)[:SHOWN])
            raise NeedsLookError(f"the hand-in holds the assignment in several places: {listed}")
        chosen |= places[(root, closest)]
    beside = [one for one in found if [one.root] == roots and one.length == 1]
    if any(one.module.count(".") + 1 == closest for one in beside):  # files without their folders
        chosen = {**{one.module: one for one in beside}, **chosen}
    taken = dict(chosen)
    others = [
        one for one in found if one.module in chosen and one.content != chosen[one.module].content
    ]
    copies = {one.root for one in others}  # of the assignment, maybe old ones
    for module in rubric.modules:
        files = [one for one in found if one.module == module and module not in chosen]
        if len({one.content for one in files}) > 1 or any(one.root in copies for one in files):
            raise _unclear(files, "not beside the other files")
        if files:
            taken[module] = files[0]
    for one in others:
        if one.content.count(UNWRITTEN) < chosen[one.module].content.count(UNWRITTEN):
            raise _unclear([chosen[one.module], one], "the first with more unwritten functions")
    return {module: one.content for module, one in taken.items()}


def _unclear(files: Sequence[_Candidate], what: str) -> NeedsLookError:
    """Say that it is not guessed which of these files counts."""
    file = f"{files[0].module.rpartition('.')[2]}.py"
    listed = printable(_listed([one.path for one in files]))
    return NeedsLookError(f"{file} lies in {listed}, {what}: which one counts is not guessed")
