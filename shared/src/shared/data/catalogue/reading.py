"""Read the catalogue from its TOML, and refuse an entry that is not complete."""

import functools
import re
import tomllib
from collections import Counter
from dataclasses import MISSING, fields
from importlib import resources
from pathlib import PurePosixPath
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from shared.data.catalogue.entries import (
    DataSet,
    File,
    Local,
    Registry,
    Source,
    WebArchive,
    WebFiles,
)
from shared.data.errors import CatalogueError, UnknownDataSetError

SOURCES: dict[str, type[Source]] = {
    "local": Local,
    "web-files": WebFiles,
    "web-archive": WebArchive,
    "registry": Registry,
}
TYPES: dict[type, dict[str, Any]] = {
    kind: get_type_hints(kind) for kind in (File, *SOURCES.values())
}
SHA256 = re.compile(r"[0-9a-f]{64}")
ADDRESS = re.compile(r"https?://\S+")

Kind = TypeVar("Kind")


def find(name: str) -> DataSet:
    """Return the entry called `name`.

    Raises:
        UnknownDataSetError: there is none; the message lists those that there are.
    """
    if name not in catalogue():
        raise UnknownDataSetError(f"no data set {name!r}; there are: {', '.join(catalogue())}")
    return catalogue()[name]


@functools.cache
def catalogue() -> dict[str, DataSet]:
    """Return every entry of the course's catalogue, by name; read once."""
    return read_catalogue(
        resources.files(__package__).joinpath("catalogue.toml").read_text("utf-8")
    )


def read_catalogue(text: str) -> dict[str, DataSet]:
    """Read the entries of a catalogue in TOML, by name, in its order.

    Raises:
        CatalogueError: an entry lacks something, or says what it may not.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"the catalogue is no TOML: {error}") from None
    return {name: _read_entry(name, table) for name, table in tables.items()}


def _read_entry(name: str, table: Any) -> DataSet:
    if not isinstance(table, dict):
        raise CatalogueError(f"{name}: an entry is a table, not {table!r}")
    expected = {"title", "terms", "sources", "manifest" if "manifest" in table else "files"}
    if set(table) != expected:
        raise CatalogueError(
            f"{name}: an entry has title, terms, sources and either files or a manifest, "
            f"not {sorted(table)}"
        )
    if "manifest" in table:
        listed: Any = _read_manifest(name, table["manifest"])
    else:
        listed = table["files"]
    data_set = DataSet(
        name=name,
        title=table["title"],
        terms=table["terms"],
        files=tuple(_build(File, part, f"{name}, a file") for part in _tables(listed, name)),
        sources=tuple(_read_source(part, name) for part in _tables(table["sources"], name)),
    )
    _check(data_set)
    return data_set


def _read_manifest(name: str, manifest: Any) -> list[dict[str, Any]]:
    """Read the files of a data set that has many, from a line `SHA-256 SIZE PATH` for each."""
    path = resources.files(__package__).joinpath("manifests", str(manifest))
    try:
        rows = [line.split(" ", 2) for line in path.read_text("utf-8").splitlines()]
        return [{"sha256": digest, "size": int(size), "path": path} for digest, size, path in rows]
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{name}: the manifest {manifest!r} cannot be read: {error}") from None


def _tables(listed: Any, name: str) -> list[dict[str, Any]]:
    if not isinstance(listed, list) or not all(isinstance(part, dict) for part in listed):
        raise CatalogueError(f"{name}: files and sources are lists of tables, not {listed!r}")
    return listed


def _read_source(table: dict[str, Any], name: str) -> Source:
    kind = table.get("kind")
    if kind not in SOURCES:
        raise CatalogueError(f"{name}: a source's kind is one of {list(SOURCES)}, not {kind!r}")
    described = {key: value for key, value in table.items() if key != "kind"}
    return _build(SOURCES[kind], described, f"{name}, {kind}")


def _build(kind: type[Kind], table: dict[str, Any], where: str) -> Kind:
    """Build an object of the dataclass `kind` from a table that has just its fields, rightly typed."""
    types = TYPES[kind]
    required = {field.name for field in fields(kind) if field.default is MISSING}  # type: ignore[arg-type]
    if missing := required - set(table):
        raise CatalogueError(f"{where} has no {sorted(missing)[0]!r}")
    if unknown := set(table) - set(types):
        raise CatalogueError(f"{where}: unknown {sorted(unknown)}")
    values = {name: tuple(v) if isinstance(v, list) else v for name, v in table.items()}
    for name, value in values.items():
        if not _fits(value, types[name]):
            raise CatalogueError(f"{where}: {name} = {table[name]!r} is not what belongs there")
    return kind(**values)


def _fits(value: Any, hint: Any) -> bool:
    """Return whether a value has a field's type: a plain one, some listed strings, a tuple of strings."""
    if get_origin(hint) is Literal:
        return value in get_args(hint)
    if get_origin(hint) is tuple:
        return type(value) is tuple and all(type(part) is str for part in value)
    return type(value) is hint


def _check(data_set: DataSet) -> None:
    """Raise unless the entry is complete and its parts fit each other.

    Raises:
        CatalogueError: what is wrong with it.
    """
    name = data_set.name

    def demand(condition: bool, problem: str) -> None:
        if not condition:
            raise CatalogueError(f"{name}: {problem}")

    for text in (data_set.title, data_set.terms):
        demand(type(text) is str and bool(text.strip()), "title and terms are texts")
    demand(bool(data_set.files), "there are no files")
    demand(bool(data_set.sources), "there are no sources")
    for file in data_set.files:
        path = PurePosixPath(file.path)
        inside = path.parts and not path.is_absolute() and ".." not in path.parts
        demand(bool(inside), f"the path {file.path!r} is not inside the data set's folder")
        demand(bool(SHA256.fullmatch(file.sha256)), f"{file.sha256!r} is no SHA-256")
        demand(file.size > 0, f"{file.path} has {file.size} bytes")
    twice = [path for path, n in Counter(file.path for file in data_set.files).items() if n > 1]
    demand(not twice, f"{twice} stand there twice")
    for source in data_set.sources:
        demand(source.prefix[-1:] in ("", "/"), f"the prefix {source.prefix!r} does not end in /")
        match source:
            case WebFiles(urls):
                fits = len(urls) == len(data_set.files)
                demand(fits, f"{len(urls)} urls for {len(data_set.files)} files")
                demand(all(map(ADDRESS.fullmatch, urls)), f"{urls} are no addresses")
            case WebArchive(url):
                demand(bool(ADDRESS.fullmatch(url)), f"{url!r} is no address")
            case Registry(archive_sha256=digest):
                demand(bool(SHA256.fullmatch(digest)), f"{digest!r} is no SHA-256")
