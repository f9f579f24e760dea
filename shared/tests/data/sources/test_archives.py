"""Archives that nobody vouches for are read safely or refused."""

import io
import random
import stat
import tarfile
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packing import deb_bytes, tar_bytes, zip_bytes
from toy_data import read_files

from shared.data.errors import SourceError, UnsafeArchiveError
from shared.data.sources.archives import extract

DATA = random.Random(0).randbytes(5000)
WANTED = {"in/data": len(DATA)}
KINDS = {
    "tar": lambda content: tar_bytes(content, "w"),
    "tgz": tar_bytes,
    "txz": lambda content: tar_bytes(content, "w:xz"),
    "zip": zip_bytes,
    "deb": deb_bytes,
}


def unpack(folder, archive: bytes, wanted=WANTED, limit=1 << 20):
    path = folder / "archive"
    path.write_bytes(archive)
    into = folder / "into"
    extract(path, wanted, into, limit)
    return {
        name: data for name, data in read_files(into).items() if not name.startswith("data.tar")
    }


@pytest.mark.parametrize("kind", KINDS)
def test_only_the_wanted_member_is_written(tmp_path, kind):
    archive = KINDS[kind]({"in/data": DATA, "in/other": b"no", "setup.py": b"raise"})
    assert unpack(tmp_path, archive) == {"in/data": DATA}


@pytest.mark.parametrize("kind", ["tar", "deb"])
def test_a_leading_dot_does_not_matter(tmp_path, kind):
    assert unpack(tmp_path, KINDS[kind]({"./in/data": DATA})) == {"in/data": DATA}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["../evil", "in/../../evil", "/tmp/evil", "..\\evil", "C:\\evil"])
def test_an_archive_with_a_path_that_climbs_out_is_refused(tmp_path, kind, name):
    with pytest.raises(UnsafeArchiveError, match="climbs out"):
        unpack(tmp_path, KINDS[kind]({name: b"evil", "in/data": DATA}))
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE])
def test_a_link_in_the_place_of_a_wanted_file_is_refused_in_a_tar(tmp_path, kind):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        info = tarfile.TarInfo("in/data")
        info.type, info.linkname = kind, "/etc/passwd"
        archive.addfile(info)
    with pytest.raises(UnsafeArchiveError, match="no ordinary file"):
        unpack(tmp_path, buffer.getvalue())


def test_a_link_in_the_place_of_a_wanted_file_is_refused_in_a_zip(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("in/data")
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(UnsafeArchiveError, match="no ordinary file"):
        unpack(tmp_path, buffer.getvalue())


@pytest.mark.parametrize("kind", KINDS)
def test_a_member_longer_than_the_catalogue_says_is_cut_off(tmp_path, kind):
    bomb = KINDS[kind]({"in/data": bytes(1_000_000)})
    with pytest.raises(SourceError, match="longer than the 5000 bytes"):
        unpack(tmp_path, bomb, limit=1 << 30)
    assert (tmp_path / "into/in/data").stat().st_size <= 5000


@pytest.mark.parametrize("kind", ["tgz", "txz", "deb"])
def test_a_bomb_beside_the_wanted_member_does_not_keep_the_machine_busy(tmp_path, kind):
    bomb = KINDS[kind]({"bomb": bytes(5_000_000), "in/data": DATA})
    with pytest.raises(UnsafeArchiveError, match="unpacks to far more"):
        unpack(tmp_path, bomb)


def header(kind, size):
    """A header of the GNU form without what it announces."""
    info = tarfile.TarInfo("in/other")
    info.type, info.size = kind, size
    return bytearray(info.tobuf(tarfile.GNU_FORMAT))


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.GNUTYPE_SPARSE])
def test_a_tar_that_claims_more_than_it_holds_does_not_keep_the_machine_busy(tmp_path, kind):
    # 2**62 would take years without the limit; this takes a moment and ends with another error.
    with pytest.raises(UnsafeArchiveError, match="unpacks to far more"):
        unpack(tmp_path, header(kind, 1 << 30) + bytes(9728))


def test_a_member_that_stands_twice_is_refused(tmp_path):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for data in (b"one", b"two"):
            info = tarfile.TarInfo("in/data")
            info.size = 3
            archive.addfile(info, io.BytesIO(data))
    with pytest.raises(UnsafeArchiveError, match="twice"):
        unpack(tmp_path, buffer.getvalue())


def test_a_debian_package_of_an_unreadable_kind_is_named(tmp_path):
    with pytest.raises(SourceError, match="zstd"):
        unpack(tmp_path, deb_bytes({"in/data": DATA}, "data.tar.zst"))
    with pytest.raises(SourceError, match=r"no data\.tar"):
        unpack(tmp_path, deb_bytes({"in/data": DATA}, "other.tar.xz"))
    for elsewhere in ("data.tar/../x", "data.tar/.."):
        with pytest.raises(SourceError, match=r"no data\.tar"):
            unpack(tmp_path, deb_bytes({"in/data": DATA}, elsewhere))
    assert not (tmp_path / "x").exists()


def with_zip_field(offset: int, value: int) -> bytes:
    """A zip whose central directory has `value` in a field of its first entry."""
    archive = bytearray(zip_bytes({"in/data": DATA}))
    archive[archive.index(b"PK\x01\x02") + offset] = value
    return bytes(archive)


def sparse_without_its_map() -> bytes:
    """A tar that ends where a header says that a part of it follows."""
    data = header(tarfile.GNUTYPE_SPARSE, 0)
    data[482] = 1  # "is extended"
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data)
    return bytes(data)


@pytest.mark.parametrize(
    "archive",
    [
        with_zip_field(8, 1),
        with_zip_field(10, 99),
        deb_bytes({"in/data": DATA}).replace(b"4         `", b"four      `"),
        tar_bytes({"in/data": bytes(5000)})[:10] + b"\xff" * 20,
        sparse_without_its_map(),
    ],
    ids=[
        "zip with a password", "zip of a rare method", "deb without a length", "gzip of nonsense",
        "tar without a sparse map",
    ],
)  # fmt: skip
def test_an_archive_that_cannot_be_read_is_refused_in_the_proper_way(tmp_path, archive):
    with pytest.raises(SourceError, match="damaged or no archive"):
        unpack(tmp_path, archive)


def test_a_zip_whose_end_record_is_damaged_is_refused_in_the_proper_way(tmp_path):
    whole = zip_bytes({"in/data": DATA})
    for bit in range(8 * 22):  # of the end record: its last 22 bytes
        damaged = bytearray(whole)
        damaged[bit // 8 - 22] ^= 1 << bit % 8
        (folder := tmp_path / str(bit)).mkdir()
        assert outcome(folder, bytes(damaged)) in (None, {}, {"in/data": DATA})


def test_an_archive_that_cannot_be_opened_is_not_called_damaged(tmp_path):
    with pytest.raises(FileNotFoundError):
        extract(tmp_path / "none", WANTED, tmp_path / "into", 1)


ARCHIVES = {kind: make({"in/other": DATA[:999], "in/data": DATA}) for kind, make in KINDS.items()}


def outcome(folder, archive):
    """Return what came out of a damaged archive, or None if it was refused in the proper way."""
    try:
        return unpack(folder, archive)
    except SourceError:
        return None


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(cut=st.floats(0, 0.999))
def test_a_truncated_archive_is_refused_or_lacks_the_member(kind, cut, tmp_path_factory):
    whole = ARCHIVES[kind]
    got = outcome(tmp_path_factory.mktemp("cut"), whole[: int(cut * len(whole))])
    assert got in (None, {}, {"in/data": DATA})


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(position=st.floats(0, 0.999), flip=st.integers(1, 255))
def test_a_damaged_archive_raises_nothing_but_the_proper_error(
    kind, position, flip, tmp_path_factory
):
    damaged = bytearray(ARCHIVES[kind])
    damaged[int(position * len(damaged))] ^= flip
    outcome(tmp_path_factory.mktemp("flip"), bytes(damaged))


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    start=st.sampled_from([b"PK\x03\x04", b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"!<arch>\n", b""]),
    rest=st.binary(max_size=400),
)
def test_noise_is_never_taken_for_an_archive(start, rest, tmp_path_factory):
    assert outcome(tmp_path_factory.mktemp("noise"), start + rest) in (None, {})
