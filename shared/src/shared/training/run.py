"""A Run: what surrounds a training loop, so that the loop itself stays in the open.

    with Run(config, name="cifar10") as run:
        loader = run.loader(dataset, batch_size=128, training=True)
        model, optimizer, scheduler = run.prepare(model, optimizer, scheduler)
        for epoch in run.epochs(config.epochs):
            for images, labels in run.batches(loader):
                optimizer.zero_grad()
                loss = cross_entropy(model(images), labels)
                run.backward(loss)
                run.clip_gradients(1.0)
                optimizer.step()
            run.log({"train/loss": run.epoch_loss(), "valid/accuracy": accuracy(…)})
        run.finish({"test/accuracy": …})

A run knows its device and precision, seeds everything, makes its folder, shows progress, saves
checkpoints, resumes bit for bit, and works the same in several processes under torchrun. What
is random must draw from the global generators in the main process: a DataLoader with workers
of its own is not repeated exactly when a run is resumed in the middle of an epoch.
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
from accelerate import Accelerator, PartialState
from accelerate.state import AcceleratorState
from accelerate.utils import broadcast_object_list, gather_object, send_to_device
from torch import nn
from torch.utils.data import DataLoader, Dataset

from shared.files import write_atomically, write_text_atomically
from shared.reporting.provenance import provenance
from shared.training.average import Average, widest_float
from shared.training.batches import SeededBatches, seeded_loader
from shared.training.checkpoint import load_checkpoint, load_model, save_checkpoint
from shared.training.config import RunConfig, to_json
from shared.training.errors import (
    CheckpointError,
    NonFiniteError,
    RunError,
    RunFolderError,
    RunInterrupted,
)
from shared.training.interruption import StopRequest
from shared.training.logbook import Logbook
from shared.training.precision import bf16_is_faster, prefer_fast_matmul
from shared.training.progress import Progress, clock
from shared.training.seeding import random_state, restore_random_state, seed_everything

GPU_LOSS_CHECK = 20  # reading a loss from a GPU waits for it, so it is done every so many steps
PRINTED_EPOCHS = 10  # about so many epochs of a run are printed; all are in metrics.jsonl


class Run:
    """One training run and its folder `runs/<time>-<name>/`.

    Attributes:
        folder: config.json, metrics.jsonl, summary.json, model.safetensors, checkpoint/,
            curves.svg and tensorboard/ are here.
        device: where batches and the model go.
        precision: "fp32" or "bf16" (autocast).
        step: optimizer steps done.

    Raises:
        RunFolderError: the folder cannot be made or written.
        CheckpointError: `config.resume` holds nothing to continue, or of another model.
    """

    def __init__(self, config: RunConfig, name: str) -> None:
        self.config, self.name = config, name
        self.step = 0
        self._epoch = self._step_in_epoch = self._epochs = 0
        self._seconds_before = self._cpu_seconds_before = 0.0
        self._loss_sum: torch.Tensor | None = None
        self._loss_count = 0
        self._saved_randomness: dict[str, Any] | None = None
        self._progress: Progress | None = None
        self._stop = StopRequest()

        # Without a GPU Accelerate starts several processes only where it is told "cpu".
        cpu = config.device == "cpu" or not torch.accelerator.is_available()
        state = PartialState(cpu=cpu)
        self.rank, self.processes = state.process_index, state.num_processes
        self._checkpoint = self._load() if config.resume else None
        self.precision = self._choose_precision(state)
        self._accelerator = Accelerator(
            cpu=cpu, mixed_precision="bf16" if self.precision == "bf16" else "no"
        )
        self.device = self._accelerator.device
        prefer_fast_matmul()
        seed_everything(config.seed)
        self.folder = self._open_folder()

    # -- the folder and the processes ------------------------------------------------------

    @property
    def is_main(self) -> bool:
        """True in the process that prints and writes."""
        return bool(self.rank == 0)

    def _from_main(self, value: Any) -> Any:
        """The main process's `value`, in every process."""
        return broadcast_object_list([value])[0] if self.processes > 1 else value

    def _choose_precision(self, state: PartialState) -> str:
        if self._checkpoint is not None:
            return str(self._checkpoint["precision"])
        if self.config.precision != "auto":
            return self.config.precision
        faster = self.is_main and bf16_is_faster(state.device)
        return "bf16" if self._from_main(faster) else "fp32"

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
                content = {
                    "name": self.name,
                    "config": to_json(self.config),
                    "device": self.device.type,
                    "precision": self.precision,
                    "processes": self.processes,
                    "provenance": provenance(),
                }
                text = json.dumps(content, indent=1, ensure_ascii=False)
                write_text_atomically(self.folder / "config.json", text + "\n")
        return Path(self._from_main(str(self.folder)))

    def __enter__(self) -> Self:
        self._started = self._last_saved = time.monotonic()
        self._cpu_started = time.process_time()
        if self.is_main:
            with self._writing():
                records = self._checkpoint["records"] if self._checkpoint else 0
                self._logbook = Logbook(self.folder, records)
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
        # Accelerate keeps its settings for the whole process; the next run may want others.
        AcceleratorState._reset_state(reset_partial_state=self.processes == 1)

    def say(self, line: str) -> None:
        """Print a line, once for all processes, without breaking the progress bar."""
        if self._progress is not None:
            self._progress.say(line)
        elif self.is_main:
            print(line, flush=True)

    # -- data, model, optimizer ------------------------------------------------------------

    def loader(
        self, dataset: Dataset[Any], batch_size: int, *, training: bool, **options: Any
    ) -> DataLoader[Any]:
        """This process's share of `dataset` (see SeededBatches).

        `batch_size` counts the samples of all processes together. `options` go to DataLoader.
        """
        batches = SeededBatches(
            len(dataset),  # type: ignore[arg-type]
            batch_size,
            seed=self.config.seed,
            training=training,
            rank=self.rank,
            processes=self.processes,
        )
        return seeded_loader(dataset, batches, **options)

    def prepare(self, model: nn.Module, optimizer: Any, *others: Any) -> tuple[Any, ...]:
        """Move the model to the device, let processes share gradients, continue a checkpoint.

        Args:
            model: with 4-d weights it is laid out channels-last.
            optimizer: a torch optimizer over the model's parameters.
            others: whatever else must be saved and continued: anything with `state_dict` and
                `load_state_dict`, such as a scheduler or averaged weights.

        Returns:
            model, optimizer and others, to be used from here on.

        Raises:
            CheckpointError: the run resumes a checkpoint of another model.
        """
        self._channels_last = any(parameter.dim() == 4 for parameter in model.parameters())
        model.to(self.device)
        if self._channels_last:
            model.to(memory_format=torch.channels_last)
        self._model, self._raw_optimizer, self._others = model, optimizer, others
        if self._checkpoint is not None:
            self._restore(self._checkpoint)
        elif self.rank > 0:
            torch.manual_seed(self.config.seed + self.rank)  # dropout differs between processes
        prepared, self._optimizer = self._accelerator.prepare(model, optimizer)
        self._prepared = prepared
        return (prepared, self._optimizer, *others)

    def to_device(self, batch: Any) -> Any:
        """`batch` (tensors in tuples, lists, dicts) on the device, images channels-last."""
        batch = send_to_device(batch, self.device)
        if self._channels_last:
            batch = _channels_last(batch)
        return batch

    # -- the loop --------------------------------------------------------------------------

    def epochs(self, count: int) -> Iterator[int]:
        """Epoch numbers from 0 to `count` - 1; a resumed run starts at the one it was in."""
        self._epochs = count
        for epoch in range(self._epoch, count):
            if self._step_in_epoch == 0:
                self._loss_sum, self._loss_count = None, 0
                self._restore_randomness()
            yield epoch
            self._epoch, self._step_in_epoch = epoch + 1, 0
            self._save_or_stop()
        self._save()

    def batches(self, loader: DataLoader[Any]) -> Iterator[Any]:
        """The training batches of this epoch, on the device; each counts as one step."""
        order = loader.batch_sampler
        if not isinstance(order, SeededBatches):
            raise TypeError("batches() needs a loader made by Run.loader(…, training=True)")
        order.start(self._epoch, self._step_in_epoch)
        iterator = iter(loader)
        self._restore_randomness()
        if self._progress is None:
            total = self._epochs * len(order)
            self._progress = Progress(total, self.step, self.name, silent=not self.is_main)
        for batch in iterator:
            yield self.to_device(batch)
            self.step += 1
            self._step_in_epoch += 1
            self._progress.step(self._running_loss())
            self._save_or_stop()

    def backward(self, loss: torch.Tensor, shown: torch.Tensor | None = None) -> None:
        """Back-propagate a scalar loss.

        `shown` is what progress and `epoch_loss` report, where that is not the loss itself.
        """
        self._accelerator.backward(loss)
        value = (loss if shown is None else shown).detach().to(widest_float(self.device))
        self._loss_sum = value if self._loss_sum is None else self._loss_sum + value
        self._loss_count += 1

    def clip_gradients(self, max_norm: float) -> None:
        """Scale all gradients so that their joint 2-norm is at most `max_norm`."""
        self._accelerator.clip_grad_norm_(self._prepared.parameters(), max_norm)

    def epoch_loss(self) -> float:
        """The mean loss of this epoch's steps so far, over all processes.

        Raises:
            NonFiniteError: it is NaN or infinite.
        """
        if self._loss_sum is None:
            raise RunError("no loss yet: call run.backward(loss) first")
        total = self._sum_over_processes(self._loss_sum) / self.processes
        self._check_finite("the loss", total.item())
        return float(total.item()) / self._loss_count

    def _running_loss(self) -> float | None:
        """The mean loss so far; None between two looks at a GPU."""
        if self._loss_sum is None:
            return None
        if self.device.type != "cpu" and self._step_in_epoch % GPU_LOSS_CHECK:
            return None
        total = self._loss_sum.item()
        self._check_finite("the loss", total)
        return total / self._loss_count

    def _check_finite(self, what: str, value: float) -> None:
        # Infinite sums stay infinite and NaN stays NaN, so no bad step of an epoch is missed.
        if value - value != 0:
            raise NonFiniteError(
                f"{what} became {value} in epoch {self._epoch + 1}, by step {self.step}: lower "
                "the learning rate, clip the gradients, or look for bad values in the data. "
                f"The last checkpoint is in {self.folder}"
            )

    # -- evaluation and records ------------------------------------------------------------

    def unwrap(self, model: nn.Module) -> nn.Module:
        """The model itself. Evaluate with it: processes may have unequal numbers of batches."""
        unwrapped: nn.Module = self._accelerator.unwrap_model(model, keep_fp32_wrapper=True)
        return unwrapped

    def average(self) -> Average:
        """A mean over the samples of all processes."""
        return Average(self._sum_over_processes)

    def _sum_over_processes(self, tensor: torch.Tensor) -> torch.Tensor:
        return self._accelerator.reduce(tensor, reduction="sum") if self.processes > 1 else tensor

    def log(self, metrics: Mapping[str, float]) -> None:
        """Record metrics of this epoch; call once an epoch, in every process.

        Raises:
            NonFiniteError: a metric is NaN or infinite.
        """
        for name, value in metrics.items():
            self._check_finite(name, value)
        if not self.is_main:
            return
        place = {
            "epoch": self._epoch + 1,
            "step": self.step,
            "seconds": round(self.seconds, 3),
        }
        with self._writing():
            self._logbook.write({**place, **metrics})
        every = max(1, self._epochs // PRINTED_EPOCHS)
        if (self._epoch + 1) % every == 0 or self._epoch + 1 == self._epochs:
            shown = "  ".join(f"{name} {value:.4g}" for name, value in metrics.items())
            self.say(f"epoch {self._epoch + 1:>{len(str(self._epochs))}}/{self._epochs}  {shown}")

    @property
    def seconds(self) -> float:
        """Wall-clock seconds of this run, all its parts together."""
        return self._seconds_before + time.monotonic() - self._started

    @property
    def cpu_seconds(self) -> float:
        """Processor seconds of the main process, over all cores and all parts of this run."""
        return self._cpu_seconds_before + time.process_time() - self._cpu_started

    def finish(self, metrics: Mapping[str, Any]) -> None:
        """Write the model, the curves and summary.json with the final `metrics`."""
        if not self.is_main:
            return
        weights = {name: value.contiguous() for name, value in self._model.state_dict().items()}
        summary = {
            "name": self.name,
            "metrics": dict(metrics),
            "config": to_json(self.config),
            "device": self.device.type,
            "precision": self.precision,
            "processes": self.processes,
            "steps": self.step,
            "seconds": round(self.seconds, 3),
            "cpu_seconds": round(self.cpu_seconds, 3),
            "provenance": provenance(),
        }
        with self._writing():
            write_atomically(
                self.folder / "model.safetensors",
                lambda path: safetensors.torch.save_file(weights, path),
            )
            self._logbook.draw()
            text = json.dumps(summary, indent=1, ensure_ascii=False)
            write_text_atomically(self.folder / "summary.json", text + "\n")
        self.say(f"done in {clock(self.seconds)} (min:s); everything is in {self.folder}")

    # -- checkpoints -----------------------------------------------------------------------

    @staticmethod
    def checkpoint_path(folder: Path) -> Path:
        """Where a run folder keeps its checkpoint."""
        return folder / "checkpoint" / "state.pt"

    def _save_or_stop(self) -> None:
        """Save when it is time; stop when someone asked for it, in all processes together."""
        stop = self._stop.signal is not None
        due = time.monotonic() - self._last_saved >= self.config.checkpoint_seconds
        if self.processes > 1:
            wishes = torch.tensor([float(stop), float(due)], device=self.device)
            stop, due = (self._sum_over_processes(wishes) > 0).tolist()
        if stop or due:
            self._save()
        if stop:
            number = self._stop.signal or 0
            raise RunInterrupted(128 + number)

    def _save(self) -> None:
        randomness = [random_state()]
        if self.processes > 1:
            randomness = gather_object(randomness)
        loss_sum = None if self._loss_sum is None else self._loss_sum.item()
        self._check_finite("the loss", loss_sum or 0.0)  # never replace a good state by a bad one
        if self.is_main:
            with self._writing():
                self._logbook.flush()
                save_checkpoint(
                    self.checkpoint_path(self.folder),
                    {
                        "model_name": type(self._model).__name__,
                        "model": self._model.state_dict(),
                        "optimizer": self._raw_optimizer.state_dict(),
                        "others": [other.state_dict() for other in self._others],
                        "randomness": randomness,
                        "precision": self.precision,
                        "processes": self.processes,
                        "epoch": self._epoch,
                        "step_in_epoch": self._step_in_epoch,
                        "step": self.step,
                        "records": self._logbook.records,
                        "loss_sum": loss_sum,
                        "loss_count": self._loss_count,
                        "seconds": self.seconds,
                        "cpu_seconds": self.cpu_seconds,
                    },
                )
        self._last_saved = time.monotonic()

    def _load(self) -> dict[str, Any]:
        assert self.config.resume is not None
        path = self.checkpoint_path(self.config.resume)
        checkpoint = load_checkpoint(path)
        if checkpoint["processes"] != self.processes:
            raise CheckpointError(
                f"{path} was made by {checkpoint['processes']} process(es), this is "
                f"{self.processes}: resume with torchrun --nproc-per-node "
                f"{checkpoint['processes']}"
            )
        return checkpoint

    def _restore(self, checkpoint: Mapping[str, Any]) -> None:
        load_model(self._model, checkpoint, self.checkpoint_path(self.folder))
        self._raw_optimizer.load_state_dict(checkpoint["optimizer"])
        for other, state in zip(self._others, checkpoint["others"], strict=True):
            other.load_state_dict(state)
        self._epoch = checkpoint["epoch"]
        self._step_in_epoch = checkpoint["step_in_epoch"]
        self.step = checkpoint["step"]
        self._seconds_before = checkpoint["seconds"]
        self._cpu_seconds_before = checkpoint["cpu_seconds"]
        self._saved_randomness = checkpoint["randomness"][self.rank]
        if checkpoint["loss_sum"] is not None:
            self._loss_sum = torch.tensor(
                checkpoint["loss_sum"], device=self.device, dtype=widest_float(self.device)
            )
            self._loss_count = checkpoint["loss_count"]
        self.say(f"resumed {self.folder} at step {self.step}")

    def _restore_randomness(self) -> None:
        if self._saved_randomness is not None:
            restore_random_state(self._saved_randomness)
            self._saved_randomness = None


def _channels_last(batch: Any) -> Any:
    if isinstance(batch, torch.Tensor):
        return batch.to(memory_format=torch.channels_last) if batch.dim() == 4 else batch
    if isinstance(batch, list | tuple):
        return type(batch)(_channels_last(item) for item in batch)
    if isinstance(batch, dict):
        return {name: _channels_last(item) for name, item in batch.items()}
    return batch
