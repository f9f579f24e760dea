"""A measurement is made once, and again as soon as anything that decides it has changed."""

from __future__ import annotations

import dataclasses
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import Executor
from pathlib import Path

import pytest
from work99_toy import measure, presets
from work99_toy.studies import all as toy_studies

from shared.executors import InProcess, Processes
from shared.reporting.results import ResultsError, load_results
from shared.studies import Study
from shared.studies.check import check_results
from shared.studies.declaring import Definition, study
from shared.studies.engine import (
    Engine,
    NotMeasuredError,
    StudyLockedError,
    StudyStopped,
    alone,
    by_value,
)
from shared.training import RunConfig


class SilentBar:
    total: float | None = 0
    done = 0

    def update(self, n: float = 1) -> None:
        self.done += 1

    def set_description(self, desc: str) -> None:
        pass

    def write(self, s: str) -> None:
        pass


def engine(
    folder: Path, executor: Executor | None = None, workers: int = 1, deadline: float | None = None
) -> Engine:
    return Engine(
        executor or InProcess(), workers, folder, "0123456789ab", "python -m toy.studies", "cpu",
        deadline, SilentBar(),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    measure.CALLS.clear()
    yield
    measure.CALLS.clear()


def scores(folder: Path, name: str) -> dict[str, list[float]]:
    results = load_results(folder / f"{name}.json")
    return {
        variant.name: [m.metrics["valid/score"] for m in variant.measurements]
        for variant in results.variants
    }


def test_every_variant_is_measured_with_every_seed_and_stored(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    assert scores(tmp_path, "slopes") == {"base": [3, 5, 7], "steep": [3, 8, 13]}
    results = load_results(tmp_path / "slopes.json")
    assert results.command == "python -m toy.studies slopes"
    assert results.about == "What the slope is worth."
    assert results.variants[1].config == {"slope": 5.0, "width": 3}
    assert results.variants[1].seeds == [0, 1, 2]
    measured = results.variants[0].measurements[0]
    assert measured.environment["commit"] == "0123456789ab"
    assert measured.environment["packages"]["torch"]


def test_what_is_stored_is_not_measured_again(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    text = (tmp_path / "slopes.json").read_text()
    measure.CALLS.clear()
    engine(tmp_path).run(toy_studies.slopes)
    assert measure.CALLS == []
    assert (tmp_path / "slopes.json").read_text() == text


def test_a_changed_preset_is_measured_anew_and_an_unchanged_one_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    measure.CALLS.clear()
    steeper = dataclasses.replace(presets.STEEP, slope=6.0)
    monkeypatch.setitem(toy_studies.VARIANTS, "steep", steeper)
    engine(tmp_path).run(toy_studies.slopes)
    assert {settings for settings, _ in measure.CALLS} == {steeper}
    assert scores(tmp_path, "slopes") == {"base": [3, 5, 7], "steep": [3, 9, 15]}


def test_numbers_of_old_settings_never_stand_beside_new_ones_of_the_same_variant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    steeper = dataclasses.replace(presets.STEEP, slope=6.0)
    monkeypatch.setitem(toy_studies.VARIANTS, "steep", steeper)
    engine(tmp_path).run(toy_studies.slopes, seeds=(2,))
    assert scores(tmp_path, "slopes")["steep"] == [15]
    variant = load_results(tmp_path / "slopes.json").find({"variant": "steep"})
    assert variant is not None
    assert variant.config["slope"] == 6.0


def test_changed_code_is_measured_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    measure.CALLS.clear()
    monkeypatch.setattr("shared.studies.declaring.source_digest", lambda *names: "another")
    monkeypatch.setattr("shared.studies.measuring.source_digest", lambda *names: "another")
    engine(tmp_path).run(toy_studies.slopes)
    assert len(measure.CALLS) == 6


def test_code_that_changes_under_a_running_study_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.studies.measuring.source_digest", lambda *names: "changed")
    running = engine(tmp_path)
    running.run(toy_studies.slopes)
    assert measure.CALLS == []
    assert "its code has changed since the study began" in running.failed[0]
    assert not (tmp_path / "slopes.json").exists()


def test_another_seed_is_added_to_those_that_are_there(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.slopes, seeds=(0,))
    measure.CALLS.clear()
    engine(tmp_path).run(toy_studies.slopes, seeds=(0, 4))
    assert [seed for _, seed in measure.CALLS] == [4, 4]
    assert scores(tmp_path, "slopes")["base"] == [3, 11]


def test_a_study_goes_on_from_what_it_has_measured(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.best)
    assert scores(tmp_path, "best") == {"base": [5], "steep": [8], "steep, wider": [35]}


def test_equal_settings_under_two_names_are_measured_once(tmp_path: Path) -> None:
    @study(seeds=(3,))
    def twice(s: Study) -> None:
        s.measure("as it is", measure.score, presets.BASE, 3)
        s.measure("slope 2", measure.score, presets.ToySettings(slope=2.0), 3)

    engine(tmp_path).run(twice)
    assert len(measure.CALLS) == 1
    assert scores(tmp_path, "twice") == {"as it is": [9], "slope 2": [9]}


def test_a_variant_that_the_study_no_longer_has_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    monkeypatch.delitem(toy_studies.VARIANTS, "steep")
    engine(tmp_path).run(toy_studies.slopes)
    assert list(scores(tmp_path, "slopes")) == ["base"]


def test_a_measurement_that_fails_is_told_and_the_others_are_kept(tmp_path: Path) -> None:
    @study(seeds=(0, 1, 2))
    def failing(s: Study) -> None:
        for seed in s.seeds:
            s.measure("base", measure.diverging, presets.BASE, seed)

    running = engine(tmp_path)
    running.run(failing)
    assert running.failed == ["failing, base, seed 1: the loss became nan"]
    assert scores(tmp_path, "failing") == {"base": [3, 7]}


def test_what_failed_is_not_tried_again_in_the_same_study(tmp_path: Path) -> None:
    @study(seeds=(0, 1))
    def failing(s: Study) -> None:
        for seed in s.seeds:
            s.measure("base", measure.diverging, presets.BASE, seed)
        with pytest.raises(NotMeasuredError, match="base, seed 1: no measurement"):
            s.metrics("base")
        s.measure("steep", measure.score, presets.STEEP, 0)

    running = engine(tmp_path)
    running.run(failing)
    assert len(running.failed) == 1
    assert scores(tmp_path, "failing") == {"base": [3], "steep": [3]}


def test_what_depends_on_a_failed_measurement_is_not_asked_for_and_the_next_study_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(toy_studies, "score", measure.diverging)
    running = engine(tmp_path)
    running.run(toy_studies.best)
    assert running.failed == [
        "best, base, seed 1: the loss became nan",
        "best, steep, seed 1: the loss became nan",
        "best, base, seed 1: no measurement, so what depends on it is not asked for",
    ]
    running.run(toy_studies.large)
    assert scores(tmp_path, "large") == {"wide": [3_000]}


def test_what_was_measured_before_is_kept_where_a_study_ends_at_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine(tmp_path).run(toy_studies.best)
    before = scores(tmp_path, "best")
    monkeypatch.setitem(toy_studies.VARIANTS, "steep", dataclasses.replace(presets.STEEP, width=4))
    monkeypatch.setattr(toy_studies, "score", measure.diverging)
    running = engine(tmp_path)
    running.run(toy_studies.best)
    assert len(running.failed) == 3
    assert scores(tmp_path, "best") == before


def test_a_changed_description_is_stored(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    measure.CALLS.clear()

    def slopes(s: Study) -> None:
        """What a steeper slope is worth."""
        toy_studies.slopes.function(s)

    engine(tmp_path).run(Definition(slopes, (0, 1, 2), 1))
    assert measure.CALLS == []
    assert load_results(tmp_path / "slopes.json").about == "What a steeper slope is worth."


def test_an_infinite_number_is_refused(tmp_path: Path) -> None:
    @study(seeds=(0,))
    def infinite(s: Study) -> None:
        s.measure("base", measure.infinite, presets.BASE, 0)

    running = engine(tmp_path)
    running.run(infinite)
    assert "valid/score is inf" in running.failed[0]
    assert not (tmp_path / "infinite.json").exists()


def test_unchanged_code_is_not_listed_as_changed(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.slopes)
    findings = check_results([tmp_path / "slopes.json"])
    assert (findings.changed, findings.refused, findings.unknown) == ([], [], [])


def test_the_seed_of_a_run_counts_where_the_measurement_has_none() -> None:
    s = Study((), lambda *_: [])
    for seed in (0, 1):
        s.measure(f"seed {seed}", measure.fixed, RunConfig(seed=seed))
    assert s.wanted[0].settings != s.wanted[1].settings
    s.measure("with seeds", measure.score, RunConfig(seed=0), 3)
    assert "seed" not in s.wanted[2].settings


def test_settings_of_another_class_are_other_settings() -> None:
    s = Study((), lambda *_: [])
    s.measure("base", measure.score, presets.BASE, 0)
    s.measure("other", measure.score, presets.OtherSettings(), 0)
    assert s.wanted[0].settings == s.wanted[1].settings
    assert s.wanted[0].sources != s.wanted[1].sources


def test_a_seed_inside_the_settings_counts_where_somebody_has_set_it() -> None:
    s = Study((), lambda *_: [])
    for seed in (0, 5):
        s.measure(f"teacher {seed}", measure.score, {"teacher": RunConfig(seed=seed)}, 3)
    assert s.wanted[0].settings != s.wanted[1].settings
    assert s.wanted[1].settings["teacher"]["seed"] == 5  # type: ignore[index]


def test_another_number_of_threads_is_measured_anew(tmp_path: Path) -> None:
    def steps(s: Study) -> None:
        s.measure("base", measure.score, presets.BASE, 0)

    for threads in (1, 2, 2):
        engine(tmp_path).run(Definition(steps, (), threads))
    assert len(measure.CALLS) == 2
    (variant,) = load_results(tmp_path / "steps.json").variants
    assert variant.threads == 2


def test_a_study_is_measured_by_one_command_at_a_time(tmp_path: Path) -> None:
    with (
        alone(tmp_path, "slopes"),
        pytest.raises(StudyLockedError, match="another command is measuring slopes"),
    ):
        engine(tmp_path).run(toy_studies.slopes)
    assert measure.CALLS == []
    engine(tmp_path).run(toy_studies.slopes)  # the lock is given back


def test_two_configurations_of_one_name_are_refused() -> None:
    s = Study((0,), lambda *_: [])
    s.measure("a", measure.score, presets.BASE, 0)
    s.measure("a", measure.score, presets.BASE, 1)
    with pytest.raises(ValueError, match="two configurations are called"):
        s.measure("a", measure.score, presets.STEEP, 0)


def test_a_setting_that_is_no_number_is_refused_before_anything_runs() -> None:
    with pytest.raises(ResultsError, match=r"config\.clip is inf"):
        Study((), lambda *_: []).measure("a", measure.fixed, {"clip": float("inf")})


def test_pictures_are_stored_beside_the_results(tmp_path: Path) -> None:
    @study()
    def drawn(s: Study) -> None:
        s.measure("all", measure.fixed, {"names": ("a", "bcd")})

    engine(tmp_path).run(drawn)
    assert (tmp_path / "drawn.svg").read_bytes() == b"<svg/>"
    (variant,) = load_results(tmp_path / "drawn.json").variants
    assert variant.config == {"names": ["a", "bcd"]}
    assert variant.seeds == []
    assert variant.measurements[0].metrics["parts"]["bcd"]["count"] == 3


def test_the_first_seed_of_everything_comes_first() -> None:
    wanted = Study((0, 1), lambda *_: [])
    for name in ("a", "b"):
        for seed in wanted.seeds:
            wanted.measure(name, measure.score, presets.BASE, seed)
    order = [(one.labels["variant"], one.seed) for one in by_value(wanted.wanted)]
    assert order == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]


def test_a_spent_budget_stops_the_study_and_keeps_what_is_done(tmp_path: Path) -> None:
    engine(tmp_path).run(toy_studies.slopes, seeds=(0,))
    measure.CALLS.clear()
    with pytest.raises(StudyStopped):
        engine(tmp_path, deadline=time.monotonic()).run(toy_studies.slopes)
    assert measure.CALLS == []
    assert scores(tmp_path, "slopes") == {"base": [3], "steep": [3]}


def test_a_damaged_results_file_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "slopes.json").write_text('{"format": 2, "variants"')
    with pytest.raises(ResultsError, match="is not valid JSON"):
        engine(tmp_path).run(toy_studies.slopes)
    assert (tmp_path / "slopes.json").read_text() == '{"format": 2, "variants"'


def test_a_function_without_a_name_of_its_own_is_refused() -> None:
    with pytest.raises(TypeError, match="define it in a module"):
        Study((0,), lambda *_: []).measure("a", lambda config: {}, {})


@pytest.fixture
def deadly(tmp_path: Path) -> Definition:
    @study(seeds=(0, 1, 2))
    def killed(s: Study) -> None:
        for seed in s.seeds:
            s.measure("base", measure.deadly, {"mark": str(tmp_path / "mark")}, seed)

    return killed


def test_a_worker_that_dies_loses_its_own_measurement_only(
    tmp_path: Path, deadly: Definition
) -> None:
    with Processes(2) as executor:
        running = engine(tmp_path, executor, workers=2)
        running.run(deadly)
    assert (tmp_path / "mark").exists(), "no worker was killed"
    assert running.failed == []
    assert scores(tmp_path, "killed") == {"base": [0, 10, 20]}


def test_a_worker_that_is_killed_while_it_waits_is_replaced() -> None:
    with Processes(1) as executor:
        first = executor.submit(os.getpgrp).result()
        assert first != os.getpgrp(), "Ctrl-C in a terminal would reach the worker"
        (worker,) = executor._workers
        (process,) = multiprocessing.active_children()
        process.kill()
        assert worker._executor_manager_thread is not None
        worker._executor_manager_thread.join()  # now the pool knows that its process is gone
        assert executor.submit(os.getpgrp).result() != first
        assert len(executor._workers) == 1


def test_at_ctrl_c_what_is_done_is_stored_and_the_rest_ends(tmp_path: Path) -> None:
    @study(seeds=(0, 1))
    def waiting(s: Study) -> None:
        for seed in s.seeds:
            s.measure("base", measure.first_only, {"folder": str(tmp_path)}, seed)

    class CtrlC(SilentBar):
        def write(self, s: str) -> None:
            if s.startswith("  base"):
                raise KeyboardInterrupt

    with Processes(2) as executor:
        running = engine(tmp_path, executor, workers=2)
        running.bar = CtrlC()
        with pytest.raises(StudyStopped):
            running.run(waiting)
    assert scores(tmp_path, "waiting") == {"base": [10]}


def test_a_cluster_that_loses_a_worker_gives_the_same_results(
    tmp_path: Path, deadly: Definition
) -> None:
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        running = engine(tmp_path, client.get_executor(pure=False), workers=2)
        running.run(deadly)
    assert (tmp_path / "mark").exists(), "no worker was killed"
    assert running.failed == []
    with_cluster = load_results(tmp_path / "killed.json").variants
    (tmp_path / "killed.json").unlink()
    engine(tmp_path).run(deadly)
    alone = load_results(tmp_path / "killed.json").variants
    assert [v.key for v in with_cluster] == [v.key for v in alone]
    for one, other in zip(with_cluster, alone, strict=True):
        assert [m.metrics for m in one.measurements] == [m.metrics for m in other.measurements]
