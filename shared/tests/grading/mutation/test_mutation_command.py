"""`python -m shared.grading mutants`: survivors, equivalents, stale entries, the results file."""

import subprocess
import sys
from pathlib import Path

import pytest
from toy_course import CHECKS, write_course

from shared.errors import UserError
from shared.grading.mutation import command
from shared.grading.mutation.command import Mutants


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A toy course whose second exercise has a check that sees nothing."""
    project = write_course(tmp_path_factory.mktemp("mutated"))
    checks = project / "grading" / "checks.py"
    blind = 'assert type(student.honest.double(x)) is float, "a number"'
    seeing = "assert_equal(student.honest.double(x), reference.honest.double(x))"
    assert seeing in CHECKS
    checks.write_text(CHECKS.replace(seeing, blind))
    return project


def mutants(course, *exercises, **options):
    return Mutants(project=course, exercise=exercises, **options).run()


def test_a_check_that_sees_nothing_has_survivors_and_fails(course, capsys):
    assert mutants(course, "2.1", jobs=2) == 1
    out = capsys.readouterr().out
    assert "survivor of exercise 2.1 (dropped term)\n-    return 2 * x\n+    return x" in out
    assert 'mutant = "2 * x → x"' in out
    assert "are caught, 95% are needed" in out


@pytest.fixture
def listed(course):
    """Write the list of equivalents of exercise 1.1, until the test is over."""
    listing = course / "grading" / "equivalent.toml"
    entry = '[[equivalent]]\nexercise = "1.1"\nmutant = "{}"\nreason = "It is."\n'
    yield lambda *changes: listing.write_text("".join(map(entry.format, changes)))
    listing.unlink()


def test_an_equivalent_is_accepted(course, listed, capsys):
    listed("kept(x) → x")
    status = mutants(course, "1.1")
    out = capsys.readouterr().out
    assert status == 0, out
    assert "survivor of" not in out


def test_an_entry_that_is_no_mutant_any_more_is_named_and_fails(course, listed, capsys):
    listed("kept(x) → x", "gone → x")
    status = mutants(course, "1.1")
    assert "listed as equivalent, but no mutant: exercise 1.1: gone → x" in capsys.readouterr().out
    assert status == 1


def test_an_entry_that_a_check_catches_is_named_and_fails(course, listed, capsys):
    caught = "_added: math.fsum(values) → values"
    listed("kept(x) → x", caught)
    status = mutants(course, "1.1")
    out = capsys.readouterr().out
    assert f"listed as equivalent, but caught: exercise 1.1: {caught}" in out
    assert "survivor of" not in out
    assert status == 1


def test_a_reference_that_fails_its_own_check_is_no_success(course, capsys):
    checks = course / "grading" / "checks.py"
    before = checks.read_text()
    checks.write_text(before.replace("x = rng.normal(size=5)", "x = rng.normal(size=5); assert 0"))
    status = mutants(course, "1.1")
    checks.write_text(before)
    assert status == 1
    out = capsys.readouterr().out
    assert "not judged, since the reference itself loses exercise 1.1: " in out


@pytest.mark.parametrize(
    ("exercises", "options", "said"),
    [
        (["9"], {}, "has no exercise 9, but 1.1, 1.2, 2.1"),
        ([], {"most": 0}, "count from 1"),
        (["2.1"], {"out": Path("a.json")}, "leave out --exercise"),
        ([], {"out": Path("a.json")}, "git"),
    ],
)
def test_mistakes_at_the_command_line_are_named(course, exercises, options, said):
    with pytest.raises(UserError, match=said):
        mutants(course, *exercises, **options)


def test_what_was_not_judged_in_time_is_told(course, capsys):
    assert mutants(course, "2.1", minutes=0) == 0
    assert "not judged within 0 minutes: 6 of 6" in capsys.readouterr().out


def test_the_results_file_names_what_the_verdicts_depend_on(course, tmp_path, monkeypatch):
    monkeypatch.setattr("shared.reporting.provenance.clean_commit", lambda folders: "0" * 12)
    saved = []
    monkeypatch.setattr(command, "save", lambda *arguments: saved.append(arguments))
    mutants(course, most=1, seed=2, seconds=2.5, out=tmp_path / "mutants.json")
    assert [arguments[2:] for arguments in saved] == [
        (tmp_path / "mutants.json", {"most": 1, "seed": 2, "seconds": 2.5})
    ]


def test_the_command_line_has_it(course):
    done = subprocess.run(
        [
            *(sys.executable, "-P", "-m", "shared.grading", "mutants", str(course)),
            *("--exercise", "1.1", "--exercise", "7"),
        ],
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert done.stderr == "error: work90_toy has no exercise 7, but 1.1, 1.2, 2.1\n"
