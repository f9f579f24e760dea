"""Train on a SLURM cluster: `python -m shared.training.machine.slurm --hosts 2 train.py --resume auto`.

Needs `pip install "coursework-shared[cluster]"`, for submitit. A job that SLURM ends at its limit of
time, or takes a host away from, is queued again; with `--resume auto` the script goes on from its
last checkpoint then.
"""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.commands import one_line_errors
from shared.training.errors import RunError
from shared.training.settings.ranges import AtLeast, check


@dataclass(frozen=True)
class Script:
    """A script and its options, as each process of a job runs it.

    Attributes:
        path: of the script, absolute; it runs in its folder.
        options: of its command line.
    """

    path: Path
    options: tuple[str, ...]

    def __call__(self) -> None:
        """Run the script as one of the job's processes.

        Raises:
            RunError: it ended with an error; submitit notes the job as failed.
        """
        from submitit import JobEnvironment
        from submitit.helpers import TorchDistributedEnvironment

        place = TorchDistributedEnvironment()
        if JobEnvironment().cluster == "local":
            place.master_addr = "127.0.0.1"
        place.export(set_cuda_visible_devices=False, overwrite=True)
        os.chdir(self.path.parent)
        sys.argv = [str(self.path), *self.options]
        sys.path.insert(0, str(self.path.parent))
        try:
            runpy.run_path(str(self.path), run_name="__main__")
        except SystemExit as end:
            if end.code:
                raise RunError(f"{self.path.name} ended with status {end.code}") from None

    def checkpoint(self) -> Any:
        """Return what submitit submits again when SLURM ends the job: the same script."""
        from submitit.helpers import DelayedSubmission

        return DelayedSubmission(self)


def submit(script: Script, logs: Path, cluster: str | None, **parameters: Any) -> Any:
    """Submit a script; each of the job's processes runs it.

    Args:
        script: to run.
        logs: a folder for what the processes print.
        cluster: slurm; local for processes of this machine; None for what there is.
        parameters: of submitit's AutoExecutor.

    Returns:
        submitit's Job.

    Raises:
        RunError: submitit is not installed, or SLURM is not there.
    """
    try:
        import submitit
    except ImportError:
        raise RunError('submitit is missing: pip install "coursework-shared[cluster]"') from None
    try:
        executor = submitit.AutoExecutor(logs, cluster=cluster)
        executor.update_parameters(name=script.path.stem, **parameters)
        return executor.submit(script)
    except (RuntimeError, OSError) as error:
        raise RunError(f"the job cannot be submitted ({error})") from None


@one_line_errors
def main() -> None:
    """Submit a script to SLURM."""
    parser = argparse.ArgumentParser(
        prog="python -m shared.training.machine.slurm", description=__doc__
    )
    parser.add_argument("--hosts", type=int, default=1, help="hosts that share each batch")
    parser.add_argument("--processes", type=int, default=1, help="on each host; one a GPU")
    parser.add_argument("--gpus", type=int, default=0, help="of each host")
    parser.add_argument("--cores", type=int, default=1, help="of each process")
    parser.add_argument(
        "--minutes", type=int, default=60, help="after which the job is queued again"
    )
    parser.add_argument("--partition", help="of the cluster")
    parser.add_argument("--cluster", choices=["slurm", "local"], help="local: on this machine")
    parser.add_argument("--logs", type=Path, default=Path("runs/slurm"), help="what is printed")
    parser.add_argument("script", type=Path)
    parser.add_argument("options", nargs=argparse.REMAINDER, help="of the script")
    given = parser.parse_args()
    for name in ("hosts", "processes", "cores", "minutes"):
        check(f"--{name}", getattr(given, name), AtLeast(1))
    check("--gpus", given.gpus, AtLeast(0))
    if not given.script.is_file():
        raise RunError(f"{given.script} does not exist: give the path of a script")
    job = submit(
        Script(given.script.resolve(), tuple(given.options)),
        given.logs,
        given.cluster,
        nodes=given.hosts,
        tasks_per_node=given.processes,
        gpus_per_node=given.gpus,
        cpus_per_task=given.cores,
        timeout_min=given.minutes,
        **({"slurm_partition": given.partition} if given.partition else {}),
    )
    print(f"job {job.job_id}; what it prints is in {given.logs}/{job.job_id}_*_log.out")
    if given.cluster == "local":
        from submitit.core.utils import UncompletedJobError

        try:
            job.results()
        except UncompletedJobError:
            raise RunError(
                f"{given.script} failed: see {given.logs}/{job.job_id}_*_log.err"
            ) from None


if __name__ == "__main__":
    sys.exit(main())
