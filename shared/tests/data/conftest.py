"""An empty cache, and clients that hand out what a test prepared."""

import stat
import sys
from pathlib import Path

import pytest
from toy_data import CONTENT, toy

from shared.data.catalogue.entries import DataSet, Source
from shared.data.catalogue.reading import catalogue

CLIENT = """#!{python} -IS
import os, shutil, sys
with open(os.environ["CLIENT_LOG"], "a") as log:
    print({name!r}, *sys.argv[1:], file=log)
if sys.argv[-1] == "--version":
    sys.exit(0)
if "CLIENT_ARCHIVE" not in os.environ:
    sys.exit("noise\\nnpm error code E404\\nmore noise")
shutil.copy(os.environ["CLIENT_ARCHIVE"], ".")
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder of the test's own; no user folder."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("DL_CACHE", str(folder))
    monkeypatch.delenv("DL_DATA", raising=False)
    return folder


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    folder = tmp_path / "user"
    folder.mkdir()
    monkeypatch.setenv("DL_DATA", str(folder))
    return folder


@pytest.fixture
def register(monkeypatch):
    """Put a toy data set with the given sources into the catalogue."""

    def put(*sources: Source, content: dict[str, bytes] = CONTENT) -> DataSet:
        data_set = toy(*sources, content=content)
        monkeypatch.setitem(catalogue(), "toy", data_set)
        return data_set

    return put


class Clients:
    """Fake pip, npm and apt-get, alone on PATH; each call is one line of the log."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.bin, self.log, self.monkeypatch = folder / "bin", folder / "log", monkeypatch
        self.bin.mkdir()
        for name in ("pip", "npm", "apt-get"):
            self.add(name)
        monkeypatch.setenv("PATH", str(self.bin))
        monkeypatch.setenv("CLIENT_LOG", str(self.log))
        # Without this the real pip of the environment would answer.
        monkeypatch.setattr("shared.data.sources.clients.importlib.util.find_spec", lambda _: None)

    def add(self, name: str) -> None:
        script = self.bin / name
        script.write_text(CLIENT.format(python=sys.executable, name=name))
        script.chmod(script.stat().st_mode | stat.S_IXUSR)

    def give(self, archive: Path) -> None:
        self.monkeypatch.setenv("CLIENT_ARCHIVE", str(archive))

    def remove(self, name: str) -> None:
        (self.bin / name).unlink()

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []


@pytest.fixture
def clients(tmp_path, monkeypatch):
    return Clients(tmp_path, monkeypatch)
