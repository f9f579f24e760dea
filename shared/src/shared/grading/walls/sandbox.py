"""The walls around the student's process, strongest first: container, bubblewrap, namespaces, none.

Every level runs the same program, which also confines itself (see confinement.py). The levels differ
in what the program can see at all:

- container: podman or docker, an empty image, the parts of this machine that Python needs;
- bubblewrap: the same with `bwrap`;
- namespaces: the same with the kernel's namespaces and nothing installed (see namespaces.py);
- subprocess: no wall. On Linux, Landlock and seccomp still close files, network and processes; on
  macOS only resource limits remain, and a hand-in can read whatever the grader can.

Paths are the same inside and outside.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from shared.grading.errors import SandboxError
from shared.grading.walls import namespaces
from shared.grading.walls.confinement import Confinement
from shared.grading.walls.container import EMPTY_IMAGE, container_engine
from shared.grading.walls.limits import Level, Limits, Place
from shared.grading.walls.visible import (
    KERNEL_FILES,
    SYSTEM_FOLDERS,
    hidden_paths,
    library_paths,
    read_only_paths,
    system_links,
)

START = (
    "import sys, json; config = json.loads(sys.argv[1]); sys.path[:] = config['path']; "
    "from shared.grading.remote.student_process import main; main(config)"
)


@dataclass(frozen=True)
class Launch:
    """A command that starts a student process, and one that ends it if killing does not."""

    command: tuple[str, ...]
    environment: Mapping[str, str]
    remove: tuple[str, ...] = ()


def environment_of(scratch: Path) -> dict[str, str]:
    """Return all the environment that a hand-in sees; one thread, so that every grading is the same."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    folders = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR"), str(scratch))
    # The first as `shared` sets it when it is imported; the second, so that pandas starts no thread.
    more = {"OMP_WAIT_POLICY": "passive", "JE_ARROW_MALLOC_CONF": "background_thread:false"}
    return {"LANG": "C.UTF-8", "USER": "student", **threads, **more, **folders}


def launch(level: Level, place: Place, limits: Limits) -> Launch:
    """Return how to start a program that is a student process behind the walls of `level`.

    Raises:
        SandboxError: what this level needs is not installed.
    """
    build = {
        "container": _container,
        "bubblewrap": _bubblewrap,
        "namespaces": _namespaces,
        "subprocess": _subprocess,
    }
    return build[level](place, limits)


def student(place: Place, limits: Limits, user: int, threads: int) -> dict[str, Any]:
    """Return the student program's configuration: its paths, and what it is to give up."""
    confinement = Confinement(
        readable=(*read_only_paths(place), *SYSTEM_FOLDERS, *KERNEL_FILES, "/dev"),
        writable=(str(place.scratch), "/dev/null"),
        user=user,
        cpu_seconds=limits.cpu_seconds,
        memory=limits.memory,
        file_size=limits.file_size,
        open_files=limits.open_files,
        threads=threads,
    )
    return {
        "path": [str(place.code), *library_paths()],
        "package": place.package,
        "code": str(place.code),
        "scratch": str(place.scratch),
        "libraries": place.libraries,
        "noticed": place.noticed,
        "given": dict(place.given),
        "confinement": asdict(confinement),
    }


def python(code: str, config: dict[str, Any]) -> list[str]:
    """Return the command that runs `code` with a configuration as its argument, and nothing else."""
    program = os.path.realpath(sys.executable)
    return [program, "-I", "-S", "-B", "-X", "utf8", "-c", code, json.dumps(config)]


def _own_user() -> int:
    """Choose an id that nobody else has, for root to change to: its processes can then be counted."""
    return 2**30 + secrets.randbelow(2**29) if os.geteuid() == 0 else 0


def unwalled(place: Place, limits: Limits) -> dict[str, Any]:
    """Return the student's configuration where nothing but its own confinement holds it."""
    user = _own_user() if all(map(_open_to_all, read_only_paths(place))) else 0
    if user:
        os.chown(place.scratch, user, user)
    return student(place, limits, user, limits.threads if user else 0)


def _subprocess(place: Place, limits: Limits) -> Launch:
    return Launch(tuple(python(START, unwalled(place, limits))), environment_of(place.scratch))


def _open_to_all(path: str) -> bool:
    """Return whether an ordinary user can reach a path."""
    return all(folder.stat().st_mode & 0o001 for folder in Path(path).parents)


def walled(place: Place, limits: Limits) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the layout for namespaces.py, and the student's configuration in it."""
    links, folders = system_links()
    layout = {
        "root": str(place.root),
        "links": links,
        "read_only": [*folders, *read_only_paths(place)],
        "hidden": hidden_paths(place),
        "scratch": str(place.scratch),
        "scratch_size": limits.scratch,
        "environment": environment_of(place.scratch),
    }
    return layout, student(place, limits, _own_user(), limits.threads)


def _namespaces(place: Place, limits: Limits) -> Launch:
    layout, config = walled(place, limits)
    program = os.path.realpath(sys.executable)
    outer = [program, "-I", "-S", "-B", namespaces.__file__, json.dumps(layout)]
    return Launch((*outer, *python(START, config)), {})


def _bubblewrap(place: Place, limits: Limits) -> Launch:
    program = shutil.which("bwrap")
    if not program:
        raise SandboxError("bubblewrap is not installed (apt-get install bubblewrap)")
    links, folders = system_links()
    command = [program, "--die-with-parent", "--clearenv", "--unshare-ipc", "--unshare-pid"]
    command += ["--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--cap-drop", "ALL"]
    if os.geteuid() == 0:  # to change to an id of its own, which drops them again
        command += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
    for link, target in links:
        command += ["--symlink", target, link]
    for path in [*folders, *read_only_paths(place)]:
        for parent in reversed(Path(path).parents[:-1]):
            command += ["--perms", "0755", "--dir", str(parent)]
        command += ["--ro-bind", path, path]
    for path in hidden_paths(place):
        command += ["--tmpfs", path, "--remount-ro", path]
    command += ["--perms", "0755", "--dir", "/dev"]
    for name in namespaces.DEVICES:
        command += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    command += ["--perms", "0777", "--size", str(limits.scratch), "--tmpfs", str(place.scratch)]
    command += ["--proc", "/proc", "--remount-ro", "/"]
    for name, value in environment_of(place.scratch).items():
        command += ["--setenv", name, value]
    inner = python(START, student(place, limits, _own_user(), limits.threads))
    return Launch((*command, "--", *inner), {})


def _container(place: Place, limits: Limits) -> Launch:
    engine = container_engine()
    if not engine:
        raise SandboxError("neither podman nor docker answers")
    _, folders = system_links()
    if folders:
        raise SandboxError(f"a container needs /bin and /lib inside /usr, but {folders[0]} is not")
    container = f"grading-{secrets.token_hex(8)}"
    command = [engine, "run", "--rm", "--interactive", "--name", container, "--network", "none"]
    command += ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"]
    command += ["--user", "65534:65534", "--pids-limit", str(limits.threads)]
    command += ["--memory", str(limits.memory), "--log-driver", "none", "--pull", "never"]
    # The engines' own limits can be above what this machine allows.
    for name, most in (("nofile", 1024), ("nproc", 1024)):
        command += ["--ulimit", f"{name}={most}:{most}"]
    for path in read_only_paths(place):
        command += ["--volume", f"{path}:{path}:ro"]
    for path in hidden_paths(place):
        command += ["--tmpfs", f"{path}:ro,size=4k"]
    command += ["--tmpfs", f"{place.scratch}:size={limits.scratch},mode=1777,noexec"]
    for key, value in environment_of(place.scratch).items():
        command += ["--env", f"{key}={value}"]
    inner = python(START, student(place, limits, 0, limits.threads))
    outside = {
        key: os.environ[key] for key in ("HOME", "PATH", "XDG_RUNTIME_DIR") if key in os.environ
    }
    return Launch((*command, EMPTY_IMAGE, *inner), outside, (engine, "rm", "--force", container))


def describe(level: Level, effective: Any) -> dict[str, Any]:
    """Return what to write into a result about the walls that were really there."""
    return {"level": level, "platform": sys.platform, "within": list(effective)}
