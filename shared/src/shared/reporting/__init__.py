"""Results files and the README tables made from them."""

from shared.reporting.provenance import provenance
from shared.reporting.results import ResultsError, load_results, save_results
from shared.reporting.tables import ReportError, render, rewrite

__all__ = [
    "ReportError",
    "ResultsError",
    "load_results",
    "provenance",
    "render",
    "rewrite",
    "save_results",
]
