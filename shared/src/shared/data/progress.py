"""Tell the user what is being fetched: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from shared.data.files import Bar

PLAIN_FROM = 10_000_000  # bytes; below that a log needs no lines of progress
SLOW = 10  # megabits a second: the network that times are told for


def say(message: str) -> None:
    """Print one line to standard error, above any progress bar."""
    tqdm.write(message, file=sys.stderr)


def size_and_time(size: int) -> str:
    """Return a size in bytes in words, with the time that it takes on a slow network if that is long."""
    seconds = 8 * size / (SLOW * 1e6)
    words = f"{size / 1e6:.1f} MB"
    if seconds < 20:
        return words
    time = f"{seconds / 60:.1f} minutes" if seconds >= 90 else f"{seconds:.0f} seconds"
    return f"{words}, {time} at {SLOW} megabits a second"


class _PlainLines:
    """Progress as one line a quarter; the interface is what pooch uses of tqdm's."""

    def __init__(self, label: str, total: int) -> None:
        self.label, self.total, self.done, self.quarter = label, total, 0, 0

    def update(self, count: int) -> None:
        self.done += count
        quarter = min(4, 4 * self.done // max(1, self.total))
        if quarter > self.quarter and self.total >= PLAIN_FROM:
            say(f"{self.label}: {25 * quarter} % of {self.total / 1e6:.0f} MB")
        self.quarter = quarter

    def reset(self) -> None:
        self.done = 0

    def close(self) -> None:
        pass


@contextmanager
def progress(label: str, total: int) -> Iterator[Bar]:
    """Yield a bar that counts `total` bytes under `label`."""
    if not sys.stderr.isatty():
        yield _PlainLines(label, total)
        return
    with tqdm(desc=label, total=total, unit="B", unit_scale=True, delay=0.3, leave=False) as bar:
        yield bar
