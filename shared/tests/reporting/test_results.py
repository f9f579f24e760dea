"""A results file says where each number comes from, and is never half of one."""

import json
import subprocess
from pathlib import Path

import pytest

from shared.reporting.provenance import DirtyTreeError, clean_commit
from shared.reporting.results import (
    Measurement,
    Results,
    ResultsError,
    Variant,
    load_results,
    save_measured,
)
from shared.studies.check import check_results

HARDWARE = {"processor": "a processor", "cores": 2}
ORIGIN = {"commit": "0123456789ab", "hardware": HARDWARE, "packages": {}}


def results(*metrics: dict[str, object], commit: str = "0123456789ab") -> Results:
    origin = {**ORIGIN, "commit": commit}
    measurements = [
        Measurement(seed, each, 1.0, 2.0, "2026-11-26T10:00:00+00:00", origin)
        for seed, each in enumerate(metrics)
    ]
    variant = Variant({"variant": "a"}, "shared.files:write_atomically", "0", {}, measurements)
    return Results("study", "About.", "python study.py", [variant])


def test_what_was_saved_is_read_again(tmp_path: Path) -> None:
    saved = results({"x": 1.5, "curve": [1.0, 2.0]}, {"x": 2})
    saved.save(tmp_path / "study.json")
    assert load_results(tmp_path / "study.json") == saved


def test_a_results_file_never_holds_nan(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"metrics\.x\[1\] is nan"):
        results({"x": [0.1, float("nan")]}).save(tmp_path / "study.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    ["", "[", "[]", '{"rows": []}', '{"format": 2}', "[" * 100_000, '{"format": 1' + "0" * 5_000],
)
def test_a_broken_results_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "study.json"
    path.write_text(content)
    with pytest.raises(ResultsError, match=r"study\.json"):
        load_results(path)


@pytest.mark.parametrize("left_out", ["commit", "hardware", "packages"])
def test_an_origin_that_lacks_something_is_refused(tmp_path: Path, left_out: str) -> None:
    path = tmp_path / "study.json"
    results({"x": 1.5}).save(path)
    content = json.loads(path.read_text())
    del content["environments"][0][left_out]
    path.write_text(json.dumps(content))
    with pytest.raises(ResultsError, match=rf"study\.json is damaged .*{left_out}"):
        load_results(path)


def test_a_gpu_says_enough_of_a_machine(tmp_path: Path) -> None:
    saved = results({"x": 1.5})
    origin = {**ORIGIN, "hardware": {"gpus": ["a GPU"]}}
    saved.variants[0].measurements[0] = Measurement(0, {}, 1.0, 2.0, "2026-11-26", origin)
    saved.save(tmp_path / "study.json")
    assert load_results(tmp_path / "study.json") == saved


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("variants", 0, "labels"), "a"),
        (("variants", 0, "labels", "variant"), ["a"]),
        (("variants", 0, "function"), 3),
        (("variants", 0, "config"), []),
        (("variants", 0, "threads"), "2"),
        (("variants", 0, "measurements"), None),
        (("variants", 0, "measurements", 0, "seed"), "0"),
        (("variants", 0, "measurements", 0, "seed"), True),
        (("variants", 0, "measurements", 0, "seed"), -1),
        (("variants", 0, "measurements", 1, "seed"), 0),
        (("variants", 0, "measurements", 0, "seconds"), "long"),
        (("variants", 0, "measurements", 0, "metrics"), [1]),
        (("variants", 0, "measurements", 0, "metrics", "x"), float("nan")),
        (("variants", 0, "measurements", 0, "environment"), 7),
        (("environments", 0), {}),
        (("environments", 0, "commit"), None),
        (("environments", 0, "packages"), None),
        (("environments", 0, "hardware"), None),
        (("environments", 0, "hardware"), {"cores": 2}),
        (("environments", 0, "hardware", "cores"), "2"),
        (("environments", 0, "hardware", "instructions"), 2),
        (("environments", 0, "hardware", "gpus"), "a GPU"),
        (("environments", 0, "hardware", "gpus"), [None]),
        (("study",), 1),
    ],
)
def test_a_value_of_another_type_is_refused(
    tmp_path: Path, place: tuple[str | int, ...], value: object
) -> None:
    path = tmp_path / "study.json"
    results({"x": 1.5}, {"x": 2}).save(path)
    content = json.loads(path.read_text())
    load_results(path)
    part = content
    for key in place[:-1]:
        part = part[key]
    part[place[-1]] = value
    path.write_text(json.dumps(content))
    with pytest.raises(ResultsError, match=r"study\.json"):
        load_results(path)


def git(folder: Path, *arguments: str) -> None:
    name = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    subprocess.run(["git", *name, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "results").mkdir()
    (tmp_path / "code.py").write_text("x = 1\n")
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "first")
    return tmp_path


def test_only_committed_code_gives_a_commit(repository: Path) -> None:
    assert len(clean_commit([repository])) == 12
    (repository / "code.py").write_text("x = 2\n")
    with pytest.raises(DirtyTreeError, match=r"uncommitted changes \(M code\.py\): commit them"):
        clean_commit([repository])


def test_a_new_file_counts_as_a_change(repository: Path) -> None:
    (repository / "more.py").write_text("y = 1\n")
    with pytest.raises(DirtyTreeError, match=r"\?\? more\.py"):
        clean_commit([repository])


def test_results_and_the_readme_made_from_them_do_not_count(repository: Path) -> None:
    (repository / "results" / "study.json").write_text("{}")
    (repository / "README.md").write_text("# Report\n")
    assert clean_commit([repository])


def test_without_a_repository_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(DirtyTreeError, match="in no git repository: measure with --draft"):
        clean_commit([tmp_path])


def test_a_benchmark_is_saved_from_committed_code_only(repository: Path) -> None:
    rows = [({"candidate": "ours"}, {"speedup": 2.0})]
    path = repository / "results" / "benchmark.json"
    settings = {"about": "Speed.", "command": "python x.py", "config": {"rounds": 3}}
    save_measured(path, rows, sources=[repository], **settings)
    assert load_results(path).variants[0].measurements[0].metrics == {"speedup": 2.0}
    (repository / "code.py").write_text("x = 2\n")
    with pytest.raises(DirtyTreeError):
        save_measured(path, rows, sources=[repository], **settings)


def test_results_from_uncommitted_code_are_refused_and_changed_code_is_listed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "study.json"
    results({"x": 1}).save(path)
    findings = check_results([path])
    assert findings.refused == []
    assert findings.changed == [f"{path}: a"]
    for commit in ("0123456789ab+changes", "draft"):
        results({"x": 1}, commit=commit).save(path)
        assert check_results([path]).refused == [f"{path}: a is not from a committed tree"]


def test_results_that_do_not_name_their_code_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "study.json"
    old = results({"x": 1}, commit="0123456789ab+changes")
    old.variants[0].sources = None
    old.save(path)
    findings = check_results([path])
    assert findings.unknown == [str(path)]
    assert findings.refused == [f"{path}: a is not from a committed tree"]
    old.variants[0].measurements = results({"x": 1}).variants[0].measurements
    old.save(path)
    assert check_results([path]).refused == []


def test_a_draft_of_a_benchmark_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "benchmark.json"
    draft = results({"speedup": 2.0}, commit="draft")
    draft.variants[0].function = draft.variants[0].sources = None
    draft.save(path)
    findings = check_results([path])
    assert findings.refused == [f"{path}: a is not from a committed tree"]
    assert findings.unknown == [str(path)]
