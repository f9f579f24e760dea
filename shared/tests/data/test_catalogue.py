"""The catalogue's entries are complete and consistent."""

import re
from pathlib import Path, PurePosixPath

import pytest

import shared.data
from shared.data.catalogue.entries import Local, Registry, WebArchive, WebFiles
from shared.data.catalogue.reading import CATALOGUE, find
from shared.data.errors import UnknownDataSetError
from shared.data.forms.form import FORMS

ENTRIES = list(CATALOGUE.values())
HEX = re.compile(r"[0-9a-f]{64}")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_every_file_has_a_full_digest_a_length_and_a_path_inside_its_folder(entry):
    assert entry.files
    for file in entry.files:
        assert HEX.fullmatch(file.sha256), f"{file.path}: {file.sha256} is no SHA-256"
        assert file.size > 0
        path = PurePosixPath(file.path)
        assert not path.is_absolute()
        assert ".." not in path.parts


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_sources_stand_in_the_promised_order_and_fit_the_files(entry):
    kinds = [Local, (WebFiles, WebArchive), Registry]
    order = [next(i for i, kind in enumerate(kinds) if isinstance(s, kind)) for s in entry.sources]
    assert order == sorted(order), "user's folder, then official address, then registry"
    assert order[0] == 0, "every data set can be given by hand"
    for source in entry.sources:
        assert FORMS[source.form].inputs(entry)
        assert source.prefix == "" or source.prefix.endswith("/")
        if isinstance(source, WebFiles):
            assert len(source.urls) == len(entry.files)
        if isinstance(source, Registry):
            assert HEX.fullmatch(source.archive_sha256)


def test_a_hash_in_the_name_of_a_file_of_weights_begins_its_digest():
    stated = [
        (match[1], file.sha256)
        for entry in ENTRIES
        for file in entry.files
        if (match := re.search(r"-([0-9a-f]{8})\.", file.path))
    ]
    assert len(stated) == 7
    assert all(digest.startswith(prefix) for prefix, digest in stated)


def test_no_host_of_a_package_registry_stands_in_the_code():
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs|debian\.org|ubuntu\.com")
    for path in Path(shared.data.__file__).parent.rglob("*.py"):
        assert not hosts.search(path.read_text()), path


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownDataSetError, match=r"'mnits'.*house-prices.*mnist"):
        find("mnits")
