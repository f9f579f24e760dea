"""Long texts for language models, each cut into a part to train on and a held-out end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from jaxtyping import Int64
from torch import Tensor

from shared.data.text import load_book, load_standard_library
from shared.data.text_files import read_text
from shared.training import InMemory
from shared.training.batches import EpochDataset, SeededBatches
from shared.training.machine.seeding import epoch_generator
from work04_grconv.errors import TextError
from work04_grconv.text.windows import Window, consecutive_windows, random_windows

TextName = Literal["timemachine", "tinyshakespeare", "standard-library"]
Sampling = Literal["consecutive", "random"]
HELD_OUT = 0.1


def load_text(source: TextName | Path) -> str:
    """Load a text: the standard library is always there; the books are fetched; a path is a file.

    Raises:
        TextFileError: the file cannot be read; see `shared.data.text_files`.
    """
    if isinstance(source, Path):
        return read_text(source)
    if source == "standard-library":
        return load_standard_library().text
    return load_book(source)


def cut_text(text: str, longest: int = 1_000_000) -> tuple[str, str]:
    """Cut the first `longest` characters of a text into a training part and a held-out end.

    Raises:
        TextError: the end would be too short to predict anything.
    """
    read = text[:longest]
    border = int(len(read) * (1 - HELD_OUT))
    if len(read) - border < 2:
        enough = len(text) * HELD_OUT > 1  # then two are held out
        remedy = "a larger --characters" if enough else "a longer text"
        raise TextError(f"{len(read)} characters are too few to learn from: take {remedy}")
    return read[:border], read[border:]


class Windows(InMemory, EpochDataset):
    """The windows of a text by the number of the step: pass after pass, whatever an epoch is.

    Args:
        text: the tokens.
        rows: windows in a batch.
        time: tokens in a window.
        sampling: consecutive or random, see `text/windows.py`.
        steps: batches in an epoch.
        seed: where a pass begins, and the order of random windows.

    Attributes:
        in_pass: batches in a pass.

    Raises:
        TextError: the text is too short for a batch.
    """

    def __init__(
        self,
        text: Int64[Tensor, " text"],
        rows: int,
        time: int,
        *,
        sampling: Sampling,
        steps: int,
        seed: int,
    ) -> None:
        self.text, self.rows, self.time, self.steps, self.seed = text, rows, time, steps, seed
        self.windows = consecutive_windows if sampling == "consecutive" else random_windows
        self.in_pass = (len(text) - time) // time // rows
        if self.in_pass < 1:
            raise TextError(
                f"{len(text):,} characters to learn from are too few for {rows} windows of {time}: "
                "take a longer text, or a smaller --batch-size or --window"
            )
        self.first, self._pass = 0, -1
        self._batches: list[Window] = []

    def __len__(self) -> int:
        return self.steps

    def start(self, epoch: int) -> None:
        """Hand out the batches of `epoch` from here on."""
        self.first = epoch * self.steps

    def __getitems__(self, indices: Sequence[int]) -> Window:
        """Return inputs and targets of one step of this epoch, (row, time) each."""
        (index,) = indices
        number, place = divmod(self.first + index, self.in_pass)
        if number != self._pass:
            generator = epoch_generator(self.seed, number)
            self._batches = list(self.windows(self.text, self.rows, self.time, generator))
            self._pass = number
        return self._batches[place]


class InOrder(SeededBatches):
    """Whole batches one after the other: consecutive windows must not be shuffled."""

    def __iter__(self) -> Iterator[list[int]]:
        yield from ([number] for number in range(self.first, self.size))
