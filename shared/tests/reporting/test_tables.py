"""Tables follow their results files, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.reporting.__main__ import main
from shared.reporting.results import Measurement, Results, Variant
from shared.reporting.tables import Column, ReportError, format_cell, render, rewrite

ORIGIN = {
    "commit": "0123456789ab",
    "hardware": {"processor": "a processor", "cores": 2, "instructions": "AVX2"},
    "packages": {"torch": "2.15.0"},
}
OPEN, CLOSE = '<!-- table results/study.json columns="', '" -->\nold\n<!-- end -->\n'


def variant(labels: dict[str, Any], *by_seed: dict[str, Any]) -> Variant:
    measurements = [
        Measurement(seed, metrics, 1.0, 2.0, "2026-11-26T10:00:00+00:00", ORIGIN)
        for seed, metrics in enumerate(by_seed)
    ]
    return Variant(labels, "toy:measure", "0123", {"epochs": 3, "net": {"width": 8}}, measurements)


def save(folder: Path, *variants: Variant) -> None:
    path = folder / "results" / "study.json"
    Results("study", "What a layer is worth.", "python study.py", list(variants)).save(path)


@pytest.fixture
def readme(tmp_path: Path) -> Path:
    save(
        tmp_path,
        variant(
            {"layers": 1, "optimizer": "Adam"},
            {"valid/rmse": 0.12, "kinds": {"cat": 3}, "none": {}},
            {"valid/rmse": 0.14, "kinds": {"cat": 3}, "none": {}},
        ),
        variant(
            {"layers": 2, "optimizer": "SGD"}, {"valid/rmse": 0.2, "best": 0.5}, {"valid/rmse": 0.2}
        ),
    )
    path = tmp_path / "README.md"
    path.write_text(f"# Report\n\n{OPEN}layers; RMSE = valid/rmse:.3f{CLOSE}")
    return path


def cells(readme: Path, columns: str, options: str = "") -> list[list[str]]:
    """The rows of a table, heads first."""
    readme.write_text(f'{OPEN}{columns}"{options} -->\nold\n<!-- end -->\n')
    lines = [line for line in render(readme).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_dollars_of_a_result_make_no_formula(tmp_path: Path) -> None:
    save(tmp_path, variant({"text": "a $1 b $2", "kind": "line"}, {}))
    assert cells(tmp_path / "README.md", "text; kind", ' names="line=$y$"')[1:] == [
        [r"a \$1 b \$2", "$y$"]
    ]


def test_a_table_shows_mean_and_spread_over_seeds(readme: Path) -> None:
    assert cells(readme, "layers; RMSE = valid/rmse:.3f") == [
        ["layers", "RMSE"],
        ["1", "0.130\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.014"],
        ["2", "0.200\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.000"],
    ]
    assert "old" not in render(readme)


def test_scale_unit_and_head_stand_at_the_marker(readme: Path) -> None:
    assert cells(readme, "RMSE (%) = valid/rmse*100:.0f")[1] == [
        "13\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}1"
    ]


def test_settings_and_the_number_of_seeds_are_columns_too(readme: Path) -> None:
    assert cells(readme, "epochs = config.epochs; width = config.net.width; seeds")[1:] == [
        ["3", "8", "2"],
        ["3", "8", "2"],
    ]


def test_another_variants_metric_is_named_with_an_at(readme: Path) -> None:
    assert cells(readme, "layers; baseline = valid/rmse@1, Adam:.1f")[1:] == [
        ["1", "0.1\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.0"],
        ["2", "0.1\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.0"],
    ]


def test_only_some_variants_are_shown(readme: Path) -> None:
    assert cells(readme, "layers", ' where="optimizer=SGD"') == [["layers"], ["2"]]


def test_identifiers_are_written_as_names(readme: Path) -> None:
    rows = cells(readme, "optimizer; layers", ' names="SGD=plain gradient descent"')
    assert rows[1:] == [["Adam", "1"], ["plain gradient descent", "2"]]


def test_rows_may_be_the_entries_of_a_metric(readme: Path) -> None:
    first = {"by kind": {"cat": {"share": 0.25, "count": 1}, "dog": {"share": 0.5, "count": 3}}}
    second = {"by kind": {"cat": {"share": 0.75, "count": 1}, "dog": {"share": 0.5, "count": 3}}}
    save(readme.parent, variant({"variant": "one"}, first, second))
    rows = cells(readme, "kind = row; share*100:.0f; count", ' rows="by kind"')
    assert rows == [
        ["kind", "share", "count"],
        ["cat", "50\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}35", "1"],
        ["dog", "50\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0", "3"],
    ]


def test_without_columns_each_member_of_the_entries_is_a_column_once(readme: Path) -> None:
    save(
        readme.parent,
        variant(
            {"variant": "one"}, {"by kind": {"cat": {"count": 1}, "dog": {"count": 3, "old": 2}}}
        ),
    )
    table = '<!-- table results/study.json rows="by kind" -->\nold\n<!-- end -->\n'
    readme.write_text(table)
    lines = [line for line in render(readme).splitlines() if line.startswith("| ")]
    assert lines[0] == "| row | count | old |"
    assert lines[-1] == "| dog | 3 | 2 |"


def test_entries_of_several_variants_stand_side_by_side(readme: Path) -> None:
    save(
        readme.parent,
        variant({"variant": "RNN"}, {"by length": {"1 to 5": {"BLEU": 20.0}}}),
        variant({"variant": "attention"}, {"by length": {"1 to 5": {"BLEU": 50.0}}}),
    )
    columns = "words = row; RNN = BLEU@RNN:.0f; attention = BLEU@attention:.0f"
    assert cells(readme, columns, ' rows="by length"')[1] == ["1 to 5", "20", "50"]


@pytest.mark.parametrize("columns", ["row; RNN = BLEU@RNN:.0f; attention = BLEU", ""])
def test_entries_of_several_variants_are_not_averaged(readme: Path, columns: str) -> None:
    save(
        readme.parent,
        variant({"variant": "RNN"}, {"by length": {"1 to 5": {"BLEU": 20.0}}}),
        variant({"variant": "attention"}, {"by length": {"1 to 5": {"BLEU": 50.0}}}),
    )
    with pytest.raises(ReportError, match="name one by where=, or at each column by @"):
        cells(readme, columns, ' rows="by length"')


def test_a_list_of_objects_gives_rows_in_its_order(readme: Path) -> None:
    wrong = [{"source": "two", "made": "trois"}, {"source": "three", "made": "deux"}]
    save(readme.parent, variant({"variant": "one"}, {"wrong": wrong}))
    assert cells(readme, "row; source; made", ' rows="wrong"')[1:] == [
        ["1", "two", "trois"],
        ["2", "three", "deux"],
    ]


def test_a_table_names_its_command_seeds_commit_and_file(readme: Path) -> None:
    text = render(readme)
    for part in ("`python study.py`", "2 seeds", "[study.json](results/study.json)"):
        assert part in text
    assert "a processor, 2 cores, AVX2 · torch 2.15.0 · 2026-11-26 · commit 0123456789ab" in text


def test_a_value_in_prose_comes_from_the_file(readme: Path) -> None:
    readme.write_text("It is <!-- value results/study.json valid/rmse@2, SGD:.2f -->?<!-- end -->.")
    assert "-->0.20\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}0.00<!-- end -->." in render(readme)


def test_one_variant_needs_no_name(readme: Path) -> None:
    save(readme.parent, variant({"variant": "one"}, {"parts": {"count": 7}}))
    readme.write_text("There are <!-- value results/study.json parts > count -->?<!-- end -->.")
    assert "-->7<!-- end -->." in render(readme)


HARD = "lr = 0.1 : x; a @ b * 2"


def test_names_that_look_like_a_markers_parts_stand_between_backticks(readme: Path) -> None:
    save(
        readme.parent,
        variant({"change": HARD}, {"loss @ end: x": 0.5, "a > b": {"c = d": 7}}),
        variant({"change": 'an "s"'}, {"loss @ end: x": 0.25, "a > b": {"c = d": 8}}),
    )
    columns = f"`h = 1` = `loss @ end: x` @ `{HARD}` * 100 : .0f; n = `a > b > c = d`; change"
    assert cells(readme, columns, f' where="`change`=`{HARD}`"') == [
        ["h = 1", "n", "change"],
        ["50", "7", HARD],
    ]
    assert cells(readme, 'q = `loss @ end: x` @ `an "s"`:.2f')[1:] == [["0.25"], ["0.25"]]
    readme.write_text(
        f"<!-- value results/study.json `loss @ end: x` @ `{HARD}`:.1f -->?<!-- end -->"
    )
    assert "-->0.5<!-- end -->" in render(readme)


def test_a_message_names_variants_as_a_marker_writes_them(readme: Path) -> None:
    save(readme.parent, variant({"change": HARD}, {"loss": 0.5}), variant({"change": "b"}, {}))
    readme.write_text("A <!-- value results/study.json loss @ c -->?<!-- end -->")
    with pytest.raises(
        ReportError, match=r"no variant 'c'; it has `lr = 0.1 : x; a @ b \* 2` \| b"
    ):
        render(readme)


def test_markers_of_other_folders_are_left_alone(readme: Path) -> None:
    other = "<!-- value other/results/none.json loss -->1<!-- end -->\n"
    readme.write_text(f"{other}{OPEN}layers{CLOSE}")
    with pytest.raises(ReportError, match=r"none\.json does not exist"):
        render(readme)
    text = render(readme, only=readme.parent / "results")
    assert text.startswith(other)
    assert "old" not in text
    assert main((readme,), only=readme.parent / "results") == 0


def test_one_file_that_fails_does_not_keep_others_from_being_written(readme: Path) -> None:
    broken = readme.with_name("broken.md")
    broken.write_text("<!-- value results/none.json loss -->1<!-- end -->\n")
    assert main((broken, readme)) == 1
    assert "old" not in readme.read_text()


def test_a_marker_in_a_block_of_code_is_an_example(readme: Path) -> None:
    example = '```markdown\n<!-- table results/none.json columns="layers" -->\n<!-- end -->\n```\n'
    readme.write_text(example + f"{OPEN}layers{CLOSE}" + example)
    filled = render(readme)
    assert filled.startswith(example)
    assert filled.endswith(example)
    assert "old" not in filled


def test_rewriting_twice_changes_nothing_the_second_time(readme: Path) -> None:
    assert rewrite(readme)
    assert not rewrite(readme)


def test_check_fails_when_results_have_moved_on(readme: Path) -> None:
    rewrite(readme)
    assert main((readme,), check=True) == 0
    save(readme.parent, variant({"layers": 1}, {"valid/rmse": 0.5}))
    assert main((readme,), check=True) == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<!-- table results/none.json -->\n<!-- end -->\n", "does not exist"),
        (f"{OPEN}depth{CLOSE}", "nothing under 'depth'.*it has layers, optimizer, valid/rmse"),
        (
            f'{OPEN}layers" rows="valid/rmse" where="layers=1{CLOSE}',
            "no metric 'valid/rmse' that holds entries",
        ),
        (f'{OPEN}layers" where="layers=3{CLOSE}', "no variant where layers=3"),
        (f'{OPEN}row" rows="kinds" where="layers=1{CLOSE}', "entries of 'kinds'.*'cat' is 3"),
        (f'{OPEN}row" rows="none" where="layers=1{CLOSE}', "'none' has no entries"),
        (f"{OPEN}valid/rmse:.3q{CLOSE}", "'valid/rmse' is 0.13, which '.3q' cannot format"),
        (f"{OPEN}valid/rmse:d{CLOSE}", "'valid/rmse' is 0.13, which 'd' cannot format"),
        ("A <!-- value results/study.json best@2, SGD:d -->1<!-- end -->\n", "'d' cannot format"),
        (f"{OPEN}valid/rmse*e{CLOSE}", r"'valid/rmse\*e': 'e' is no number"),
        (f"{OPEN}valid/rmse*1e999{CLOSE}", "'1e999' is no number"),
        (f"{OPEN}layers @ 3{CLOSE}", r"no variant '3'; it has 1, Adam \| 2, SGD"),
        (f"{OPEN}a=b=c{CLOSE}", "is no HEAD = SOURCE.*between backticks"),
        (f'{OPEN}layers" where="layers{CLOSE}', "is no LABEL=TEXT"),
        (f'{OPEN}layers" names="SDG=SGD{CLOSE}', "no cell holds 'SDG'"),
        ("A <!-- value results/study.json valid/rmse -->1<!-- end -->\n", "no @ VARIANT is given"),
        ("A <!-- value results/study.json worst@2, SGD -->1<!-- end -->\n", "no value 'worst'"),
        ("A <!-- value results/study.json best -->1\n", "1 markers open and 0 end, but 0"),
        *(
            (
                f"A {opening} results/study.json seeds@2, SGD -->1<!-- end -->\n",
                "1 markers open and 1 end, but 0",
            )
            for opening in ("<!--  value", "<!--value", "<!--\nvalue", "<!-- Value", "<!-- value ")
        ),
        (
            "A <!-- vaule results/study.json seeds@2, SGD -->1<!-- end -->\n",
            "0 markers open and 1 end",
        ),
    ],
)
def test_a_marker_that_cannot_be_filled_says_why(readme: Path, text: str, message: str) -> None:
    readme.write_text(text)
    with pytest.raises(ReportError, match=message):
        render(readme)


@pytest.mark.parametrize(
    ("values", "column", "shown"),
    [
        ([True], "x", "yes"),
        ([None, None], "x", "–"),
        ([3], "x", "3"),
        ([3, 3], "x", "3"),
        ([3, 3], "x*1e-3:.3f", "0.003"),
        ([3.0, 3.0], "x*1e-3:.3f", "0.003"),  # a count that a library returned as a float
        ([1.0, 1.0], "x*100:.1f", "100.0\xa0±\xa00.0"),
        ([0.5], "x:.1%", "50.0%"),
        ([0.5, None], "x*100:.0f", "50"),
        ([0, 1, 1], "x:count", "2 of 3"),
        ([[1, 2]], "x", "1, 2"),
        ([[0.25, 0.5]], "x:.1f", "0.2, 0.5"),
        (["one", "two", "one"], "x", "one; two"),
        (["one\n\ntwo\n"], "x", "one / two"),
    ],
)
def test_cells(values: list[Any], column: str, shown: str) -> None:
    assert format_cell(values, Column.parse(column)) == shown


def test_a_table_of_several_files_has_a_row_for_each_variant_of_each(
    readme: Path, tmp_path: Path
) -> None:
    other = tmp_path / "results" / "other.json"
    Results(
        "other", "More.", "python other.py", [variant({"net": "wide"}, {"valid/rmse": 0.1})]
    ).save(other)
    opening = OPEN.replace(" columns", " results/other.json columns")
    readme.write_text(f"{opening}net = name; RMSE = valid/rmse:.2f{CLOSE}")
    text = render(readme)
    assert [line.split(" | ")[0] for line in text.splitlines() if line.startswith("| ")] == [
        "| net", "| 1, Adam", "| 2, SGD", "| wide",
    ]  # fmt: skip
    assert "`python study.py`" in text
    assert "`python other.py`" in text


@pytest.mark.parametrize("options", ["", ' rows="by kind"'])
def test_a_name_that_two_variants_of_a_table_have_names_neither(readme: Path, options: str) -> None:
    metrics = {"loss": 1.0, "by kind": {"cat": {"loss": 2.0}}}
    save(readme.parent, variant({"net": "wide"}, metrics))
    other = readme.parent / "results" / "other.json"
    Results("other", "More.", "other.py", [variant({"net": "wide"}, metrics)]).save(other)
    opening = OPEN.replace(" columns", " results/other.json columns")
    readme.write_text(f'{opening}loss@wide:.2f"{options} -->\n<!-- end -->\n')
    with pytest.raises(ReportError, match="2 variants are called 'wide'"):
        render(readme)


def test_the_file_of_a_variant_that_is_only_named_stands_below_the_table(readme: Path) -> None:
    other = readme.parent / "results" / "other.json"
    Results(
        "other", "More.", "python other.py", [variant({"net": "wide"}, {"valid/rmse": 0.1})]
    ).save(other)
    opening = OPEN.replace(" columns", " results/other.json columns")
    columns = "layers; RMSE = valid/rmse:.2f; wide = valid/rmse@wide:.2f"
    readme.write_text(f'{opening}{columns}" where="optimizer=SGD{CLOSE}')
    text = render(readme)
    assert "`python study.py` · 2 seeds" in text
    assert "`python other.py` · seed 0" in text


def test_a_name_that_the_terminal_cannot_write_ends_no_report(tmp_path: Path) -> None:
    page = tmp_path / "报告.md"
    page.write_text("No tables.\n")
    done = subprocess.run(
        [sys.executable, "-m", "shared.reporting", str(page), str(page)],
        capture_output=True, check=False, env=os.environ | {"PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.count(rb"\u62a5\u544a.md: up to date") == 2
