"""Only the rubric's files are taken, from wherever they lie, and never through a trick."""

import io
import os
import tarfile
import zipfile

import pytest

from shared.grading.errors import HandInError, NeedsLookError
from shared.grading.hand_ins import archives
from shared.grading.hand_ins.hand_in import Modules, read_hand_in, safe_name

SUMS, HONEST = b"# sums\n", b"# honest\n"
FILES = {"src/work90_toy/sums.py": SUMS, "src/work90_toy/honest.py": HONEST}
BOTH = {"work90_toy.sums": SUMS, "work90_toy.honest": HONEST}


def folder_of(files, path):
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def zip_of(files, path):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def tar_of(files, path, mode="w"):
    with tarfile.open(path, mode) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return path


@pytest.fixture(params=["folder", "zip", "tar", "tar.gz", "tar.xz", "tar.bz2"])
def pack(request, tmp_path):
    def packed(files):
        if request.param == "folder":
            return folder_of(files, tmp_path / "alice")
        if request.param == "zip":
            return zip_of(files, tmp_path / "alice.zip")
        mode = "w:" + request.param.partition(".")[2]
        return tar_of(files, tmp_path / f"alice.{request.param}", mode)

    return packed


@pytest.mark.parametrize("prefix", ["", "alice/", "a/b/c d/", "src/"])
@pytest.mark.parametrize("start", ["src/work90_toy/", "work90_toy/", ""])
def test_the_files_are_found_under_any_folder(tmp_path, rubric, prefix, start):
    files = {
        prefix + start + name: text for name, text in (("sums.py", SUMS), ("honest.py", HONEST))
    }
    hand_in = read_hand_in(folder_of(files, tmp_path / "alice"), rubric)
    assert hand_in.name == "alice"
    assert hand_in.sources == BOTH


def test_every_form_of_archive_is_read(pack, rubric):
    hand_in = read_hand_in(pack(FILES), rubric)
    assert hand_in.name == "alice"
    assert hand_in.sources == BOTH


def test_nothing_else_is_taken(pack, rubric):
    others = dict.fromkeys(
        ("conftest.py", "sitecustomize.py", "src/work90_toy/__init__.py", "src/numpy.py",
         "grading/checks.py", "pyproject.toml", "src/work90_toy/sums.pyc", "__MACOSX/sums.py",
         "tests/sums.py", "src/work90_toy/sums.py.bak", "results/results.json"),
        b"raise SystemExit",
    )  # fmt: skip
    assert read_hand_in(pack({**others, **FILES}), rubric).sources == BOTH


def test_a_part_is_enough(pack, rubric):
    assert read_hand_in(pack({"sums.py": SUMS}), rubric).sources == {"work90_toy.sums": SUMS}


def test_none_of_the_files_is_said(pack, rubric):
    with pytest.raises(HandInError, match=r"none of the files that count: sums\.py, honest\.py"):
        read_hand_in(pack({"report.pdf": b"%PDF"}), rubric)


def test_two_places_are_ambiguous(pack, rubric):
    twice = {
        **{f"old/{k}": v for k, v in FILES.items()},
        **{f"new/{k}": v for k, v in FILES.items()},
    }
    with pytest.raises(NeedsLookError, match="several places: new and old"):
        read_hand_in(pack(twice), rubric)


@pytest.mark.parametrize("start", ["src/work90_toy/", "work90_toy/", ""])
def test_files_that_lie_once_each_are_taken_from_their_places(pack, rubric, start):
    files = {f"first/{start}sums.py": SUMS, f"second/{start}honest.py": HONEST}
    assert read_hand_in(pack(files), rubric).sources == BOTH


def test_a_large_file_is_refused(pack, rubric):
    with pytest.raises(HandInError, match="larger than"):
        read_hand_in(pack({"sums.py": b"#" * (archives.MAX_FILE + 1)}), rubric)


@pytest.mark.parametrize(
    "name", ["../sums.py", "/etc/sums.py", "a/../../sums.py", "C:\\sums.py", "..\\x"]
)
@pytest.mark.parametrize("kind", [zip_of, tar_of])
def test_a_path_that_climbs_out_is_refused(tmp_path, rubric, name, kind):
    path = kind({**FILES, name: b"x"}, tmp_path / "mallory")
    with pytest.raises(HandInError, match="climbs out"):
        read_hand_in(path, rubric)


@pytest.fixture
def secret(tmp_path):
    path = tmp_path / "secret.py"
    path.write_text("the answers")
    return path


def test_links_in_a_folder_are_not_followed(tmp_path, rubric, secret):
    folder = folder_of({"src/work90_toy/honest.py": HONEST}, tmp_path / "mallory")
    (folder / "src/work90_toy/sums.py").symlink_to(secret)
    with pytest.raises(HandInError, match="is a link"):
        read_hand_in(folder, rubric)
    elsewhere = folder_of(FILES, tmp_path / "elsewhere")
    other = tmp_path / "other"
    other.mkdir()
    (other / "src").symlink_to(elsewhere / "src")
    with pytest.raises(HandInError, match="none of the files"):
        read_hand_in(other, rubric)
    (tmp_path / "link").symlink_to(elsewhere)
    with pytest.raises(HandInError, match="is a link"):
        read_hand_in(tmp_path / "link", rubric)


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE]
)
def test_links_and_devices_in_a_tar_are_refused(tmp_path, rubric, secret, kind):
    with tarfile.open(tmp_path / "mallory.tar", "w") as archive:
        info = tarfile.TarInfo("src/work90_toy/sums.py")
        info.type, info.linkname = kind, str(secret)
        archive.addfile(info)
    with pytest.raises(HandInError, match="link or no ordinary file"):
        read_hand_in(tmp_path / "mallory.tar", rubric)


def test_a_link_in_a_zip_is_refused(tmp_path, rubric, secret):
    with zipfile.ZipFile(tmp_path / "mallory.zip", "w") as archive:
        info = zipfile.ZipInfo("sums.py")
        info.external_attr = 0o120777 << 16
        archive.writestr(info, str(secret))
    with pytest.raises(HandInError, match="is a link"):
        read_hand_in(tmp_path / "mallory.zip", rubric)


def test_a_pipe_is_not_waited_at(tmp_path, rubric):
    folder = folder_of({}, tmp_path)
    (folder / "src").mkdir()
    os.mkfifo(folder / "sums.py")
    with pytest.raises(HandInError, match="no ordinary file"):
        read_hand_in(folder, rubric)


def test_a_bomb_in_a_zip_is_read_only_up_to_the_limit(tmp_path, rubric):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("sums.py", "w") as member:
            for _ in range(64):
                member.write(bytes(2**20))
        archive.writestr("zeros", bytes(2**24))
    with pytest.raises(HandInError, match="larger than"):
        read_hand_in(tmp_path / "bomb.zip", rubric)


def test_a_bomb_in_a_tar_is_read_only_up_to_the_limit(tmp_path, rubric, monkeypatch):
    monkeypatch.setattr(archives, "MAX_UNPACKED", 2**20)
    path = tar_of({"zeros": bytes(2**22), **FILES}, tmp_path / "bomb.tar.gz", "w:gz")
    with pytest.raises(HandInError, match="unpacks to more than"):
        read_hand_in(path, rubric)


@pytest.mark.parametrize("kind", [tarfile.REGTYPE, tarfile.GNUTYPE_SPARSE])
def test_a_tar_that_claims_more_than_it_holds_is_read_only_up_to_the_limit(tmp_path, rubric, kind):
    # 2**62 would take years without the limit; this takes a moment and ends with another error.
    info = tarfile.TarInfo("other")
    info.type, info.size = kind, 2**30
    path = tmp_path / "mallory.tar"
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + bytes(9728))
    with pytest.raises(HandInError, match="unpacks to more than"):
        read_hand_in(path, rubric)


@pytest.mark.parametrize("kind", [zip_of, tar_of, folder_of])
def test_too_many_entries_are_refused(tmp_path, rubric, monkeypatch, kind):
    monkeypatch.setattr(archives, "MAX_ENTRIES", 50)
    path = kind({**{f"f{i}": b"" for i in range(60)}, **FILES}, tmp_path / "many")
    with pytest.raises(HandInError, match="more than 50"):
        read_hand_in(path, rubric)


@pytest.mark.parametrize(
    "content", [b"", b"PK\3\4 broken", b"\x1f\x8b broken", b"hello", bytes(2000)]
)
def test_what_is_no_archive_is_one_error(tmp_path, rubric, content):
    path = tmp_path / "broken.zip"
    path.write_bytes(content)
    with pytest.raises(HandInError):
        read_hand_in(path, rubric)


def test_a_truncated_archive_is_one_error(tmp_path, rubric):
    for path in (zip_of(FILES, tmp_path / "a.zip"), tar_of(FILES, tmp_path / "a.tar.gz", "w:gz")):
        path.write_bytes(path.read_bytes()[:-60])
        with pytest.raises(HandInError, match="damaged"):
            read_hand_in(path, rubric)


def test_a_zip_whose_end_record_is_damaged_is_one_error(tmp_path, rubric):
    path = zip_of(FILES, tmp_path / "a.zip")
    damaged = bytearray(path.read_bytes())
    damaged[-4] ^= 128  # of the place of the directory, which is then before the start
    path.write_bytes(damaged)
    with pytest.raises(HandInError, match="damaged or no archive"):
        read_hand_in(path, rubric)


def test_a_missing_hand_in_is_named(tmp_path, rubric):
    with pytest.raises(HandInError, match="nobody: there is no such"):
        read_hand_in(tmp_path / "nobody", rubric)


def test_names_that_are_no_utf8_are_read_and_shown(tmp_path, rubric):
    path = tmp_path / os.fsdecode(b"z\xfcrich\x1b[2J")
    folder_of({os.fsdecode(b"\xff\xfe/x.py"): b"", **FILES}, path)
    hand_in = read_hand_in(path, rubric)
    assert hand_in.sources == BOTH
    assert hand_in.name == "z\ufffdrich?[2J"
    hand_in.name.encode("utf-8")


def test_a_name_loses_its_archives_ending(tmp_path):
    assert safe_name(tmp_path / "alice.tar.gz") == "alice"
    assert safe_name(tmp_path / "alice.b.zip") == "alice.b"
    assert safe_name(tmp_path / "ALICE.ZIP") == "ALICE"


def test_a_link_to_itself_has_a_name(tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    assert safe_name(tmp_path / "loop") == "loop"


@pytest.mark.parametrize("inner", ["alice.zip", "alice/alice.tar.gz"])
def test_an_archive_that_holds_only_another_one_is_opened(tmp_path, rubric, pack, inner):
    kind = zip_of if inner.endswith("zip") else lambda files, path: tar_of(files, path, "w:gz")
    content = kind(FILES, tmp_path / "inner").read_bytes()
    assert read_hand_in(pack({inner: content, "README.txt": b""}), rubric).sources == BOTH


def test_a_macs_hidden_file_beside_an_archive_is_none(tmp_path, rubric):
    files = {
        "work.zip": zip_of(FILES, tmp_path / "inner").read_bytes(),
        "._work.zip": b"\0\5\x16\7",
    }
    assert read_hand_in(folder_of(files, tmp_path / "alice"), rubric).sources == BOTH


def test_archives_within_archives_end_somewhere(tmp_path, rubric):
    path = zip_of(FILES, tmp_path / "0.zip")
    for number in range(1, 4):
        path = zip_of({"a.zip": path.read_bytes()}, tmp_path / f"{number}.zip")
    said = r"none of the files .* a\.zip/a\.zip was not opened"
    with pytest.raises(NeedsLookError, match=said):
        read_hand_in(path, rubric)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (
            ["a.zip", "b.tar.gz"],
            r"a\.zip, b\.tar\.gz were not opened: hand in the folder, or one zip",
        ),
        (["hw/work.RAR", "report.pdf"], r"hw/work\.RAR was not opened"),
        (["work.7z", "demo.ipynb"], r"work\.7z was not opened"),
        (["b.ipynb", "a.ipynb"], r"a\.ipynb, b\.ipynb are notebooks: copy each function"),
        ([f"{i}.rar" for i in range(5)], r"0\.rar, 1\.rar, 2\.rar and 2 more were not opened"),
    ],
)
def test_work_in_a_form_that_is_not_read_is_named_and_needs_a_look(
    tmp_path, rubric, pack, names, said
):
    with pytest.raises(NeedsLookError, match=said) as raised:
        read_hand_in(pack(dict.fromkeys(names, b"x" * 30)), rubric)
    assert "none of the files that count: sums.py, honest.py" in str(raised.value)


def test_other_files_are_named_and_nothing_else_is(tmp_path, rubric, pack):
    path = pack({"hw/sums (1).py": SUMS, "._sums.py": b"", "._work.zip": b""})
    with pytest.raises(NeedsLookError, match=r"honest\.py\. It has hw/sums \(1\)\.py$"):
        read_hand_in(path, rubric)


def test_an_archive_is_opened_beside_what_is_none(tmp_path, rubric, pack):
    content = zip_of(FILES, tmp_path / "inner").read_bytes()
    files = {"work.zip": content, "old.rar": b"Rar!", "notes.ipynb": b"{}"}
    assert read_hand_in(pack(files), rubric).sources == BOTH


def test_a_single_file_is_a_hand_in(tmp_path, rubric):
    (tmp_path / "sums.py").write_bytes(SUMS)
    assert read_hand_in(tmp_path / "sums.py", rubric).sources == {"work90_toy.sums": SUMS}
    (tmp_path / "other.py").write_bytes(SUMS)
    with pytest.raises(HandInError, match=r"none of the files that count: .*sums\.py"):
        read_hand_in(tmp_path / "other.py", rubric)
    (tmp_path / "work.ipynb").write_bytes(b"{}")
    with pytest.raises(NeedsLookError, match="is a notebook: copy each function into its file"):
        read_hand_in(tmp_path / "work.ipynb", rubric)


class Rooms:
    modules = ("work90.layers.norm", "work90.layers.heads", "work90.models.heads")


@pytest.mark.parametrize("folder", ["src/work90/layers/", "work90/layers/", "layers/", ""])
def test_a_module_in_a_room_is_found_by_its_name_alone(tmp_path, folder):
    taken = read_hand_in(folder_of({folder + "norm.py": SUMS}, tmp_path / "alice"), Rooms())
    assert taken.sources == {"work90.layers.norm": SUMS}


def test_files_without_their_folders_are_taken_whatever_their_depth(tmp_path):
    wanted = Modules(("work90.layers.norm", "work90.recipe"))
    files = {"norm.py": SUMS, "recipe.py": HONEST, "tests/norm.py": b"# another"}
    taken = read_hand_in(folder_of(files, tmp_path / "alice"), wanted)
    assert taken.sources == {"work90.layers.norm": SUMS, "work90.recipe": HONEST}
    full = {"src/work90/recipe.py": HONEST, "recipe.py": b"# old", "norm.py": SUMS}
    with pytest.raises(NeedsLookError, match=r"norm\.py lies in norm\.py, not beside the other"):
        read_hand_in(folder_of(full, tmp_path / "bob"), wanted)  # as old as what it lies with?
    equal = full | {"recipe.py": HONEST, "again/norm.py": SUMS}
    taken = read_hand_in(folder_of(equal, tmp_path / "carol"), wanted)
    assert taken.sources == {"work90.layers.norm": SUMS, "work90.recipe": HONEST}


@pytest.mark.parametrize(
    "stray", ["layers/norm.py", "old/layers/norm.py", "src/work90/layers/norm.py"]
)
def test_flat_files_beside_another_copy_of_one_need_a_look(tmp_path, stray):
    files = {"norm.py": SUMS, "linear.py": SUMS, stray: b"# old"}
    wanted = Modules(("work90.layers.norm", "work90.layers.linear"))
    with pytest.raises(
        NeedsLookError, match=r"linear\.py lies in linear\.py, not beside the other"
    ):
        read_hand_in(folder_of(files, tmp_path / "alice"), wanted)


def test_what_is_written_beside_the_starter_needs_a_look(tmp_path):
    starter, solved = b"raise NotImplementedError('exercise 1')", b"return 1"
    files = {"hw/src/work90/layers/norm.py": starter, "my solution/norm.py": solved}
    with pytest.raises(
        NeedsLookError, match=r"norm\.py, my solution/norm\.py, the first with more"
    ):
        read_hand_in(folder_of(files, tmp_path / "alice"), Rooms())
    files = {"hw/src/work90/layers/norm.py": solved, "backup/norm.py": starter}
    taken = read_hand_in(folder_of(files, tmp_path / "bob"), Rooms())
    assert taken.sources == {"work90.layers.norm": solved}


def test_an_archive_beside_some_of_the_files_needs_a_look(tmp_path):
    files = {"norm.py": SUMS, "rest.zip": b"PK"}
    with pytest.raises(
        NeedsLookError, match=r"heads\.py: not in the hand-in\. rest\.zip was not opened"
    ):
        read_hand_in(folder_of(files, tmp_path / "alice"), Rooms())
    whole = Modules(("work90.layers.norm",))
    assert read_hand_in(tmp_path / "alice", whole).sources == {"work90.layers.norm": SUMS}


@pytest.mark.parametrize("place", ["", "more/", "layers/", "a/b/work90/layers/", "src/"])
def test_what_lies_once_elsewhere_is_taken(tmp_path, place):
    files = {"hw/src/work90/models/heads.py": HONEST, f"{place}norm.py": SUMS}
    taken = read_hand_in(folder_of(files, tmp_path / "alice"), Rooms())
    assert taken.sources == {"work90.models.heads": HONEST, "work90.layers.norm": SUMS}


@pytest.mark.parametrize(
    "others", [["old/norm.py", "new/norm.py"], ["old/layers/norm.py", "old/models/heads.py"]]
)
def test_what_lies_elsewhere_twice_or_beside_a_copy_is_told_and_never_guessed(tmp_path, others):
    files = {"hw/src/work90/models/heads.py": HONEST}
    files |= {name: SUMS + str(number).encode() for number, name in enumerate(others)}
    told = r"norm\.py lies in .*old/.*, not beside the other files: which one counts is not guessed"
    with pytest.raises(NeedsLookError, match=told):
        read_hand_in(folder_of(files, tmp_path / "alice"), Rooms())


def test_a_name_that_two_rooms_have_needs_its_room(tmp_path):
    with pytest.raises(HandInError, match="none of the files that count"):
        read_hand_in(folder_of({"heads.py": SUMS}, tmp_path / "alice"), Rooms())
    files = {"models/heads.py": SUMS, "layers/heads.py": HONEST}
    assert read_hand_in(folder_of(files, tmp_path / "bob"), Rooms()).sources == {
        "work90.models.heads": SUMS,
        "work90.layers.heads": HONEST,
    }


@pytest.mark.parametrize(
    ("start", "name"), [(b"Rar!\x1a\x07", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7z"), (b"%PDF-1", "PDF")]
)
def test_other_kinds_of_files_are_named_with_what_to_hand_in(tmp_path, rubric, start, name):
    (tmp_path / "alice.rar").write_bytes(start + bytes(100))
    with pytest.raises(NeedsLookError, match=f"{name}.*a zip or a tar"):
        read_hand_in(tmp_path / "alice.rar", rubric)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_zip_that_is_packed_in_an_unusual_way_is_not_unpacked(tmp_path, rubric, method):
    with zipfile.ZipFile(tmp_path / "mallory.zip", "w", method) as archive:
        archive.writestr("sums.py", SUMS)
    with pytest.raises(NeedsLookError, match="packed in an unusual way"):
        read_hand_in(tmp_path / "mallory.zip", rubric)


def test_a_zip_with_a_password_is_named(tmp_path, rubric):
    path = zip_of({"sums.py": SUMS}, tmp_path / "a.zip")
    data = bytearray(path.read_bytes())
    data[6] |= 1  # flags of the member and of the directory
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(NeedsLookError, match="needs a password"):
        read_hand_in(path, rubric)


def test_names_are_shown_without_what_moves_a_line(tmp_path, rubric):
    path = zip_of({"../\u202e\x1b[2J\uffff.py": b""}, tmp_path / "a.zip")
    with pytest.raises(HandInError) as raised:
        read_hand_in(path, rubric)
    assert str(raised.value).isprintable()
