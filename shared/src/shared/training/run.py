"""A Run: a Loop with a folder, progress, records and checkpoints.

    with Run(config, name="cifar10") as run:
        … the loop, as in loop.py …
        run.finish({"test/accuracy": …})

It shows progress, saves checkpoints, stops on Ctrl-C or SIGTERM after saving, resumes bit for bit,
and works the same in several processes under torchrun: the first one prints and writes. On a host
that does not see the first one's disk, the first process there writes the same folder.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import torch
from torch import nn
from torch.utils.data import DataLoader

from shared.files import remove_leftovers, write_atomically, write_text_atomically
from shared.reporting.provenance import commit, provenance
from shared.training.average import Average
from shared.training.errors import CheckpointError, RunInterrupted, finite
from shared.training.folder.checkpoints import (
    averages_of,
    checkpoint_path,
    load_model,
    save_checkpoint,
    step_of,
)
from shared.training.folder.logbook import Logbook
from shared.training.folder.progress import Progress, duration
from shared.training.folder.resuming import find, in_process, saved_config
from shared.training.folder.saved import SUMMARY, WEIGHTS, next_order
from shared.training.folder.writer_lock import WriterLock, writing
from shared.training.loop import Loop
from shared.training.machine.devices import join_processes
from shared.training.machine.interruption import SIGNALS, StopRequest
from shared.training.machine.joining import advise
from shared.training.machine.precision import TrialStep
from shared.training.machine.seeding import random_state, restore_random_state
from shared.training.settings.config import AUTO, CONFIG, RunConfig, to_json

GPU_LOSS_CHECK = 20  # reading a loss from a GPU waits for it, so it is done every so many steps
PRINTED_EPOCHS = 10  # about so many epochs of a run are printed; all are in metrics.jsonl
PLACE = ("epoch", "step", "seconds")  # of a record


class Run(Loop):
    """One training run and its folder `runs/<time>-<name>/`.

    Args:
        config: its settings.
        name: of the folder, and what tells runs of different kinds apart.
        step: a step of the training that `--precision auto` measures (see `bf16_is_faster`).

    Attributes:
        folder: config.json, metrics.jsonl, summary.json, model.safetensors, checkpoint/,
            curves.svg and tensorboard/ are here.

    Raises:
        RunFolderError: the folder cannot be made or written, or another process writes it.
        CheckpointError: `config.resume` holds nothing to continue, or was trained otherwise.
    """

    def __init__(self, config: RunConfig, name: str, *, step: TrialStep | None = None) -> None:
        self.config, self.name = config, name
        self._commit = commit()  # that it is trained with, whatever is committed meanwhile
        join_processes(config.device)
        self._found = find(config, name)
        self._checkpoint = self._found.checkpoint if self._found else {}
        precision = self._checkpoint.get("precision", config.precision)
        self._saved_averages: list[Any] = []  # of the epoch in which the checkpoint was made
        super().__init__(config.seed, device=config.device, precision=precision, step=step)
        self._seconds_before = self._checkpoint.get("seconds", 0.0)
        self._cpu_seconds_before = self._checkpoint.get("cpu_seconds", 0.0)
        self._records: list[str] = list(self._checkpoint.get("records", []))
        for line in self._records:
            metrics = json.loads(line)
            self.history.append({k: v for k, v in metrics.items() if k not in PLACE})
        self._saved_randomness: dict[str, Any] | None = None
        self._count = 0  # epochs of the whole run
        self._progress: Progress | None = None
        self._stop = StopRequest()
        self._lock = self._found.lock if self._found else None
        self.folder = self._found.folder if self._found else Path(in_process(0, self._make_folder))
        blind = self._is_first_without_sight()  # all take part in finding out
        self._writes = self.is_main or blind

    # -- the folder ------------------------------------------------------------------------

    @property
    def is_main(self) -> bool:
        """True in the process that prints and writes."""
        return self.rank == 0

    def _make_folder(self) -> str:
        moment = datetime.datetime.now().strftime("%Y%m%d-%H%M%S")
        number = 1
        self.folder = self.config.runs / f"{moment}-{self.name}"
        with writing(self.folder):
            self.config.runs.mkdir(parents=True, exist_ok=True)
            while True:  # another run may begin in the same moment
                try:
                    self.folder.mkdir()
                    break
                except FileExistsError:
                    number += 1
                    self.folder = self.config.runs / f"{moment}-{self.name}-{number}"
            self._lock = WriterLock(self.folder)
            self._lock.acquire()
            self._write_description(self._description())
        return str(self.folder)

    def _is_first_without_sight(self) -> bool:
        """Return whether this is the first process of a host that does not see the main one's folder."""
        if self.processes == 1:
            return False
        probe = self.folder / f".{secrets.token_hex(8)}.tmp"
        probe = self.folder / self.from_main(probe.name)
        if self.is_main:
            with writing(self.folder):
                self.folder.mkdir(parents=True, exist_ok=True)
                probe.touch()
        self.gather(None)
        seen = probe.exists()
        self.gather(None)
        if self.is_main:
            probe.unlink(missing_ok=True)
        return not seen and self._accelerator.is_local_main_process

    def _description(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "config": to_json(replace(self.config, resume=None)),
            "device": self.device.type,
            "precision": self.precision,
            "processes": self.processes,
            "provenance": {**provenance(), "commit": self._commit},
        }

    def _write_description(self, description: Mapping[str, Any]) -> None:
        order = next_order(self.folder.parent)
        write_json(self.folder / CONFIG, {**description, "order": order})

    def __enter__(self) -> Self:
        self._started = self._last_saved = time.monotonic()
        self._cpu_started = time.process_time()
        self._logbook: Logbook | None = None
        if self._writes:
            try:
                with writing(self.folder):
                    self._begin_to_write()
            except BaseException:
                self._end_writing()
                raise
        if self.config.resume == AUTO:
            where = f"no unfinished run of these settings in {self.config.runs}; begins"
            self.say(f"--resume auto: {'goes on with' if self._found else where} {self.folder}")
        self._stop.listen()
        return self

    def _end_writing(self) -> None:
        if self._logbook is not None:
            with contextlib.suppress(OSError):
                self._logbook.close()
        if self._lock is not None:
            self._lock.release()

    def _begin_to_write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._lock is None and self.is_main:
            self._lock = WriterLock(self.folder)
            self._lock.acquire()
        path = checkpoint_path(self.folder)
        remove_leftovers(self.folder)
        remove_leftovers(path.parent)
        self._logbook = Logbook(self.folder, self._records)
        if self._found is None and self.is_main:
            return
        self._write_description(self._description())  # a run that goes on may go on for longer
        if self._found is None:
            return
        if self._logbook.mended:
            self.say(
                f"{self.folder / 'metrics.jsonl'} was damaged: written again from the checkpoint"
            )
        if path != self._found.path or step_of(path) != self._checkpoint["step"]:
            path.unlink(missing_ok=True)  # so that it never replaces the one before
            save_checkpoint(path, self._checkpoint)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop.restore()
        if self._progress is not None:
            self._progress.close()
        self._end_writing()
        stopped = self._stopped_elsewhere(error)
        if error is not None:
            self._say_how_to_go_on(stopped or error)
        if stopped is not None:
            raise stopped from None

    def _say_how_to_go_on(self, error: BaseException) -> None:
        step = step_of(checkpoint_path(self.folder))
        if isinstance(error, RunInterrupted) and step == self.step:
            self.say(f"stopped after step {step}; continue with --resume {self.folder}")
        elif step >= 0 and not isinstance(error, CheckpointError):
            self.say(f"the last checkpoint is of step {step}; continue with --resume {self.folder}")
        elif isinstance(error, RunInterrupted):
            self.say("stopped before the first checkpoint: there is nothing to continue")

    def _stopped_elsewhere(self, error: BaseException | None) -> RunInterrupted | None:
        """Tell the other processes of a stop outside the steps, or return the one that they told of.

        There each process stops where it is, and the others find out when they want something of it.
        """
        if self.processes == 1 or not isinstance(error, RunInterrupted | RuntimeError):
            return None
        with contextlib.suppress(RuntimeError):  # the store is gone with its process
            store = torch.distributed.distributed_c10d._get_default_store()
            if isinstance(error, RunInterrupted):
                store.set("stopped", str(error.code))
            elif store.check(["stopped"]):
                return RunInterrupted(int(store.get("stopped")))
        return None

    def say(self, line: str) -> None:
        """Print a line, once for all processes, without breaking the progress bar."""
        if self._progress is not None:
            self._progress.say(line)
        elif self.is_main:
            with contextlib.suppress(OSError, ValueError):  # nobody reads: the run goes on
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
        before = getattr(saved_config(type(self.config), checkpoint), "epochs", None)
        wanted = getattr(self.config, "epochs", None)
        if wanted != before:
            self.say(
                f"{wanted} epochs in place of {before}: what falls until the end, such as a learning "
                "rate, goes on as if so many had been asked for from the start"
            )
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
        self._stop.act_at_once()

    def reading(self, loader: DataLoader[Any]) -> Iterator[Any]:
        """Yield the batches of `loader`, with progress from here on."""
        self._stop.wait_for_step()
        batches = iter(loader)
        self._restore_randomness()
        if self._progress is None:
            self._progress = Progress(
                self._count * len(loader),
                self.step,
                self.name,
                per_epoch=len(loader),
                silent=not self.is_main,
            )
        self._progress.start_epoch()
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
        place = (self.epoch + 1, self.step, round(self.seconds, 3))
        record = {**dict(zip(PLACE, place, strict=True)), **metrics}
        self._records.append(json.dumps(record))
        if self._logbook is not None:
            with writing(self.folder):
                self._logbook.write(record)
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
            NonFiniteError: a metric is NaN or infinite. Nothing is written then.
            RunError: the processes' models differ.
        """
        import safetensors.torch

        self._stop.wait_for_step()  # nothing is left to stop
        model: nn.Module = self._saved["model"]
        self.check_equal(model)
        metrics = self.from_main(dict(metrics))
        for name, value in metrics.items():
            if isinstance(value, float):
                finite(value, name, max(0, self.epoch - 1), self.step)
        if self._logbook is not None:
            weights = {name: value.contiguous() for name, value in model.state_dict().items()}
            content = safetensors.torch.save(weights)
            description = self._description()
            summary = {
                **description,
                "metrics": metrics,
                "steps": self.step,
                "seconds": round(self.seconds, 3),
                "cpu_seconds": round(self.cpu_seconds, 3),
            }
            with writing(self.folder):
                write_atomically(self.folder / WEIGHTS, lambda path: path.write_bytes(content))
                self._logbook.draw()
                write_json(self.folder / SUMMARY, summary)
                self._write_description(description)  # the newest is the one that finished last
            from shared.reporting.comparing import compare_with_report  # for the end alone

            kind = type(self.config)
            defaults = to_json(kind())
            for line in compare_with_report(kind, to_json(self.config), defaults, metrics):
                self.say(line)
        if self.config.smoke:
            self.say(
                "a smoke run shows that everything works; its figures say nothing of the model"
            )
        self.say(f"done in {duration(self.seconds)}; everything is in {self.folder}")

    # -- checkpoints -----------------------------------------------------------------------

    def _save_or_stop(self, *, last: bool = False) -> None:
        """Save when it is time; stop when someone asked for it, in all processes together."""
        due = last or time.monotonic() - self._last_saved >= self.config.checkpoint_seconds
        asked = [number == self._stop.signal for number in SIGNALS]
        if self.processes > 1:
            wishes = torch.tensor([*asked, due], device=self.device, dtype=torch.float32)
            *asked, due = (self.sum_over_processes(wishes) > 0).tolist()
        if due or any(asked):
            self._save()
        if any(asked):
            raise RunInterrupted(128 + SIGNALS[asked.index(True)])

    def _save(self) -> None:
        # never replace a good state by a bad one
        finite(self._loss.running() or 0.0, "the loss", self.epoch, self.step)
        mine = {
            "randomness": random_state(),
            "averages": [average.state_dict() for average in self._averages],
        }
        ranks = self.gather(mine)
        if self._logbook is not None:
            with writing(self.folder):
                self._logbook.flush()
                save_checkpoint(
                    checkpoint_path(self.folder),
                    {
                        "model_name": type(self._saved["model"]).__name__,
                        "model": self._saved["model"].state_dict(),
                        "optimizer": self._saved["optimizer"].state_dict(),
                        "others": [other.state_dict() for other in self._saved["others"]],
                        "ranks": ranks,
                        "settings": json.dumps(to_json(replace(self.config, resume=None))),
                        "precision": self.precision,
                        "epoch": self.epoch,
                        "step_in_epoch": self.step_in_epoch,
                        "step": self.step,
                        "records": self._records,
                        "seconds": self.seconds,
                        "cpu_seconds": self.cpu_seconds,
                    },
                )
        self._last_saved = time.monotonic()
        advise(f"continue with --resume {self.folder}")


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write a JSON object atomically, readable by people."""
    write_text_atomically(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
