"""A corpus without end or error: numbers, amounts, dates and times in English and French words.

num2words writes the numbers, Babel names months, days, currencies and times of the day. The two
languages differ as languages do: French has no word for seventy or ninety, puts the nationality
after the currency and the day before the month, and lets "one" agree with what is counted.

Two things are held out. *Values*: a tenth of all values, small numbers apart, stands in the test
set "values" and nowhere else, another tenth in the validation set. *Lengths*: training sentences
join one or two phrases, those of the test set "lengths" three or four, of values that are not held out;
of 20,000 training pairs half of those values are in one.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache
from typing import Any, Literal

from shared.translation.splits import Example, Pair, Splits

Direction = Literal["en-fr", "fr-en"]
Part = Literal["train", "valid", "test"]

MOST_DIGITS = 6
ALWAYS_LEARNT = 100
CURRENCIES = ("EUR", "USD", "CHF", "JPY", "CAD", "AUD")
FIRST_DAY, DAYS = date(1800, 1, 1), 365 * 300
JOINTS = (
    (" and ", " et "),
    (" or ", " ou "),
    (", then ", ", puis "),
    (", but not ", ", mais pas "),
)


@cache
def in_words(number: int, language: str, form: str = "cardinal") -> str:
    """Write a number in words; `form` is num2words' cardinal, ordinal or year."""
    from num2words import num2words  # it and Babel take a while, and are not needed for --help

    return str(num2words(number, lang=language, to=form))


def number_phrase(number: int) -> Pair:
    """Say a number: 342 → three hundred and forty-two, trois cent quarante-deux."""
    return Pair(in_words(number, "en"), in_words(number, "fr"))


def amount_phrase(count: int, currency: str) -> Pair:
    """Say an amount of money: (2, "CHF") → two Swiss francs, deux francs suisses."""
    from babel.numbers import get_currency_name

    return Pair(
        f"{in_words(count, 'en')} {get_currency_name(currency, count, 'en')}",
        f"{in_words(count, 'fr')} {get_currency_name(currency, count, 'fr')}",
    )


def date_phrase(day: date) -> Pair:
    """Say a date: 1992-03-03 → Tuesday March third nineteen ninety-two, mardi trois mars …."""
    from babel.dates import get_day_names, get_month_names

    names = {
        language: (
            get_day_names("wide", locale=language)[day.weekday()],
            get_month_names("wide", locale=language)[day.month],
        )
        for language in ("en", "fr")
    }
    weekday, month = names["en"]
    jour, mois = names["fr"]
    first = "premier" if day.day == 1 else in_words(day.day, "fr")  # le premier mars, le deux mars
    year, annee = in_words(day.year, "en", "year"), in_words(day.year, "fr")
    return Pair(
        f"{weekday} {month} {in_words(day.day, 'en', 'ordinal')} {year}",
        f"{jour} {first} {mois} {annee}",
    )


def time_phrase(hour: int, minute: int) -> Pair:
    """Say a time: (19, 5) → seven oh five in the evening, sept heures cinq du soir."""
    twelve = (hour - 1) % 12 + 1
    clock = in_words(twelve, "en") + (
        " o'clock" if minute == 0 else f" {'oh ' * (minute < 10)}{in_words(minute, 'en')}"
    )
    heures = f"{_feminine(twelve)} {'heure' if twelve == 1 else 'heures'}"
    heures += f" {_feminine(minute)}" if minute else ""
    return Pair(f"{clock} {_period(hour, 'en')}", f"{heures} {_period(hour, 'fr')}")


def _feminine(number: int) -> str:
    words = in_words(number, "fr")
    return words + "e" if words.endswith("un") else words


@cache
def _period(hour: int, language: str) -> str:
    """Return Babel's part of the day: in the morning, du soir, …."""
    from babel.dates import get_period_id, get_period_names

    names = get_period_names("wide", context="format", locale=language)
    past = time(hour, 1)  # the full hour of noon has a name of its own
    return str(names[get_period_id(past, locale=language)])


@dataclass(frozen=True)
class _Value:
    """What a phrase says: its words are `phrase(*details)`."""

    phrase: Callable[..., Pair]
    details: tuple[Any, ...]
    always_learnt: bool = False

    @property
    def part(self) -> Part:
        """Where it belongs, the same in every corpus: a tenth validates, a tenth tests."""
        if self.always_learnt:
            return "train"
        tenth = zlib.crc32(f"{self.phrase.__name__} {self.details}".encode()) % 10
        return "test" if tenth == 0 else "valid" if tenth == 1 else "train"


def _draw_number(draws: random.Random) -> int:
    """Draw a number below a million: first how many digits it has, so that short ones are not rare."""
    return draws.randrange(10 ** draws.randint(1, MOST_DIGITS))


def _draw_value(draws: random.Random) -> _Value:
    kind = draws.choice(("number", "amount", "date", "time"))
    if kind == "date":
        return _Value(date_phrase, (FIRST_DAY + timedelta(days=draws.randrange(DAYS)),))
    if kind == "time":
        return _Value(time_phrase, (draws.randrange(24), draws.randrange(60)))
    number = _draw_number(draws)
    small = number <= ALWAYS_LEARNT  # their words may have no other place
    if kind == "number":
        return _Value(number_phrase, (number,), small)
    return _Value(amount_phrase, (number, draws.choice(CURRENCIES)), small)


def _draw_phrase(draws: random.Random, part: Part) -> Pair:
    while (value := _draw_value(draws)).part != part:
        pass
    return value.phrase(*value.details)


def _draw_sentence(draws: random.Random, part: Part, phrases: tuple[int, ...]) -> Pair:
    sentence = _draw_phrase(draws, part)
    for _ in range(draws.choice(phrases) - 1):
        phrase, (english, french) = _draw_phrase(draws, part), draws.choice(JOINTS)
        sentence = Pair(
            sentence.source + english + phrase.source, sentence.target + french + phrase.target
        )
    return sentence


def _draw_sentences(
    count: int, seed: int, part: Part, phrases: tuple[int, ...], direction: Direction
) -> list[Pair]:
    """Draw `count` sentences, no two alike."""
    draws = random.Random(f"{seed} {part} {phrases}")
    drawn: dict[Pair, None] = {}
    while len(drawn) < count:
        drawn[_draw_sentence(draws, part, phrases)] = None
    if direction == "en-fr":
        return list(drawn)
    return [Pair(pair.target, pair.source) for pair in drawn]


def controlled_corpus(
    size: int = 20_000,
    *,
    seed: int = 0,
    held_out: int = 500,
    direction: Direction = "en-fr",
) -> Splits:
    """Return a corpus; `tests` has the sets "values" and "lengths".

    Args:
        size: pairs to learn from, one or two phrases each.
        seed: of everything that is drawn. Which values are held out does not depend on it.
        held_out: examples to validate with, and in each test set.
        direction: what is translated into what.
    """

    def examples(part: Part, phrases: tuple[int, ...]) -> list[Example]:
        pairs = _draw_sentences(held_out, seed, part, phrases, direction)
        return [Example(pair.source, (pair.target,)) for pair in pairs]

    return Splits(
        train=_draw_sentences(size, seed, "train", (1, 2), direction),
        valid=examples("valid", (1, 2)),
        tests={"values": examples("test", (1, 2)), "lengths": examples("train", (3, 4))},
    )
