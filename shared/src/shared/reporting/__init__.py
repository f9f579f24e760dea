"""Experiments, their results files, and the README tables made from them."""

from shared.reporting.legacy import load_results, save_results
from shared.reporting.provenance import provenance
from shared.reporting.results import ResultsError
from shared.reporting.studies import run_studies, study_command
from shared.reporting.tables import ReportError, render, rewrite

__all__ = [
    "ReportError",
    "ResultsError",
    "load_results",
    "provenance",
    "render",
    "rewrite",
    "run_studies",
    "save_results",
    "study_command",
]
