"""The user's package clients install nothing, and their failures are told."""

import sys

import pytest
from packing import pack

from shared.data.catalogue.entries import Registry
from shared.data.errors import SourceError
from shared.data.sources.clients import download_package


def package(client, name):
    return Registry(client, name, "0" * 64)


@pytest.fixture
def into(tmp_path):
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_pip_downloads_one_wheel_without_its_dependencies(clients, tmp_path, into):
    clients.give(pack(tmp_path, "toy-1.whl", {}))
    assert download_package(package("pip", "toy==1"), into) == into / "toy-1.whl"
    call = clients.calls[-1].split()
    assert call[:2] == ["pip", "download"]
    assert {"--no-deps", "--only-binary=:all:", "toy==1"} <= set(call)


def test_pip_of_this_environment_is_preferred(clients, tmp_path, into, monkeypatch):
    module = tmp_path / "modules" / "pip"
    module.mkdir(parents=True)
    (module / "__init__.py").write_text("")
    (module / "__main__.py").write_text("open('own.whl', 'w').close()")
    monkeypatch.setenv("PYTHONPATH", str(module.parent))
    monkeypatch.setattr("shared.data.sources.clients.importlib.util.find_spec", lambda name: name)
    assert download_package(package("pip", "toy==1"), into) == into / "own.whl"
    assert clients.calls == []


def test_uv_lends_a_pip_where_there_is_none(clients, tmp_path, into):
    clients.give(pack(tmp_path, "toy-1.whl", {}))
    clients.remove("pip")
    clients.add("uv")
    assert download_package(package("pip", "toy==1"), into) == into / "toy-1.whl"
    assert clients.calls[-1].startswith("uv tool run pip download")


def test_npm_packs_without_running_scripts(clients, tmp_path, into):
    clients.give(pack(tmp_path, "toy-1.tgz", {}))
    assert download_package(package("npm", "toy@1"), into) == into / "toy-1.tgz"
    call = clients.calls[-1].split()
    assert call[:3] == ["npm", "pack", "toy@1"]
    assert "--ignore-scripts" in call


def test_apt_get_downloads_without_installing(clients, tmp_path, into):
    clients.give(pack(tmp_path, "toy_1.deb", {}))
    assert download_package(package("apt-get", "toy"), into) == into / "toy_1.deb"
    assert clients.calls == ["apt-get download toy"]


@pytest.mark.parametrize("client", ["pip", "npm", "apt-get"])
def test_a_failing_client_is_quoted_in_one_line(clients, into, client):
    with pytest.raises(SourceError, match=r"^exit code 1: npm error code E404$"):
        download_package(package(client, "toy"), into)


@pytest.mark.parametrize(
    "complaint",
    [
        "WARNING: Retrying after connection broken by 'NewConnectionError(…)'\nERROR: No matching",
        "npm error code EAI_AGAIN\nnpm error syscall getaddrinfo",
        "E: Failed to fetch http://…  Temporary failure resolving 'mirror'",
    ],
)
def test_a_client_without_a_network_is_told_in_the_same_words(clients, into, complaint):
    (clients.bin / "npm").write_text(f"#!{sys.executable} -IS\nimport sys\nsys.exit({complaint!r})")
    with pytest.raises(SourceError, match="exit code 1: no connection to the registry"):
        download_package(package("npm", "toy"), into)


@pytest.mark.parametrize("client", ["pip", "npm", "apt-get"])
def test_a_missing_client_is_named(clients, into, client):
    clients.remove(client)
    with pytest.raises(SourceError, match=f"there is no {client}"):
        download_package(package(client, "toy"), into)


def test_two_archives_are_one_too_many(clients, tmp_path, into):
    clients.give(pack(tmp_path, "toy-1.tgz", {}))
    (into / "other.tgz").write_bytes(b"")
    with pytest.raises(SourceError, match="2 archives where one was expected"):
        download_package(package("npm", "toy"), into)
