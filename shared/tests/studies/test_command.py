"""The command of an assignment's studies, in a repository of its own."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from work99_toy import measure
from work99_toy.presets import BASE
from work99_toy.studies.all import best, large, slopes

from shared.reporting.results import load_results
from shared.studies import Study, study, study_command
from shared.studies.engine import alone


def git(folder: Path, *arguments: str) -> str:
    name = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    done = subprocess.run(
        ["git", *name, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one commit, to which the command belongs."""
    (tmp_path / "code.py").write_text("x = 1\n")
    (tmp_path / ".gitignore").write_text("runs/\n")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "the toy")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("shared.studies.command_line.project_folder", lambda package: tmp_path)
    monkeypatch.setenv("COLUMNS", "120")
    measure.CALLS.clear()
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["studies", *arguments])
    with pytest.raises(SystemExit) as ended:
        study_command("work99_toy", lambda: [slopes, best, large])
    return int(ended.value.code or 0)


def test_without_a_name_the_studies_are_listed_with_what_is_stored(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "slopes", "--seeds", "0") == 0
    capsys.readouterr()
    assert run(monkeypatch) == 0
    lines = capsys.readouterr().out.splitlines()
    assert any(line.split()[:2] == ["slopes", "2/6"] for line in lines)
    assert any(line.split()[:2] == ["best", "0/2+"] for line in lines)
    assert any("What the slope is worth." in line for line in lines)


def test_results_name_the_commit_they_are_from(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, "all") == 0
    results = load_results(project / "results" / "slopes.json")
    commits = {m.environment["commit"] for v in results.variants for m in v.measurements}
    assert commits == {git(project, "rev-parse", "--short=12", "HEAD")}
    assert (project / "results" / "best.json").exists()
    measure.CALLS.clear()
    assert run(monkeypatch, "all") == 0
    assert measure.CALLS == []


def test_from_uncommitted_code_nothing_is_saved_but_a_draft(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "code.py").write_text("x = 2\n")
    assert run(monkeypatch, "slopes") == 1
    assert "error: uncommitted changes (M code.py): commit them" in capsys.readouterr().err
    assert not (project / "results").exists()
    assert run(monkeypatch, "slopes", "--draft") == 0
    assert not (project / "results").exists()
    draft = load_results(project / "runs" / "studies" / "drafts" / "slopes.json")
    assert draft.variants[0].measurements[0].environment["commit"] == "draft"


def test_a_rehearsal_asks_for_tiny_sizes_and_keeps_nothing(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "code.py").write_text("x = 2\n")
    for _ in range(2):  # the second one, too, measures
        measure.CALLS.clear()
        assert run(monkeypatch, "large", "--rehearse") == 0
        assert [settings.width for settings, _ in measure.CALLS] == [3]
    assert "wide, seed 0: valid/score 3" in capsys.readouterr().out
    assert not (project / "results").exists()
    assert not (project / "runs").exists() or not list((project / "runs").rglob("*.json"))


def test_a_spent_budget_ends_with_what_is_done(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch, "slopes", "--minutes", "0") == 0
    assert "the same command goes on" in capsys.readouterr().out


@pytest.mark.parametrize("limit", [(), ("--minutes", "9")])
def test_what_failed_before_a_stop_is_told_and_ends_with_an_error(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    limit: tuple[str, ...],
) -> None:
    @study(seeds=(1, 2))
    def stopped(s: Study) -> None:
        for seed in s.seeds:
            s.measure("base", measure.diverging_then_stopped, BASE, seed)

    monkeypatch.setattr("sys.argv", ["studies", "stopped", *limit])
    with pytest.raises(SystemExit) as ended:
        study_command("work99_toy", lambda: [stopped])
    assert ended.value.code == (1 if limit else 130)
    out, err = capsys.readouterr()
    assert "the same command goes on" in out
    assert "error: stopped, base, seed 1: the loss became nan" in err


def test_a_study_that_depends_on_what_failed_does_not_keep_the_next_from_being_measured(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("work99_toy.studies.all.score", measure.diverging)
    assert run(monkeypatch, "best", "large") == 1
    error = "error: best, base, seed 1: no measurement, so what depends on it is not asked for"
    assert error in capsys.readouterr().err.splitlines()
    assert (project / "results" / "large.json").exists()


def test_a_study_that_another_command_measures_is_told_in_one_line(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with alone(project / "results", "slopes"):
        assert run(monkeypatch, "slopes") == 1
    assert "error: another command is measuring slopes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["other"], "no study 'other'; there are slopes, best, large"),
        (["slopes", "--jobs", "0"], "--jobs 0 is out of range: at least 1"),
        (["slopes", "--minutes", "-1"], "--minutes -1.0 is out of range: at least 0"),
        (["slopes", "--minutes", "nan"], "--minutes nan is out of range"),
        (["slopes", "--seeds", "0", "-1"], "--seeds 0 -1 is out of range: at least 0"),
        (["slopes", "--scheduler", "tcp://127.0.0.1:1"], "no Dask scheduler answers"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.setattr("shared.executors.PATIENCE", 1)
    assert run(monkeypatch, *arguments) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert message in line
