"""What is wrong with results files: measured from uncommitted code, or by code that has changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shared.reporting.results import load_results
from shared.studies.sources import source_digest


@dataclass
class Findings:
    """What was found, a line each.

    Attributes:
        refused: numbers that no commit stands for.
        changed: variants whose code is no longer what measured them.
        unknown: files that do not say what code measured them.
    """

    refused: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def check_results(paths: Sequence[Path]) -> Findings:
    """Look at results files; nothing is run.

    Raises:
        ResultsError: one cannot be read.
    """
    findings = Findings()
    digests: dict[str, str] = {}
    for path in paths:
        changed = []
        for variant in load_results(path).variants:
            if any(not is_commit(m.environment["commit"]) for m in variant.measurements):
                findings.refused.append(f"{path}: {variant.name} is not from a committed tree")
            if variant.function is None or variant.sources is None:
                findings.unknown.append(str(path))
                continue
            if variant.function not in digests:
                try:
                    digests[variant.function] = source_digest(*variant.function.split())
                except LookupError:
                    digests[variant.function] = "gone"
            if digests[variant.function] != variant.sources:
                changed.append(variant.name)
        if changed:
            findings.changed.append(f"{path}: {', '.join(changed)}")
    findings.unknown = list(dict.fromkeys(findings.unknown))
    return findings


def is_commit(text: object) -> bool:
    """Return whether `text` names a commit, and no more: no `+changes`, no draft."""
    return isinstance(text, str) and len(text) >= 7 and all(c in "0123456789abcdef" for c in text)
