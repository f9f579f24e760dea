"""`python -m shared.grading challenge work01 HAND-IN… --out DIR`."""

from __future__ import annotations

import dataclasses
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import tyro
from rich.console import Console
from rich.table import Table
from rich.text import Text

from shared.errors import UserError
from shared.grading.assignment.rubric import Challenge, load_rubric
from shared.grading.challenge.board import HEADER, cells, keep_to, rank, store, stored, write
from shared.grading.challenge.running import run, with_recipe
from shared.grading.classes.batch import alike, distinct_names, names_of
from shared.grading.errors import HandInError
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.hand_ins.opening import open_hand_in
from shared.grading.judging.judge import prepare
from shared.grading.walls.limits import Level


@dataclass(frozen=True)
class ChallengeCommand:
    """Train the recipes of hand-ins within the challenge's budget, and put them on the board."""

    project: tyro.conf.Positional[Path]
    """The assignment's folder."""
    hand_ins: tyro.conf.Positional[tuple[Path, ...]]
    """Folders, zips or tars with recipe.py; none to write the board again."""
    out: Annotated[Path, tyro.conf.arg()]
    """The board's folder: results, board.csv, board.html."""
    seeds: int | None = None
    """How often to train; by default as often as the rubric says. Who is on the board with fewer trains for
    the missing ones."""
    require_sandbox: Level = "namespaces"
    """Refuse to run behind walls weaker than these: data must stay out of reach."""

    def run(self) -> int:
        """Do it; return 0 if every hand-in has a score."""
        rubric = with_recipe(load_rubric(self.project))
        challenge = rubric.challenge
        assert isinstance(challenge, Challenge)
        count = challenge.seeds if self.seeds is None else self.seeds
        if count < 1:
            raise UserError("--seeds must be at least 1")
        if self.seeds is not None and not self.hand_ins:
            raise UserError(
                "--seeds says how often to train: name the hand-ins, also those on the board"
            )
        keep_to(rubric, self.out)
        results = self.out / "results"
        refused: list[str] = []
        with prepare(rubric) as judge:
            for name, path in distinct_names(self.hand_ins).items():
                try:
                    hand_in = dataclasses.replace(open_hand_in(path, rubric), name=name)
                except HandInError as error:
                    refused.append(f"{name}: {error}")
                    continue
                digest = _digest(hand_in)
                on_board = stored(results)
                first = next((entry for entry in on_board if entry.digest == digest), None)
                if first is not None and first.name not in (name, *names_of(path)):
                    print(f"{name} has the files of {first.name}, who is on the board: not run")
                    continue
                missing = count
                if first is not None:
                    missing = count - len(first.attempts) if first.scores else 0
                    if missing <= 0:
                        print(f"{first.name} is on the board already")
                        continue
                elif alike(name) in {alike(entry.name) for entry in on_board}:
                    print(f"{name} is on the board with other files: it has a line for each")
                seeds = [secrets.randbits(62) for _ in range(missing)]
                entry = run(judge, hand_in, digest, seeds, self.require_sandbox)
                store(first.with_more(entry) if first else entry, results)
        rows = rank(stored(results), challenge)
        write(rows, challenge, self.out)
        table = Table(*HEADER[:8], title=Text(f"{challenge.title}: {challenge.score}"))
        for line in cells(rows):
            table.add_row(*map(Text, line[:8]))
        Console().print(table)
        for row in rows:
            if row.entry.problem:
                print(f"no score: {row.entry.name}: {row.entry.problem}")
        for problem in refused:
            print(f"not run: {problem}")
        print(f"written: {self.out}/board.csv, board.html")
        return int(bool(refused) or any(not row.entry.scores for row in rows))


def _digest(hand_in: HandIn) -> str:
    content = hashlib.sha256()
    for module, source in sorted(hand_in.sources.items()):
        content.update(module.encode() + b"\0" + hashlib.sha256(source).digest())
    return content.hexdigest()
