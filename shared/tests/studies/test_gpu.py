"""Studies for another machine: the plan, its limits, and what is taken back."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from work99_toy.measure import score
from work99_toy.presets import BASE

from shared.errors import UserError
from shared.reporting import provenance
from shared.reporting.results import Measurement, Results, ResultsError, Variant, load_results
from shared.studies import gpu
from shared.studies.__main__ import Gpu
from shared.studies.archive import MOST_FILES, NAME, ArchiveError, pack, take
from shared.studies.declaring import Study
from shared.studies.engine import StudyLockedError, alone, fresh_variant
from shared.training.settings.ranges import SettingsError

ENVIRONMENT = {
    "commit": "0123456789ab",
    "hardware": {"processor": "a processor", "cores": 16},
    "packages": {},
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A course of two assignments without results."""
    for project in ("work98_one", "work99_two"):
        (tmp_path / project / "src").mkdir(parents=True)
    return tmp_path


def results(*seeds: int, value: float = 1.0, environment: dict[str, Any] = ENVIRONMENT) -> Results:
    """What the toy measures, by the toy's present code."""
    study = Study(seeds, lambda *_: [])
    for seed in seeds:
        study.measure("base", score, BASE, seed)
    variant: Variant = fresh_variant(study.wanted[0])
    for seed in seeds:
        variant.add(Measurement(seed, {"valid/score": value}, 1.0, 1.0, "2026-01-01", environment))
    return Results("gpu_toy", "The toy.", "python -m work98_one.studies gpu_toy", [variant])


def save(workspace: Path, there: Results, study: str = "gpu_toy") -> Path:
    path = workspace / "work98_one" / "results" / f"{study}.json"
    path.parent.mkdir(exist_ok=True)
    there.save(path)
    return path


def archived(workspace: Path, there: Results, study: str = "gpu_toy") -> Path:
    """An archive of `there`, which is then removed from the tree."""
    path = save(workspace, there, study)
    pack(workspace, [("work98_one", study), ("work99_two", "missing")], workspace / "results.zip")
    path.unlink()
    return workspace / "results.zip"


def program(workspace: Path, text: str) -> gpu.Job:
    """A job whose studies command is `text`."""
    studies = workspace / "work98_one" / "work98_one" / "studies"
    studies.mkdir(parents=True)
    (studies / "__init__.py").touch()
    (studies.parent / "__init__.py").touch()
    (studies / "__main__.py").write_text(text)
    return gpu.Job("work98_one", "gpu_toy", 60)


def test_each_study_is_run_by_its_own_command_within_its_limit_and_the_total(
    workspace: Path,
) -> None:
    job = program(workspace, "import json, sys; print(json.dumps(sys.argv[1:]))")
    out, said = workspace / "out", []
    assert gpu.run_plan(
        [job], workspace, out, 0.5, together=2, rehearse=False, say=said.append
    ) == []  # fmt: skip
    name, flag, minutes = json.loads((out / "work98_one-gpu_toy.log").read_text())
    assert (name, flag) == ("gpu_toy", "--minutes")
    assert 0.4 < float(minutes) <= 0.5
    assert said[0].startswith("work98_one-gpu_toy: done")
    assert zipfile.ZipFile(out / "results.zip").namelist() == []


def test_a_rehearsal_packs_nothing(workspace: Path) -> None:
    job = program(workspace, "import sys; assert sys.argv[1:] == ['gpu_toy', '--rehearse']")
    out = workspace / "out"
    assert gpu.run_plan([job], workspace, out, 1, together=1, rehearse=True, say=str) == []
    assert not (out / "results.zip").exists()


def test_one_that_fails_is_named_and_the_others_run(workspace: Path) -> None:
    first = program(workspace, "raise SystemExit(3)")
    other = workspace / "work99_two" / "work99_two" / "studies.py"
    other.parent.mkdir()
    (other.parent / "__init__.py").touch()
    other.write_text("print('measured')")
    said: list[str] = []
    plan = [gpu.Job(first.project, first.study, 9, alone=True), gpu.Job("work99_two", "x", 9)]
    failed = gpu.run_plan(
        plan, workspace, workspace / "out", 1, together=1, rehearse=True, say=said.append
    )
    assert failed == ["work98_one-gpu_toy"]
    assert "exit status 3" in said[0]
    assert (workspace / "out" / "work99_two-x.log").read_text() == "measured\n"


def test_one_that_does_not_stop_is_ended(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = program(workspace, "import signal\nsignal.pause()")
    monkeypatch.setattr(gpu, "GRACE", 0.05)
    assert gpu.run_job(job, workspace, workspace, 0.05, False) < 0


def test_no_time_and_no_assignment(workspace: Path) -> None:
    job, said = program(workspace, "raise SystemExit(1)"), []
    run = gpu.run_plan([job], workspace, workspace / "o", 0, together=1, rehearse=False,
                       say=said.append)  # fmt: skip
    assert run == []
    assert said == ["work98_one-gpu_toy: no time is left"]
    with pytest.raises(UserError, match="has no work97_none"):
        gpu.run_plan(
            [gpu.Job("work97_none", "x", 1)], workspace, workspace, 1, together=1, rehearse=True
        )


def test_the_plan_names_each_study_once() -> None:
    names = [(job.project, job.study) for job in gpu.PLAN]
    assert len(set(names)) == len(names)
    assert all(job.study.startswith("gpu_") for job in gpu.PLAN)


def test_what_was_packed_is_taken(workspace: Path) -> None:
    there = results(0, 1)
    (path,) = take(archived(workspace, there), workspace)
    assert path == workspace / "work98_one" / "results" / "gpu_toy.json"
    assert load_results(path) == there


def test_seeds_that_are_here_already_stay_and_equal_ones_are_replaced(workspace: Path) -> None:
    archive = archived(workspace, results(1, 2, value=5.0))
    path = save(workspace, results(0, 1))
    take(archive, workspace)
    (variant,) = load_results(path).variants
    assert {m.seed: m.metrics["valid/score"] for m in variant.measurements} == {0: 1, 1: 5, 2: 5}


def test_numbers_of_other_code_or_of_no_commit_are_refused(workspace: Path) -> None:
    other = results(0)
    other.variants[0].sources = "0" * 16
    for there in (other, results(0, environment={**ENVIRONMENT, "commit": "draft"})):
        with pytest.raises(ArchiveError, match="numbers of other code than this tree's"):
            take(archived(workspace, there), workspace)
        assert not (workspace / "work98_one" / "results" / "gpu_toy.json").exists()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("../evil.json", b"{}", "no PROJECT/results/STUDY.json"),
        ("/work98_one/results/a.json", b"{}", "no PROJECT/results/STUDY.json"),
        ("work98_one/results/../a.json", b"{}", "no PROJECT/results/STUDY.json"),
        ("work98_one/src/a.json", b"{}", "no PROJECT/results/STUDY.json"),
        ("work98_one/results/a.py", b"", "no PROJECT/results/STUDY.json"),
        ("work97_none/results/a.json", b"{}", "no assignment here"),
        ("work98_one/results/a.json", b"no JSON", "no results file"),
        ("work98_one/results/a.json", b"[]", "no results file"),
        ("work98_one/results/a.json", b"[" * 100_000, "no results file"),
        ("work98_one/results/a.json", b"\xff\xfe\x00", "no results file"),
        ("work98_one/results/a.json", b" " * 1_000_001, "more than 1,000,000 bytes"),
    ],
)
def test_anything_else_is_refused_as_a_whole(
    workspace: Path, name: str, content: bytes, message: str
) -> None:
    archive = archived(workspace, results(0))
    with zipfile.ZipFile(archive, "a") as packed:
        packed.writestr(name, content)
    with pytest.raises(ArchiveError, match=message):
        take(archive, workspace)
    assert not (workspace / "work98_one" / "results" / "gpu_toy.json").exists()


def test_too_many_files_are_refused_before_one_is_read(workspace: Path) -> None:
    with zipfile.ZipFile(workspace / "many.zip", "w") as packed:
        for number in range(MOST_FILES + 1):
            packed.writestr(f"work98_one/results/a{number}.json", b"{}")
    with pytest.raises(ArchiveError, match=f"more than {MOST_FILES} files"):
        take(workspace / "many.zip", workspace)


def test_a_file_of_another_study_is_refused(workspace: Path) -> None:
    with pytest.raises(ArchiveError, match="of a study named 'gpu_toy'"):
        take(archived(workspace, results(0), "gpu_other"), workspace)


def test_nothing_is_written_while_one_of_the_studies_is_measured_here(workspace: Path) -> None:
    two = [("work98_one", "gpu_toy"), ("work98_one", "gpu_later")]
    paths = [save(workspace, dataclasses.replace(results(0), study=name), name) for _, name in two]
    pack(workspace, two, workspace / "results.zip")
    for path in paths:
        path.unlink()
    with alone(paths[1].parent, "gpu_later"), pytest.raises(StudyLockedError):
        take(workspace / "results.zip", workspace)
    assert not paths[0].exists()
    assert take(workspace / "results.zip", workspace) == paths


def test_nothing_is_written_where_a_file_here_is_damaged(workspace: Path) -> None:
    two = [("work98_one", "gpu_toy"), ("work98_one", "gpu_later")]
    paths = [save(workspace, dataclasses.replace(results(0), study=name), name) for _, name in two]
    pack(workspace, two, workspace / "results.zip")
    paths[0].unlink()
    paths[1].write_text("{")
    with pytest.raises(ResultsError, match=r"gpu_later\.json is not valid JSON"):
        take(workspace / "results.zip", workspace)
    assert not paths[0].exists()


def test_a_name_that_is_there_twice_is_refused(workspace: Path) -> None:
    archive = archived(workspace, results(0))
    with zipfile.ZipFile(archive, "a") as packed, pytest.warns(UserWarning, match="Duplicate"):
        packed.writestr("work98_one/results/gpu_toy.json", b"{}")
    with pytest.raises(ArchiveError, match="holds a file twice"):
        take(archive, workspace)


def test_what_is_no_archive_is_told_in_one_line(workspace: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no"):
        take(workspace / "none.zip", workspace)
    damaged = archived(workspace, results(0))
    content = bytearray(damaged.read_bytes())
    content[90] ^= 255
    damaged.write_bytes(content)
    with pytest.raises(ArchiveError, match="cannot be read as a zip archive"):
        take(damaged, workspace)
    content[90] ^= 255
    content[-4] ^= 128  # of the place of the directory: before the start
    damaged.write_bytes(content)
    with pytest.raises(ArchiveError, match="cannot be read as a zip archive"):
        take(damaged, workspace)
    (workspace / "bad.zip").write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(ArchiveError, match="cannot be read as a zip archive"):
        take(workspace / "bad.zip", workspace)


@given(st.text(max_size=30))
def test_no_name_leads_out_of_results(text: str) -> None:
    found = NAME.fullmatch(text)
    assert found is None or (".." not in text and text.count("/") == 2)


def test_an_exported_tree_knows_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provenance, "EXPORTED", tmp_path / "exported.txt")
    assert provenance.exported_commit() == ""
    (tmp_path / "exported.txt").write_text("$Format:%H$\n")
    assert provenance.exported_commit() == ""
    (tmp_path / "exported.txt").write_text("0123456789abcdef0123456789abcdef01234567\n")
    assert provenance.clean_commit([tmp_path]) == provenance.commit(tmp_path) == "0123456789ab"


def test_git_fills_in_the_commit_when_it_exports(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    git = ["git", "-C", str(root)]
    if subprocess.run([*git, "rev-parse"], capture_output=True).returncode:
        pytest.skip("this tree is in no git repository")
    file = "shared/src/shared/reporting/exported.txt"
    with (tmp_path / "tree.tar").open("wb") as out:
        subprocess.run([*git, "archive", "HEAD", file], check=True, stdout=out)
    head = subprocess.run([*git, "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    with tarfile.open(tmp_path / "tree.tar") as packed:
        content = packed.extractfile(file)
        assert content is not None
        assert content.read().decode() == head.stdout


def test_help_names_the_three_commands() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "shared.studies", "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("check", "gpu", "take"))


@pytest.mark.parametrize(
    ("settings", "message"),
    [({"minutes": float("nan")}, "--minutes nan"), ({"together": 0}, "--together 0")],
)
def test_a_plan_out_of_range_is_refused_by_name(
    workspace: Path, settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=f"{message} is out of range"):
        Gpu(out=workspace / "out", **settings)()
