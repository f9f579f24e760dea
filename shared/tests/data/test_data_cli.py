"""`python -m shared.data` answers in few words, legibly, and with an exit code."""

import os
import subprocess
import sys

import pytest
from packing import pack
from toy_data import CONTENT, visible, write_files

from shared.data.__main__ import main
from shared.data.catalogue.entries import Local, Registry, WebFiles
from shared.data.catalogue.reading import catalogue
from shared.data.progress import size_and_time


def test_list_shows_every_entry_within_80_columns(monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    names = {line.split()[0] for line in lines if line and not line.startswith(" ")}
    assert set(catalogue()) <= names


def test_fetch_where_and_verify(register, user_folder, cache, capsys):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    assert main(["where", "toy"]) == 1
    assert "python -m shared.data fetch toy" in capsys.readouterr().err
    for command in ("fetch", "where"):
        assert main([command, "toy"]) == 0
        assert capsys.readouterr().out == f"{cache / 'toy'}\n"
    assert main(["verify"]) == 0
    assert "toy: 0.0 MB, every byte right" in capsys.readouterr().out


def test_verify_finds_a_byte_that_changed_after_the_fetch(register, user_folder, cache, capsys):
    register(Local("toy"))
    write_files(user_folder / "toy", CONTENT)
    main(["fetch", "toy"])
    path = cache / "toy" / "a.txt"
    path.write_bytes(path.read_bytes().replace(b"a", b"b", 1))
    assert main(["verify", "toy"]) == 1
    assert "1 of 2 files missing or damaged: a.txt" in capsys.readouterr().err


def test_verify_says_when_there_is_nothing(cache, capsys):
    assert main(["verify"]) == 0
    assert f"nothing is in {cache}" in capsys.readouterr().out


def test_each_source_is_asked_and_nothing_is_kept(register, cache, clients, capsys, tmp_path):
    lost = WebFiles(("http://127.0.0.1:9/a.txt", "http://127.0.0.1:9/c.txt"))
    register(Local("toy"), lost, Registry("npm", "toy@1", "0" * 64, prefix="package/"))
    clients.give(pack(tmp_path, "toy.tgz", {f"package/{k}": v for k, v in CONTENT.items()}))
    assert main(["sources", "toy"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1:] == ["toy: npm pack toy@1: every byte right"]
    assert said[0].startswith("toy: http://127.0.0.1:9/a.txt and 1 more: ")
    assert visible(cache) == []


def test_a_data_set_whose_sources_are_gone_or_have_other_bytes_is_named(
    register, cache, clients, capsys, tmp_path
):
    register(Registry("npm", "toy@1", "0" * 64, prefix="package/"))
    other = {f"package/{path}": data[::-1] for path, data in CONTENT.items()}
    clients.give(pack(tmp_path, "toy.tgz", other))
    assert main(["sources", "toy"]) == 1
    said = capsys.readouterr()
    assert "wrong SHA-256 of a.txt and 1 more" in said.out
    assert said.err == "error: no source is right for toy\n"


def test_where_without_a_name_is_the_cache(cache, capsys):
    assert main(["where"]) == 0
    assert capsys.readouterr().out == f"{cache}\n"


def test_one_failure_does_not_keep_the_others_from_being_fetched(
    register, user_folder, cache, clients, capsys
):
    register(Local("toy"), Registry("npm", "toy@1", "0" * 64))
    write_files(user_folder / "toy", CONTENT)
    assert main(["fetch", "nothing", "toy"]) == 1
    captured = capsys.readouterr()
    assert "no data set 'nothing'" in captured.err
    assert captured.out == f"{cache / 'toy'}\n"


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (["where", "mnits"], 1, "no data set 'mnits'"),
        (["fetch"], 1, "name at least one data set"),
        (["fetch", "--frob"], 2, "Unrecognized options: --frob"),
        (["frob"], 2, "Unrecognized options: frob"),
        ([], 2, "Missing subcommand"),
    ],
)
def test_misuse_is_told_without_a_traceback(arguments, code, text, cache):
    ended = subprocess.run(
        [sys.executable, "-m", "shared.data", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"COLUMNS": "80"},
    )
    assert ended.returncode == code
    assert text in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (1_000_000, "1.0 MB"),
        (66_400_000, "66.4 MB, 53 seconds at 10 megabits a second"),
        (184_400_000, "184.4 MB, 2.5 minutes at 10 megabits a second"),
    ],
)
def test_a_long_download_is_told_with_its_time(size, words):
    assert size_and_time(size) == words


def test_list_loads_no_heavy_library():
    code = "import sys; from shared.data.__main__ import main; main(['list']); print(*sys.modules)"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(ended.stdout.splitlines()[-1].split())
    assert "shared.data.catalogue.reading" in loaded
    assert not {"torch", "torchvision", "matplotlib", "pandas", "pyarrow"} & loaded
