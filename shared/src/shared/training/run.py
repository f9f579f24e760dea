"""A Run: a Loop with a folder, progress, records and checkpoints.

    with Run(config, name="cifar10") as run:
        … the loop, as in loop.py …
        run.finish({"test/accuracy": …})

It shows progress, saves checkpoints, stops on Ctrl-C or SIGTERM after saving, resumes bit for bit,
and works the same in several processes under torchrun: the first one writes.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import safetensors.torch
import torch
from accelerate.utils import gather_object
from torch import nn
from torch.utils.data import DataLoader

from shared.files import write_atomically, write_text_atomically
from shared.reporting.provenance import provenance
from shared.training.average import Average
from shared.training.checkpoints import (
    averages_of,
    checkpoint_path,
    load_checkpoint,
    load_model,
    save_checkpoint,
)
from shared.training.config import RunConfig, to_json
from shared.training.errors import NonFiniteError, RunFolderError, RunInterrupted, finite
from shared.training.interruption import StopRequest
from shared.training.logbook import Logbook
from shared.training.loop import Loop
from shared.training.progress import Progress, clock
from shared.training.seeding import random_state, restore_random_state

GPU_LOSS_CHECK = 20  # reading a loss from a GPU waits for it, so it is done every so many steps
PRINTED_EPOCHS = 10  # about so many epochs of a run are printed; all are in metrics.jsonl


class Run(Loop):
    """One training run and its folder `runs/<time>-<name>/`.

    Attributes:
        folder: config.json, metrics.jsonl, summary.json, model.safetensors, checkpoint/,
            curves.svg and tensorboard/ are here.

    Raises:
        RunFolderError: the folder cannot be made or written.
        CheckpointError: `config.resume` holds nothing to continue, or of another model.
    """

    def __init__(self, config: RunConfig, name: str) -> None:
        self.config, self.name = config, name
        self._checkpoint: dict[str, Any] = {}
        if config.resume:
            self._checkpoint = load_checkpoint(checkpoint_path(config.resume))
        precision = self._checkpoint.get("precision", config.precision)
        self._saved_averages: list[Any] = []  # of the epoch in which the checkpoint was made
        super().__init__(config.seed, device=config.device, precision=precision)
        self._seconds_before = self._checkpoint.get("seconds", 0.0)
        self._cpu_seconds_before = self._checkpoint.get("cpu_seconds", 0.0)
        self._saved_randomness: dict[str, Any] | None = None
        self._count = 0  # epochs of the whole run
        self._progress: Progress | None = None
        self._stop = StopRequest()
        self.folder = self._open_folder()

    # -- the folder ------------------------------------------------------------------------

    @property
    def is_main(self) -> bool:
        """True in the process that prints and writes."""
        return self.rank == 0

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise RunFolderError(
                f"cannot write {error.filename or self.folder} ({error.strerror}): free some "
                "space, or choose another place with --runs DIR"
            ) from error

    def _open_folder(self) -> Path:
        if self.config.resume:
            return self.config.resume
        moment = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
        self.folder = self.config.runs / f"{moment}-{self.name}"
        if self.is_main:
            with self._writing():
                number = 1
                while self.folder.exists():
                    number += 1
                    self.folder = self.config.runs / f"{moment}-{self.name}-{number}"
                self.folder.mkdir(parents=True)
                write_json(self.folder / "config.json", self._description())
        return Path(self.from_main(str(self.folder)))

    def _description(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "config": to_json(self.config),
            "device": self.device.type,
            "precision": self.precision,
            "processes": self.processes,
            "provenance": provenance(),
        }

    def __enter__(self) -> Self:
        self._started = self._last_saved = time.monotonic()
        self._cpu_started = time.process_time()
        if self.is_main:
            with self._writing():
                self._logbook = Logbook(self.folder, self._checkpoint.get("records", 0))
                if self.config.resume:  # it may go on for longer
                    write_json(self.folder / "config.json", self._description())
        self._stop.listen()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.restore()
        if self._progress is not None:
            self._progress.close()
        if self.is_main:
            with contextlib.suppress(OSError):
                self._logbook.close()
        if isinstance(error, RunInterrupted):
            self.say(f"stopped after step {self.step}; continue with --resume {self.folder}")
        if isinstance(error, NonFiniteError) and checkpoint_path(self.folder).exists():
            self.say(f"the last checkpoint is in {self.folder}")

    def say(self, line: str) -> None:
        """Print a line, once for all processes, without breaking the progress bar."""
        if self._progress is not None:
            self._progress.say(line)
        elif self.is_main:
            print(line, flush=True)

    # -- around the loop -------------------------------------------------------------------

    def start_or_continue(self, model: nn.Module, optimizer: Any, others: tuple[Any, ...]) -> None:
        """Start, or continue the checkpoint of `config.resume`.

        Raises:
            CheckpointError: it is of another model.
        """
        super().start_or_continue(model, optimizer, others)
        self._saved = {"model": model, "optimizer": optimizer, "others": others}
        if not self._checkpoint:
            return
        checkpoint, ranks = self._checkpoint, self._checkpoint["ranks"]
        load_model(model, checkpoint, checkpoint_path(self.folder))
        optimizer.load_state_dict(checkpoint["optimizer"])
        for other, state in zip(others, checkpoint["others"], strict=True):
            other.load_state_dict(state)
        self.epoch = checkpoint["epoch"]
        self.step_in_epoch = checkpoint["step_in_epoch"]
        self.step = checkpoint["step"]
        self.say(f"resumed {self.folder} at step {self.step}")
        if len(ranks) != self.processes:
            self.say(
                f"{self.processes} process(es) go on where {len(ranks)} stopped: the same batches "
                "in the same order, but dropout draws other units"
            )
        if self.rank < len(ranks):
            self._saved_randomness = ranks[self.rank]["randomness"]
        if self.step_in_epoch:
            self._saved_averages = averages_of(ranks, self.rank, self.processes)

    def average(self) -> Average:
        """Make a mean over this epoch's training samples and all processes; call it before a batch."""
        average = super().average()
        if self._saved_averages:
            average.load_state_dict(self._saved_averages.pop(0))
        return average

    def epochs(self, count: int) -> Iterator[int]:
        """Yield the epoch numbers from 0 to `count` - 1; a resumed run starts at the one it was in."""
        self._count, first = count, self.epoch
        for epoch in super().epochs(count):
            if epoch > first:
                self._save_or_stop()
            if self.step_in_epoch == 0:
                self._restore_randomness()
            yield epoch
        self._restore_randomness()  # where nothing was left to train
        self._save_or_stop(last=True)

    def reading(self, loader: DataLoader[Any]) -> Iterator[Any]:
        """Yield the batches of `loader`, with progress from here on."""
        batches = iter(loader)
        self._restore_randomness()
        if self._progress is None:
            total = self._count * len(loader)
            self._progress = Progress(total, self.step, self.name, silent=not self.is_main)
        return batches

    def stepped(self) -> None:
        """Show the running loss; save where it is time, and stop where somebody asked for it."""
        loss = None
        if self.device.type == "cpu" or self.step_in_epoch % GPU_LOSS_CHECK == 0:
            loss = self._loss.running()
            finite(loss or 0.0, "the loss", self.epoch, self.step)
        if self._progress is not None:
            self._progress.step(loss)
        self._save_or_stop()

    def _restore_randomness(self) -> None:
        if self._saved_randomness is not None:
            restore_random_state(self._saved_randomness)
            self._saved_randomness = None

    # -- records ---------------------------------------------------------------------------

    def log(self, metrics: Mapping[str, float]) -> None:
        """Record metrics of this epoch; call once an epoch, in every process.

        Raises:
            NonFiniteError: a metric is NaN or infinite.
        """
        super().log(metrics)
        if not self.is_main:
            return
        place = {"epoch": self.epoch + 1, "step": self.step, "seconds": round(self.seconds, 3)}
        with self._writing():
            self._logbook.write({**place, **metrics})
        every = max(1, self._count // PRINTED_EPOCHS)
        if (self.epoch + 1) % every == 0 or self.epoch + 1 == self._count:
            shown = "  ".join(f"{name} {value:.4g}" for name, value in metrics.items())
            self.say(f"epoch {self.epoch + 1:>{len(str(self._count))}}/{self._count}  {shown}")

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of this run, all its parts together."""
        return float(self._seconds_before) + time.monotonic() - self._started

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds of the main process, over all cores and all parts of this run."""
        return float(self._cpu_seconds_before) + time.process_time() - self._cpu_started

    def finish(self, metrics: Mapping[str, Any]) -> None:
        """Write the model, the curves and summary.json with the final `metrics`.

        Call it in every process; the main one's metrics count.

        Raises:
            RunError: the processes' models differ.
        """
        model: nn.Module = self._saved["model"]
        self.check_equal(model)
        if not self.is_main:
            return
        weights = {name: value.contiguous() for name, value in model.state_dict().items()}
        summary = {
            **self._description(),
            "metrics": dict(metrics),
            "steps": self.step,
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
        }
        with self._writing():
            write_atomically(
                self.folder / "model.safetensors",
                lambda path: safetensors.torch.save_file(weights, path),
            )
            self._logbook.draw()
            write_json(self.folder / "summary.json", summary)
        self.say(f"done in {clock(self.seconds)} (min:s); everything is in {self.folder}")

    # -- checkpoints -----------------------------------------------------------------------

    def _save_or_stop(self, *, last: bool = False) -> None:
        """Save when it is time; stop when someone asked for it, in all processes together."""
        stop = self._stop.signal is not None
        due = last or time.monotonic() - self._last_saved >= self.config.checkpoint_seconds
        if self.processes > 1:
            wishes = torch.tensor([float(stop), float(due)], device=self.device)
            stop, due = (self.sum_over_processes(wishes) > 0).tolist()
        if stop or due:
            self._save()
        if stop:
            number = self._stop.signal or 0
            raise RunInterrupted(128 + number)

    def _save(self) -> None:
        # never replace a good state by a bad one
        finite(self._loss.running() or 0.0, "the loss", self.epoch, self.step)
        mine = {
            "randomness": random_state(),
            "averages": [average.state_dict() for average in self._averages],
        }
        ranks = gather_object([mine]) if self.processes > 1 else [mine]
        if self.is_main:
            with self._writing():
                self._logbook.flush()
                save_checkpoint(
                    checkpoint_path(self.folder),
                    {
                        "model_name": type(self._saved["model"]).__name__,
                        "model": self._saved["model"].state_dict(),
                        "optimizer": self._saved["optimizer"].state_dict(),
                        "others": [other.state_dict() for other in self._saved["others"]],
                        "ranks": ranks,
                        "precision": self.precision,
                        "epoch": self.epoch,
                        "step_in_epoch": self.step_in_epoch,
                        "step": self.step,
                        "records": self._logbook.records,
                        "seconds": self.seconds,
                        "cpu_seconds": self.cpu_seconds,
                    },
                )
        self._last_saved = time.monotonic()


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON object atomically, readable by people."""
    write_text_atomically(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
