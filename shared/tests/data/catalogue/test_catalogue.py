"""The catalogue's entries are complete and consistent, and an entry that is not is refused."""

import re
from pathlib import Path

import pytest

import shared.data
from shared.data.catalogue.entries import DataSet, File, Local, Registry, WebArchive, WebFiles
from shared.data.catalogue.reading import catalogue, find, read_catalogue
from shared.data.errors import CatalogueError, UnknownDataSetError
from shared.data.forms.form import FORMS

ENTRIES = list(catalogue().values())
DIGEST = "0123456789abcdef" * 4

COMPLETE = f"""
[toy]
title = "A toy"
terms = "none"
files = [{{ path = "a.txt", size = 3, sha256 = "{DIGEST}" }}]

[[toy.sources]]
kind = "local"
where = "toy"

[[toy.sources]]
kind = "web-files"
urls = ["https://example.org/a.txt.gz"]

[[toy.sources]]
kind = "web-archive"
url = "https://example.org/toy.zip"
form = "cifar10-pngs"

[[toy.sources]]
kind = "registry"
client = "npm"
package = "toy@1.0.0"
archive_sha256 = "{DIGEST}"
prefix = "package/"
"""


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_each_entry_is_complete(entry):
    assert find(entry.name) is entry
    assert re.fullmatch(r"[a-z0-9-]+", entry.name)
    assert entry.title.strip()
    assert entry.terms.strip(), "whoever fetches it must know under whose terms"
    assert entry.files
    for file in entry.files:
        assert re.fullmatch(r"[0-9a-f]{64}", file.sha256)
        assert file.size > 0
    assert entry.size == sum(file.size for file in entry.files)
    assert isinstance(entry.sources[0], Local), "every data set can be given by hand"
    assert not all(isinstance(source, Local) for source in entry.sources), "and be fetched"
    for source in entry.sources:
        assert FORMS[source.form].inputs(entry)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
def test_sources_stand_in_the_promised_order(entry):
    kinds = [Local, (WebFiles, WebArchive), Registry]
    order = [next(i for i, kind in enumerate(kinds) if isinstance(s, kind)) for s in entry.sources]
    assert order == sorted(order), "user's folder, then official address, then registry"


def test_a_hash_in_the_name_of_a_file_of_weights_begins_its_digest():
    stated = [
        (match[1], file.sha256)
        for entry in ENTRIES
        for file in entry.files
        if (match := re.search(r"-([0-9a-f]{8})\.", file.path))
    ]
    assert len(stated) == 7
    assert all(digest.startswith(prefix) for prefix, digest in stated)


def test_no_host_of_a_package_registry_is_named():
    hosts = re.compile(r"pypi\.org|pythonhosted|npmjs|debian\.org|ubuntu\.com")
    folder = Path(shared.data.__file__).parent
    paths = [path for path in folder.rglob("*") if path.suffix in {".py", ".toml", ".txt"}]
    assert folder / "catalogue/catalogue.toml" in paths
    for path in paths:
        assert not hosts.search(path.read_text()), path


def test_an_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(UnknownDataSetError, match=r"'mnits'.*house-prices.*mnist"):
        find("mnits")


def test_every_kind_of_source_is_read():
    assert read_catalogue(COMPLETE)["toy"] == DataSet(
        name="toy",
        title="A toy",
        terms="none",
        files=(File("a.txt", DIGEST, 3),),
        sources=(
            Local("toy"),
            WebFiles(("https://example.org/a.txt.gz",)),
            WebArchive("https://example.org/toy.zip", form="cifar10-pngs"),
            Registry("npm", "toy@1.0.0", DIGEST, prefix="package/"),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "A toy"\n', "", "toy: an entry has title"),
        ('terms = "none"', 'terms = " "', "toy: title and terms are texts"),
        ('terms = "none"', "terms = 1", "toy: title and terms are texts"),
        ('terms = "none"', 'terms = "none"\nlicense = "MIT"', "license"),
        ('terms = "none"', 'terms = "none"\nmanifest = "bccd.txt"', "either files or a manifest"),
        ("files = [{", "files = 1 # {", "lists of tables, not 1"),
        ("files = [{", "files = [] # {", "toy: there are no files"),
        (f', sha256 = "{DIGEST}"', "", "toy, a file has no 'sha256'"),
        ("size = 3", "size = 0", "a.txt has 0 bytes"),
        ("size = 3", 'size = "3"', "size = '3' is not what belongs there"),
        ("size = 3", "size = true", "size = True is not what belongs there"),
        (f'sha256 = "{DIGEST}" }}', 'sha256 = "0123" }', "'0123' is no SHA-256"),
        ('path = "a.txt"', 'path = "../a.txt"', "not inside the data set's folder"),
        ('path = "a.txt"', 'path = "/a.txt"', "not inside the data set's folder"),
        ('kind = "local"', 'kind = "ftp"', "'ftp'"),
        ('kind = "local"\n', "", "not None"),
        ('where = "toy"', 'path = "toy"', "toy, local has no 'where'"),
        ('where = "toy"', 'where = "toy"\nhost = "x"', r"toy, local: unknown \['host'\]"),
        ('where = "toy"', 'where = "toy"\nform = "xml"', "form = 'xml'"),
        ('where = "toy"', 'where = "toy"\nprefix = "x"', "'x' does not end in /"),
        ('txt.gz"]', 'txt.gz", "https://example.org/b"]', "2 urls for 1 files"),
        ('urls = ["https', 'urls = ["ftp', "are no addresses"),
        ('url = "https', 'url = "file', "is no address"),
        ('client = "npm"', 'client = "curl"', "client = 'curl'"),
        (f'archive_sha256 = "{DIGEST}"', 'archive_sha256 = ""', "'' is no SHA-256"),
        ("[toy]", "[toy", "no TOML"),
        ("[toy]", "other = 1\n[toy]", "other: an entry is a table, not 1"),
    ],
)
def test_an_entry_that_is_not_complete_is_refused(old, new, message):
    assert old in COMPLETE
    with pytest.raises(CatalogueError, match=message):
        read_catalogue(COMPLETE.replace(old, new, 1))


def test_a_file_may_not_stand_there_twice():
    twice = re.sub(r"files = \[(.*)\]", r"files = [\1, \1]", COMPLETE)
    with pytest.raises(CatalogueError, match=r"\['a.txt'\] stand there twice"):
        read_catalogue(twice)


def test_a_manifest_that_is_not_there_is_named():
    entry = re.sub(r"files = .*", 'manifest = "nothing.txt"', COMPLETE)
    with pytest.raises(CatalogueError, match=r"the manifest 'nothing\.txt' cannot be read"):
        read_catalogue(entry)
