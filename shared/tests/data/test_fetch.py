"""`fetch` gives verified files or one clear error, and leaves nothing half-written."""

import errno
import gzip
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from packing import pack, zip_bytes
from toy_data import CONTENT, read_files, visible, write_files

from shared.data import CacheError, DataUnavailableError, cache_folder, fetch, unchanged
from shared.data.catalogue.entries import Local, Registry, WebFiles
from shared.data.files import sha256

NPM = Registry("npm", "toy@1.0.0", "0" * 64, prefix="package/")
PACKED = {f"package/{path}": data for path, data in CONTENT.items()}


def test_a_folder_of_the_users_is_copied_and_then_no_longer_needed(register, user_folder, cache):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    assert fetch("toy") == cache / "toy"
    assert read_files(cache / "toy") == CONTENT
    (user_folder / "toy" / "a.txt").unlink()
    assert fetch("toy") == cache / "toy"


def test_gzipped_files_in_the_users_folder_are_unpacked(register, user_folder, cache):
    register(Local("toy"))
    packed = {f"{path}.gz": gzip.compress(data) for path, data in CONTENT.items()}
    write_files(user_folder / "toy", packed)
    assert read_files(fetch("toy")) == CONTENT


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:20],  # cut off
        lambda data: data[:10] + b"\xff" + data[11:],  # no such kind of block
        lambda data: data[:-8] + bytes(4) + data[-4:],  # another checksum
        lambda data: b"no gzip",
    ],
)
def test_a_damaged_gzip_file_is_refused(register, user_folder, cache, damage):
    register(Local("toy"))
    packed = {f"{path}.gz": gzip.compress(data) for path, data in CONTENT.items()}
    write_files(user_folder / "toy", packed | {"a.txt.gz": damage(packed["a.txt.gz"])})
    with pytest.raises(DataUnavailableError, match=r"a\.txt\.gz is damaged"):
        fetch("toy")
    assert visible(cache) == []


def test_what_is_in_the_cache_needs_no_lock_so_the_cache_may_be_read_only(
    register, user_folder, cache, monkeypatch
):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    fetch("toy")

    def read_only(path):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(path))

    monkeypatch.setattr("shared.data.cache.FileLock", read_only)
    assert read_files(fetch("toy")) == CONTENT
    (cache / "toy" / "a.txt").unlink()
    with pytest.raises(CacheError, match="Read-only file system"):
        fetch("toy")


def test_a_packed_archive_in_the_users_folder_is_read(register, user_folder):
    register(Local("deep/toy.zip", prefix="inside/"))
    archive = zip_bytes({f"inside/{path}": data for path, data in CONTENT.items()})
    write_files(user_folder, {"deep/toy.zip": archive})
    assert read_files(fetch("toy")) == CONTENT


@pytest.mark.parametrize(
    ("client", "archive"), [("pip", "toy.whl"), ("npm", "toy.tgz"), ("apt-get", "toy.deb")]
)
def test_each_registry_client_can_give_the_files(register, clients, tmp_path, client, archive):
    register(Registry(client, "toy", "0" * 64, prefix="package/"))
    clients.give(pack(tmp_path, archive, PACKED))
    assert read_files(fetch("toy")) == CONTENT
    assert clients.calls[-1].startswith(client)


def test_sources_are_tried_in_order_until_one_is_right(register, user_folder, clients, tmp_path):
    register(Local("wrong"), Local("toy"), NPM)
    write_files(user_folder / "wrong", CONTENT | {"a.txt": b"x" * len(CONTENT["a.txt"])})
    write_files(user_folder / "toy", CONTENT)
    assert read_files(fetch("toy")) == CONTENT
    assert clients.calls == [], "an earlier source had the files"


@pytest.mark.parametrize("position", [0, 300, 599])
def test_one_wrong_byte_anywhere_is_noticed(register, user_folder, cache, position):
    register(Local("toy"))
    data = bytearray(CONTENT["a.txt"])
    data[position] ^= 1
    write_files(user_folder / "toy", CONTENT | {"a.txt": bytes(data)})
    with pytest.raises(DataUnavailableError, match=r"wrong SHA-256 of a\.txt"):
        fetch("toy")
    assert visible(cache) == []


@pytest.mark.parametrize("change", [lambda data: data[:-1], lambda data: data + b"x"])
def test_a_shorter_or_longer_file_is_refused(register, user_folder, cache, change):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT | {"b/c.txt": change(CONTENT["b/c.txt"])})
    with pytest.raises(DataUnavailableError, match=r"c\.txt"):
        fetch("toy")
    assert visible(cache) == []


def test_the_refusal_names_every_source_its_reason_and_the_remedy(register, clients, monkeypatch):
    # Port 9 (discard) of this machine: nobody listens, no name is looked up.
    monkeypatch.setenv("NO_PROXY", "*")
    web = WebFiles(("http://127.0.0.1:9/a.txt", "http://127.0.0.1:9/c.txt"))
    register(Local("toy"), Local("toy.zip"), web, NPM)
    with pytest.raises(DataUnavailableError) as caught:
        fetch("toy")
    message = str(caught.value)
    assert message.count("DL_DATA is not set") == 1
    for part in (
        "toy: no source",
        "http://127.0.0.1:9/a.txt and 1 more: no connection to the host",
        "npm pack toy@1.0.0: exit code 1: npm error code E404",
        "set DL_DATA to a folder that holds toy/a.txt or toy.zip",
        "--data sample",
    ):
        assert part in message


def test_a_missing_client_is_a_reason_not_a_crash(register, clients):
    register(NPM)
    clients.remove("npm")
    with pytest.raises(DataUnavailableError, match="there is no npm on PATH"):
        fetch("toy")


def test_a_user_folder_that_does_not_exist_is_named(register, monkeypatch, tmp_path):
    register(Local("toy"))
    monkeypatch.setenv("DL_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DataUnavailableError, match=r"DL_DATA=.*nowhere is not a folder"):
        fetch("toy")


def test_local_only_never_calls_a_client(register, clients):
    register(Local("toy"), NPM)
    with pytest.raises(DataUnavailableError):
        fetch("toy", local_only=True)
    assert clients.calls == []


def test_a_truncated_file_in_the_cache_is_fetched_again(register, user_folder, cache):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    (fetch("toy") / "a.txt").write_bytes(b"cut")
    assert read_files(fetch("toy")) == CONTENT
    assert visible(cache) == ["toy"]


def test_what_a_killed_process_left_is_removed(register, user_folder, cache):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    write_files(cache / ".toy.partial-1a2b" / "files", {"a.txt": b"half"})
    write_files(cache / ".toy-two.partial-1a2b", {"a.txt": b"another data set's"})
    fetch("toy")
    assert visible(cache) == [".toy-two.partial-1a2b", "toy"]


def test_a_cache_that_cannot_be_made_is_reported_with_the_remedy(
    register, user_folder, tmp_path, monkeypatch
):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DL_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(CacheError, match="set DL_CACHE"):
        fetch("toy")


CHILD = """
import resource, sys
from toy_data import toy
from shared.data import DataError, fetch
from shared.data.catalogue.reading import catalogue
from shared.data.catalogue.entries import Local, Registry
catalogue()["toy"] = toy(Local("toy"), Registry("npm", "toy@1.0.0", "0" * 64, prefix="package/"))
if len(sys.argv) > 1:  # a disk that takes no more than this
    sys.dont_write_bytecode = True  # Python would keep the halves that fit
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
try:
    print(fetch("toy"))
except DataError as error:
    sys.exit(f"{type(error).__name__}: {error}")
"""


def child_command(*arguments):
    return [sys.executable, "-c", CHILD, *arguments]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
def test_a_full_disk_stops_at_once_and_leaves_nothing(user_folder, cache, clients, request):
    write_files(user_folder / "toy", CONTENT)
    ended = subprocess.run(
        child_command("500"), cwd=request.path.parent, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("CacheError: cannot write"), ended.stderr
    assert "Free some space" in ended.stderr
    assert clients.calls == [], "another source cannot help a full disk"
    assert visible(cache) == []


WAITING_CLIENT = """#!{python} -IS
import pathlib, shutil, time
with open({log!r}, "a") as log:
    print("call", file=log)
others = [pathlib.Path(path) for path in {others!r}]
deadline = time.monotonic() + 60
while sum("waiting" in path.read_text() for path in others) < len(others) - 1:
    if time.monotonic() > deadline:
        raise SystemExit("the others never waited")
    time.sleep(0.01)
shutil.copy({archive!r}, ".")
"""


def test_of_several_processes_one_downloads_and_the_others_wait(cache, clients, tmp_path, request):
    logs = [tmp_path / f"stderr{number}" for number in range(3)]
    archive = pack(tmp_path, "toy.tgz", PACKED)
    # The download ends only when every other process has said that it waits.
    (clients.bin / "npm").write_text(
        WAITING_CLIENT.format(
            python=sys.executable,
            log=str(clients.log),
            others=[str(log) for log in logs],
            archive=str(archive),
        )
    )
    processes = []
    for log in logs:
        with log.open("w") as stderr:
            processes.append(
                subprocess.Popen(
                    child_command(),
                    cwd=request.path.parent,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    text=True,
                )
            )
    outputs = [process.communicate(timeout=300)[0] for process in processes]
    assert outputs == [f"{cache / 'toy'}\n"] * 3, [log.read_text() for log in logs]
    assert clients.calls == ["call"], "more than one process downloaded"
    assert read_files(cache / "toy") == CONTENT


def test_an_archive_repacked_by_its_registry_is_fine_since_content_decides(
    register, clients, tmp_path
):
    archive = pack(tmp_path, "toy.tgz", PACKED | {"package/new.txt": b"new"})
    register(NPM)
    assert hashlib.sha256(archive.read_bytes()).hexdigest() != NPM.archive_sha256
    clients.give(archive)
    assert read_files(fetch("toy")) == CONTENT, "only the catalogue's files are taken"


def test_a_file_changed_in_the_cache_is_noticed_at_its_next_use(
    register, user_folder, cache, capsys
):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    file = fetch("toy") / "a.txt"
    file.write_bytes(b"x" * len(CONTENT["a.txt"]))
    os.utime(file, ns=(1, 1))  # clocks of file systems are coarse
    assert read_files(fetch("toy")) == CONTENT
    assert "were changed; getting it again" in capsys.readouterr().err
    file.write_bytes(b"x" * len(CONTENT["a.txt"]))
    os.utime(file, ns=(1, 1))
    (user_folder / "toy" / "a.txt").unlink()
    with pytest.raises(DataUnavailableError, match="no source gave the right files"):
        fetch("toy")


def test_files_are_digested_once_for_each_modification_time(
    register, user_folder, cache, monkeypatch
):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    file = fetch("toy") / "a.txt"
    digested = []
    monkeypatch.setattr(unchanged, "sha256", lambda path: digested.append(path) or sha256(path))
    fetch("toy")
    assert digested == []
    os.utime(file, ns=(1, 1))
    fetch("toy")
    fetch("toy")
    assert digested == [file]


@pytest.mark.parametrize("note", ["", "[]", "{", "null", '{"a.txt": 3}'])
def test_a_damaged_note_is_made_anew(register, user_folder, cache, note):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    fetch("toy")
    (cache / ".toy.verified").write_text(note)
    assert read_files(fetch("toy")) == CONTENT
    assert len(json.loads((cache / ".toy.verified").read_text())) == len(CONTENT)


def test_a_user_without_a_home_has_a_folder_in_the_temporary_one(monkeypatch, tmp_path):
    monkeypatch.delenv("DL_CACHE")
    monkeypatch.setattr("shared.data.cache.user_cache_path", lambda name: Path("~/.cache") / name)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cache_folder() == tmp_path / f"coursework-{os.getuid()}"
    cache_folder().mkdir()
