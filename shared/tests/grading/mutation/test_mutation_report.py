"""Scores, and the results file that READMEs show."""

import pytest

from shared.grading.mutation.equivalent import Equivalent
from shared.grading.mutation.mutants import Mutant
from shared.grading.mutation.report import Score, report_of, save, survivors_text
from shared.grading.mutation.run import Verdict
from shared.reporting.results import load_results


def mutant(says, exercise="1.1"):
    return Mutant(exercise, "call", says, f"-{says}\n+…", says)


@pytest.fixture
def report():
    verdicts = [
        Verdict(mutant("caught"), True, "why"),
        Verdict(mutant("same"), False, ""),
        Verdict(mutant('a["b"] → a'), False, ""),
        Verdict(mutant("listed, but caught"), True, "why"),
        Verdict(mutant("same", "1.2"), True, "why"),
    ]
    entries = [Equivalent("1.1", "same", "why"), Equivalent("1.1", "listed, but caught", "why")]
    return report_of(["1.1", "1.2"], verdicts, entries)


def test_equivalents_are_not_counted_and_wrong_ones_are_found(report):
    assert report.scores == (Score("1.1", 4, 2, 1), Score("1.2", 1, 1, 0))
    assert report.total == Score("all", 5, 3, 1)
    assert (report.scores[0].survivors, report.scores[0].share) == (1, 2 / 3)
    assert [m.says for m in report.survivors] == ['a["b"] → a']
    assert [m.says for m in report.wrong_entries] == ["listed, but caught"]
    assert Score("1.1", 2, 0, 2).share == 1


def test_a_survivor_is_shown_with_the_entry_that_would_name_it(report):
    assert survivors_text(report.survivors) == (
        'survivor of exercise 1.1 (call)\n-a["b"] → a\n+…\nmutant = "a[\\"b\\"] → a"\n'
    )


def test_the_results_file_has_a_row_for_each_exercise_and_one_for_all(
    report, rubric, tmp_path, monkeypatch
):
    monkeypatch.setattr("shared.reporting.results.clean_commit", lambda folders: "0" * 12)
    options = {"most": 40, "seed": 0, "seconds": 3.0}
    save(report, rubric, tmp_path / "mutants.json", options)
    results = load_results(tmp_path / "mutants.json")
    assert results.command == (
        "nox -s mutants -- work90_toy --most 40 --seed 0 --seconds 3.0 "
        "--out work90_toy/results/mutants.json"
    )
    assert all(variant.config == options for variant in results.variants)
    assert [variant.name for variant in results.variants] == ["1.1", "1.2", "all"]
    assert results.variants[-1].measurements[0].metrics == {
        "mutants": 5, "caught": 3, "equivalent": 1, "survivors": 1, "share": 0.75,
        "survived": ['a["b"] → a'],
    }  # fmt: skip
