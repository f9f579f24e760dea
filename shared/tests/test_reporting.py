"""Tables follow their results files, and nothing else."""

from pathlib import Path

import pytest

from shared.reporting import (
    ReportError,
    ResultsError,
    load_results,
    render,
    rewrite,
    run_studies,
    save_results,
    study_command,
)
from shared.reporting.__main__ import main
from shared.reporting.tables import format_cell


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    save_results(
        tmp_path / "results" / "study.json",
        command="python study.py",
        rows=[
            {"layers": 1, "optimizer": "Adam", "RMSE": [0.12, 0.14]},
            {"layers": 2, "optimizer": "SGD", "RMSE": [0.2, 0.2]},
        ],
        values={"best": 0.123456},
        seeds=[0, 1],
    )
    path = tmp_path / "README.md"
    path.write_text(
        "# Report\n\n"
        '<!-- table results/study.json columns="layers; RMSE:.3f" -->\nold\n<!-- end -->\n\n'
        "The best is <!-- value results/study.json best:.4f -->?<!-- end -->.\n"
    )
    return path


def test_a_table_shows_mean_and_spread_over_seeds(readme: Path) -> None:
    text = render(readme)
    assert "| layers | RMSE |" in text
    assert "| 1 | 0.130 ± 0.014 |" in text
    assert "| 2 | 0.200 ± 0.000 |" in text
    assert "old" not in text


def test_without_columns_a_table_has_all_as_the_file_names_them(readme: Path) -> None:
    save_results(
        readme.parent / "results" / "study.json",
        command="python study.py",
        rows=[{"who": "ours", "words: none": 1.5, "words: 1": 2}],
    )
    readme.write_text("<!-- table results/study.json -->\n<!-- end -->\n")
    assert "| who | words: none | words: 1 |" in render(readme)


def test_a_table_names_its_command_seeds_and_file(readme: Path) -> None:
    text = render(readme)
    assert "`python study.py`" in text
    assert "2 seeds" in text
    assert "[study.json](results/study.json)" in text


def test_a_value_in_prose_comes_from_the_file(readme: Path) -> None:
    assert "best:.4f -->0.1235<!-- end -->." in render(readme)


def test_rewriting_twice_changes_nothing_the_second_time(readme: Path) -> None:
    assert rewrite(readme)
    assert not rewrite(readme)


def test_check_fails_when_results_have_moved_on(readme: Path) -> None:
    rewrite(readme)
    assert main((readme,), check=True) == 0
    save_results(
        readme.parent / "results" / "study.json",
        command="python study.py",
        rows=[{"layers": 1, "RMSE": [0.5]}],
        values={"best": 0.5},
    )
    assert main((readme,), check=True) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- table results/none.json -->\n<!-- end -->\n", "does not exist"),
        ('<!-- table results/study.json columns="depth" -->\n<!-- end -->\n', "no column 'depth'"),
        ("<!-- value results/study.json worst -->1<!-- end -->\n", "no value 'worst'"),
        ("<!-- value results/study.json best -->1\n", "1 markers open but 0"),
    ],
)
def test_a_marker_that_cannot_be_filled_says_why(readme: Path, text: str, message: str) -> None:
    readme.write_text(text)
    with pytest.raises(ReportError, match=message):
        render(readme)


@pytest.mark.parametrize("content", ["", "[", '{"rows": []}'])
def test_a_broken_results_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "study.json"
    path.write_text(content)
    with pytest.raises(ResultsError, match=r"study\.json"):
        load_results(path)


def test_a_results_file_never_holds_nan(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"rows\[0\]\.RMSE\[1\] is nan"):
        save_results(tmp_path / "study.json", command="x", rows=[{"RMSE": [0.1, float("nan")]}])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (True, "", "yes"),
        (None, "", "–"),
        (3, "", "3"),
        (0.5, ".1%", "50.0%"),
        ([2.0], ".1f", "2.0"),
    ],
)
def test_cells(value: object, form: str, shown: str) -> None:
    assert format_cell(value, form) == shown


def test_studies_run_by_name_or_all_and_share_their_setting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    calls = []

    def first(seeds: list[int]) -> None:
        """Measure one thing."""
        calls.append(("first", seeds))

    def second(seeds: list[int]) -> None:
        calls.append(("second", seeds))

    studies = {"first": first, "second": second}
    assert run_studies(studies, [], lambda: [0, 1]) == 0
    assert run_studies(studies, ["second"], lambda: [2]) == 0
    assert calls == [("first", [0, 1]), ("second", [0, 1]), ("second", [2])]
    assert "first: Measure one thing." in capsys.readouterr().out


def test_a_study_that_is_not_there_and_an_error_of_the_users_are_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def failing(setting: None) -> None:
        raise ResultsError("no such file")

    assert run_studies({"failing": failing}, ["other"], lambda: None) == 2
    assert "no study 'other'; there are failing" in capsys.readouterr().err
    assert run_studies({"failing": failing}, [], lambda: None) == 1
    assert capsys.readouterr().err == "error: no such file\n"


def test_a_study_command_takes_names_and_seeds(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[str, tuple[int, ...]]] = []
    studies = {"one": lambda seeds: calls.append(("one", tuple(seeds)))}
    for arguments, seeds in ((["one"], (0, 1, 2)), (["--seeds", "7", "8"], (7, 8))):
        monkeypatch.setattr("sys.argv", ["study", *arguments])
        with pytest.raises(SystemExit) as stopped:
            study_command(studies)
        assert stopped.value.code == 0
        assert calls.pop() == ("one", seeds)
