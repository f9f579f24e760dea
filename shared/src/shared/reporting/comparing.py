"""How a run's figures compare with the report's, said at its end."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from shared.reporting.results import ResultsError, Variant, load_results
from shared.reporting.tables import is_number

PARTS = ("test/", "valid/", "")  # of the first of which there are figures, those are said
AT_MOST = 4
NO_QUALITY = ("seconds", "parameters")


def compare_with_report(
    owner: type,
    settings: Mapping[str, Any],
    defaults: Mapping[str, Any],
    metrics: Mapping[str, Any],
) -> list[str]:
    """Return lines that set a run's final metrics beside the report's of the same settings.

    Args:
        owner: the class of the configuration; the results lie in the project that defines it.
        settings: of the run, as JSON values.
        defaults: of that class; a setting that the report's run did not have yet counts as default.
        metrics: what the run reached, by name.

    Returns:
        none where the report has no run of these settings.
    """
    for variant in _variants(owner):
        if not _is_of(variant, owner) or not _is_same(variant.config, settings, defaults):
            continue
        both = {
            name: (value, figures)
            for name, value in metrics.items()
            if is_number(value) and (figures := _figures(variant, name))
        }
        for part in PARTS:
            names = [name for name in both if name.startswith(part) and _is_quality(name)]
            if names:
                return [f"{name}: {_beside(*both[name])}" for name in names[:AT_MOST]]
    return []


def _variants(owner: type) -> Iterator[Variant]:
    """Yield the variants of the project's results files; one that cannot be read has none."""
    file = getattr(sys.modules.get(owner.__module__), "__file__", None)
    parents = Path(file).resolve().parents if file else []
    project = next((folder for folder in parents if (folder / "pyproject.toml").exists()), None)
    for path in sorted((project / "results").glob("*.json")) if project else []:
        try:
            yield from load_results(path).variants
        except ResultsError:
            continue


def _is_of(variant: Variant, owner: type) -> bool:
    """Return whether a variant's settings are of the class `owner`, where that is known."""
    if variant.function is None:
        return True
    return f"{owner.__module__}:{owner.__qualname__}" in variant.function.split()[1:]


def _is_same(
    stored: Mapping[str, Any], settings: Mapping[str, Any], defaults: Mapping[str, Any]
) -> bool:
    """Return whether a stored configuration is a run's: where a run lies, and its seed, don't count."""
    if not stored or any(settings.get(name) != value for name, value in stored.items()):
        return False
    where = ("seed", "runs", "resume", "checkpoint_seconds")
    others = [name for name in settings if name not in stored and name not in where]
    return all(settings[name] == defaults.get(name) for name in others)


def _is_quality(name: str) -> bool:
    return not any(word in name for word in NO_QUALITY)


def _figures(variant: Variant, name: str) -> list[float]:
    values = [measured.metrics.get(name) for measured in variant.measurements]
    return [float(value) for value in values if value is not None and is_number(value)]


def _beside(value: float, figures: list[float]) -> str:
    report = f"{statistics.fmean(figures):.4g}"
    if len(figures) == 1:
        return f"{value:.4g} here, {report} in the report (1 seed)"
    spread = f"{statistics.stdev(figures):.1g}"
    return f"{value:.4g} here, {report} ± {spread} in the report ({len(figures)} seeds)"
