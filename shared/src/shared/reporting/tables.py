"""README tables and figures in prose, written from results files.

Two markers, both ended by `<!-- end -->`; whatever stands between is replaced:

    <!-- table results/tricks.json columns="change; valid accuracy (%) = valid/accuracy*100:.2f" -->
    <!-- value results/default.json test/accuracy*100:.1f -->

(`lists.py` has two more.) In a block of code, or right after a backtick, a marker is an example. Paths
are relative to the Markdown file. A table has a row for each variant of the study, or of several:
`table results/default.json results/longer.json columns=…`. A column is

    HEAD = SOURCE @ VARIANT * SCALE : FORMAT

of which only SOURCE is needed: a label of the variants, `name` (all labels in one), a metric, `seeds`
(how many), or `config.FIELD`. Scale and unit stand here and nowhere else: a results file holds fractions
and seconds. A metric that was measured with several seeds is shown as mean ± sample standard deviation;
FORMAT is Python's, or `count` for "2 of 3" of a metric that is 0 or 1.
`@ VARIANT` takes another variant's metric, by its name; a value of a study with one variant does
without. `A > B` is B in the metric A that holds several. A name with one of `= @ * : ;` or a quote in
it stands between backticks:

    <!-- value results/steps.json valid/loss @ `lr = 0.1 : cosine`:.3f -->

    rows="METRIC"             a row for each entry of METRIC (an object or a list of objects), whose
                              members are the columns; `row` is the entry's name
    where="LABEL=TEXT; …"     only the variants with these labels
    names="TEXT=NAME; …"      a cell that holds exactly TEXT, such as `vit`, is written as NAME
"""

from __future__ import annotations

import contextlib
import math
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.errors import UserError
from shared.files import write_text_atomically
from shared.reporting.lists import fill_lists
from shared.reporting.results import Measurement, Results, ResultsError, Variant, load_results

_GIVEN = r'(columns|rows|where|names)="((?:[^"`]|`[^`]*`)*)"'
_TABLE = re.compile(
    rf"(?<!`)(?P<open><!-- table (?P<file>\S+)(?P<more>(?: [^\s=]+)*)(?P<options>(?: {_GIVEN})*) -->\n)"
    r".*?(?P<close><!-- end -->)",
    re.DOTALL,
)
_OPTION = re.compile(_GIVEN)
_VALUE = re.compile(
    r"(?<!`)(?P<open><!-- value (?P<file>\S+) (?P<source>(?:[^`\n]|`[^`\n]*`)+?) -->)[^\n]*?"
    r"(?P<close><!-- end -->)"
)
# However it is written: what only looks like a marker must not keep an old figure.
_OPENING = re.compile(r"(?<!`)<!--\s*(?:table|value|exercises|lessons)\b", re.IGNORECASE)
_END = re.compile(r"(?<!`)<!-- end -->")
_CODE = re.compile(
    r"(^```.*?^```[^\n]*$)", re.DOTALL | re.MULTILINE
)  # it shows a marker, and is none
_COLUMN = re.compile(
    r"""(?:(?P<head>`[^`]*`|[^=`]+?)\s*=\s*)?      # a head, if it is not the source's name
        (?P<source>`[^`]*`|[^=@`]+?)
        (?:\s*@\s*(?P<variant>`[^`]*`|[^`]+?))?
        (?:\s*\*\s*(?P<scale>[\d.e+-]+))?
        (?:\s*:\s*(?P<form>[^:]*))?""",
    re.VERBOSE,
)
_SPECIAL = re.compile(r"[=@*:;\"]")
DASH = "–"


class ReportError(UserError):
    """A marker that cannot be filled: it names a missing file, column or value."""


@dataclass(frozen=True)
class Column:
    """One column of a table, or one figure in prose; see above."""

    head: str
    source: str
    variant: str | None
    scale: float | None
    form: str

    @classmethod
    def parse(cls, text: str) -> Column:
        """Read `HEAD = SOURCE @ VARIANT * SCALE : FORMAT`.

        Raises:
            ReportError: it is of another form.
        """
        match = _COLUMN.fullmatch(text.strip())
        if match is None:
            raise ReportError(
                f"{text.strip()!r} is no HEAD = SOURCE @ VARIANT * SCALE : FORMAT; put names that "
                "hold one of = @ * : ; between backticks"
            )
        scale = _scale(match["scale"], text) if match["scale"] else None
        head, source, variant = (
            part and part.strip("`") for part in (match["head"], match["source"], match["variant"])
        )
        return cls(head or source, source, variant, scale, match["form"] or "")


def _scale(written: str, text: str) -> float:
    """Read a column's factor.

    Raises:
        ReportError: it is no number.
    """
    with contextlib.suppress(ValueError):
        if math.isfinite(scale := float(written)):
            return scale
    raise ReportError(f"{text.strip()!r}: {written!r} is no number to multiply by")


def parts_of(text: str, separator: str) -> list[str]:
    """Split `text` at `separator`, but not inside backticks; empty parts are left out."""
    parts = re.findall(rf"(?:[^`{separator}]|`[^`]*`)+", text)
    return [part.strip() for part in parts if part.strip()]


def quoted(name: str) -> str:
    """Return a name as a marker writes it."""
    return f"`{name}`" if _SPECIAL.search(name) else name


def is_number(value: Any) -> bool:
    """Return whether `value` is a number and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: float) -> bool:
    """Return whether `value` is a whole number; 1.0 and 0.0 may as well be shares."""
    return isinstance(value, int) or (value.is_integer() and abs(value) > 1)


def format_cell(values: Sequence[Any], column: Column) -> str:
    """Put a metric of several seeds (or one, or none) in words.

    Raises:
        ReportError: the column's FORMAT is none of such numbers.
    """
    known = [value for value in values if value is not None]
    if not known:
        return DASH
    if column.form == "count":
        return f"{sum(map(bool, known))} of {len(known)}"
    if all(is_number(value) for value in known):
        scaled = [value * column.scale if column.scale else value for value in known]
        if len(known) == 1 or (len(set(known)) == 1 and _is_count(known[0])):
            return _formatted(scaled[0], column, "" if isinstance(scaled[0], int) else ".4g")
        mean, spread = statistics.fmean(scaled), statistics.stdev(scaled)
        return (
            f"{_formatted(mean, column, '.4f')}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}"
            f"{_formatted(spread, column, '.4f')}"
        )
    texts = list(dict.fromkeys(_text(value, column) for value in known))
    return "; ".join(texts)


def _formatted(value: float, column: Column, default: str) -> str:
    try:
        return format(value, column.form or default)
    except (ValueError, OverflowError) as error:
        raise ReportError(
            f"{column.source!r} is {value:.4g}, which {column.form!r} cannot format ({error})"
        ) from None


def _text(value: Any, column: Column) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_text(item, column) for item in value)
    if is_number(value) and (column.form or column.scale):
        return format_cell([value], column)
    # A row of a table is one line.
    return " / ".join(line for line in str(value).splitlines() if line.strip())


def lookup(metrics: Mapping[str, Any], path: str) -> Any:
    """Look up the metric `path`; `A > B` is B in A. Return None where there is none."""
    if path in metrics:
        return metrics[path]
    names = path.split(" > ")
    for count in range(1, len(names)):  # a name may itself hold " > "
        value = metrics.get(" > ".join(names[:count]).strip())
        if isinstance(value, Mapping):
            held = lookup(value, " > ".join(names[count:]).strip())
            if held is not None:
                return held
    return None


def values_of(variant: Variant, source: str) -> list[Any]:
    """Return what a variant has under a column's source: one value, or one a seed."""
    if source in variant.labels:
        return [variant.labels[source]]
    if source == "seeds":
        return [len(variant.seeds)]
    if source == "name":
        return [variant.name]
    if source.startswith("config."):
        return [lookup(variant.config, source.removeprefix("config.").replace(".", " > "))]
    return [lookup(measured.metrics, source) for measured in variant.measurements]


def named_variant(results: Results, name: str | None, file: str) -> Variant:
    """Return the variant of this name, or the only one.

    Raises:
        ReportError: there is none, or several, of this name or where none is named.
    """
    names = [variant.name for variant in results.variants]
    if name is None and len(names) == 1:
        return results.variants[0]
    if name not in names:
        asked = "no @ VARIANT is given" if name is None else f"it has no variant {name!r}"
        raise ReportError(f"{file}: {asked}; it has {' | '.join(map(quoted, names))}")
    if names.count(name) > 1:
        raise ReportError(f"{file}: {names.count(name)} variants are called {name!r}")
    return results.variants[names.index(name)]


def origin(results: Results, shown: Sequence[Variant], link: str) -> str:
    """Say in one line where a table comes from."""
    measured: list[Measurement] = [m for variant in shown for m in variant.measurements]
    counts = sorted({len(variant.seeds) for variant in shown if variant.seeds})
    parts = [f"[{Path(link).name}]({link})", f"`{results.command}`"]
    if counts == [1]:
        seeds = sorted({seed for variant in shown for seed in variant.seeds})
        parts.append(f"seed {seeds[0]}" if len(seeds) == 1 else "1 seed each")
    elif counts:
        parts.append(f"{'–'.join(str(count) for count in {counts[0]: 0, counts[-1]: 0})} seeds")
    machines, versions, commits = [], [], []
    for environment in (m.environment for m in measured):
        hardware = environment["hardware"]
        machines.append(
            ", ".join(hardware.get("gpus", []))
            or f"{hardware['processor']}, {hardware['cores']} cores"
            + (f", {hardware['instructions']}" if "instructions" in hardware else "")
        )
        versions.append(f"torch {environment['packages'].get('torch', '?')}")
        commits.append(f"commit {environment['commit']}")
    dates = sorted(m.date[:10] for m in measured)
    when = dates[:1] if dates[:1] == dates[-1:] else [f"{dates[0]} to {dates[-1]}"]
    parts += [*dict.fromkeys(machines), *dict.fromkeys(versions), *when, *dict.fromkeys(commits)]
    return f"<sub>{' · '.join(parts)}</sub>"


def _condition(text: str) -> tuple[str, str]:
    """Read `LABEL=TEXT` of a `where`, or `TEXT=NAME` of `names`.

    Raises:
        ReportError: it is of another form.
    """
    match = re.fullmatch(r"(`[^`]*`|[^=`]+)=(`[^`]*`|[^`]*)", text)
    if match is None:
        raise ReportError(
            f"{text!r} is no LABEL=TEXT or TEXT=NAME; put names that hold one of = ; between backticks"
        )
    return match[1].strip().strip("`"), match[2].strip().strip("`")


def _rows(
    results: Results, options: Mapping[str, str], columns: Sequence[Column], file: str
) -> tuple[list[Variant], list[dict[str, list[Any]]] | None]:
    """Return the variants to show; and the entries of the metric that `rows` names, with their values."""
    wanted = [_condition(part) for part in parts_of(options.get("where", ""), ";")]
    shown = [
        variant
        for variant in results.variants
        if all(str(variant.labels.get(label)) == text for label, text in wanted)
    ]
    if not shown:
        raise ReportError(f"{file} has no variant where {options.get('where') or 'anything'}")
    if "rows" not in options:
        return shown, None
    named = columns and all(column.variant or column.source == "row" for column in columns)
    if len(shown) > 1 and not named:
        raise ReportError(
            f"{file} has {len(shown)} variants with {options['rows']!r}: name one by where=, or at "
            "each column by @"
        )
    for column in columns:
        if column.variant:
            named_variant(results, column.variant, file)
    entries: dict[str, dict[str, list[Any]]] = {}
    for variant in shown:
        for measured in variant.measurements:
            held = lookup(measured.metrics, options["rows"])
            if isinstance(held, list):
                held = {str(number): entry for number, entry in enumerate(held, 1)}
            if not isinstance(held, Mapping):
                raise ReportError(f"{file} has no metric {options['rows']!r} that holds entries")
            for name, entry in held.items():
                if not isinstance(entry, Mapping):
                    raise ReportError(
                        f"{file}: the entries of {options['rows']!r} are to be objects, whose members "
                        f"are columns; {name!r} is {entry!r}"
                    )
                row = entries.setdefault(name, {"row": [name]})
                for member, value in entry.items():
                    row.setdefault(member, []).append(value)
                    row.setdefault(f"{member} @ {variant.name}", []).append(value)
    if not entries:
        raise ReportError(f"{file}: {options['rows']!r} has no entries")
    return shown, list(entries.values())


def _table(match: re.Match[str], folder: Path) -> str:
    file, options = match["file"], dict(_OPTION.findall(match["options"]))
    files = {name: load_results(folder / name) for name in [file, *match["more"].split()]}
    results = files[file]
    if len(files) > 1:
        variants = [variant for one in files.values() for variant in one.variants]
        results = Results(results.study, results.about, results.command, variants)
    columns = [Column.parse(text) for text in parts_of(options.get("columns", ""), ";")]
    shown, entries = _rows(results, options, columns, file)
    if not columns:  # all, as the file names them
        if entries is None:
            names = [*shown[0].labels, *shown[0].measurements[0].metrics]
        else:  # of one variant, whose name nobody needs
            own = f" @ {shown[0].name}"
            names = list(dict.fromkeys(n for row in entries for n in row if not n.endswith(own)))
        columns = [Column(name, name, None, None, "") for name in names]
    cells: list[list[list[Any]]] = []
    if entries is not None:
        for entry in entries:
            sources = [c.source + (f" @ {c.variant}" if c.variant else "") for c in columns]
            cells.append([entry.get(source, []) for source in sources])
    else:
        for variant in shown:
            cells.append(
                [
                    values_of(
                        named_variant(results, c.variant, file) if c.variant else variant, c.source
                    )
                    for c in columns
                ]
            )
    for number, column in enumerate(columns):
        if all(value is None for row in cells for value in row[number]):
            raise ReportError(f"{file} has nothing under {column.source!r}: {available(shown[0])}")
    right = [
        all(v is None or is_number(v) or isinstance(v, list) for row in cells for v in row[number])
        for number in range(len(columns))
    ]
    lines = [
        "| " + " | ".join(column.head for column in columns) + " |",
        "|" + "|".join("---:" if numeric else "---" for numeric in right) + "|",
    ]
    in_words = dict(_condition(part) for part in parts_of(options.get("names", ""), ";"))
    written = [[format_cell(v, c) for v, c in zip(row, columns, strict=True)] for row in cells]
    if unused := in_words.keys() - {text for row in written for text in row}:
        raise ReportError(
            f"{file}: no cell holds {min(unused)!r}, which names= would write otherwise"
        )
    for row in written:
        # A dollar in a result is a dollar: two of them would make a formula of what is between.
        texts = (in_words.get(text, text.replace("$", "\\$")).replace("|", "\\|") for text in row)
        lines.append("| " + " | ".join(texts) + " |")
    named = [named_variant(results, column.variant, file) for column in columns if column.variant]
    behind = [
        origin(one, here, name)
        for name, one in files.items()
        if (here := [v for v in one.variants if any(v is other for other in [*shown, *named])])
    ]
    body = "\n".join(lines) + "\n\n" + "\n\n".join(behind)
    return f"{match['open']}{body}\n{match['close']}"


def available(variant: Variant) -> str:
    """Say what a column may name, in words."""
    metrics = variant.measurements[0].metrics if variant.measurements else {}
    return f"it has {', '.join(map(quoted, [*variant.labels, *metrics]))}"


def _value(match: re.Match[str], folder: Path) -> str:
    file, column = match["file"], Column.parse(match["source"])
    variant = named_variant(load_results(folder / file), column.variant, file)
    values = values_of(variant, column.source)
    if all(value is None for value in values):
        raise ReportError(f"{file} has no value {column.source!r}; {available(variant)}")
    return f"{match['open']}{format_cell(values, column)}{match['close']}"


def render(markdown: Path, only: Path | None = None) -> str:
    """Return the text that `markdown` should have, given the results files it names.

    Args:
        markdown: the file.
        only: a folder; markers that name results elsewhere stay as they are.

    Raises:
        ReportError: a marker is malformed or names a file, column or value that is not there.
        RubricError, LessonError: an assignment's rubric or lessons cannot be read.
    """
    text = markdown.read_text(encoding="utf-8")
    filled = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal filled
        filled += 1
        place = (markdown.parent / match["file"]).resolve()
        if only is not None and not place.is_relative_to(only.resolve()):
            return match[0]
        maker = _table if match.re is _TABLE else _value
        try:
            return maker(match, markdown.parent)
        except (ResultsError, ReportError) as error:
            raise ReportError(f"{markdown}: {error}") from None

    parts = _CODE.split(text)  # every second one is code
    opened = sum(len(_OPENING.findall(prose)) for prose in parts[::2])
    ended = sum(len(_END.findall(prose)) for prose in parts[::2])
    for place in range(0, len(parts), 2):
        prose = _VALUE.sub(fill, _TABLE.sub(fill, parts[place]))
        parts[place], lists = fill_lists(prose, markdown.parent)
        filled += lists
    if (opened, ended) != (filled, filled):
        raise ReportError(
            f"{markdown}: {opened} markers open and {ended} end, but {filled} are well formed; write "
            "`<!-- value FILE …` or `<!-- table FILE …` with single spaces, each with its own "
            "<!-- end -->, and let a table's or a list's opening stand alone on its line"
        )
    return "".join(parts)


def rewrite(markdown: Path, only: Path | None = None) -> bool:
    """Bring `markdown` up to date as `render` does; True where that changed it."""
    rendered = render(markdown, only)
    changed = rendered != markdown.read_text(encoding="utf-8")
    if changed:
        write_text_atomically(markdown, rendered)
    return changed
