"""The walls around the student's process, strongest first: container, bubblewrap, namespaces, none.

Every level runs the same program, which also confines itself (see `confinement`). The levels differ
in what the program can see at all:

- container: podman or docker, an empty image, the parts of this machine that Python needs;
- bubblewrap: the same with `bwrap`;
- namespaces: the same with the kernel's namespaces and nothing installed (see `namespaces`);
- subprocess: no wall. On Linux, Landlock and seccomp still close files, network and processes; on
  macOS only resource limits remain, and a hand-in can read whatever the grader can.

Paths are the same inside and outside.
"""

from __future__ import annotations

import contextlib
import functools
import io
import json
import os
import secrets
import shutil
import subprocess
import sys
import sysconfig
import tarfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import shared
from shared.grading.errors import SandboxError
from shared.grading.walls import namespaces
from shared.grading.walls.confinement import Confinement

Level = Literal["container", "bubblewrap", "namespaces", "subprocess"]
LEVELS: tuple[Level, ...] = get_args(Level)  # strongest first
EMPTY_IMAGE = "localhost/coursework-empty:1"
START = (
    "import sys, json; config = json.loads(sys.argv[1]); sys.path[:] = config['path']; "
    "from shared.grading.remote.student_process import main; main(config)"
)
SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib64", "/lib32")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
KERNEL_FILES = ("/proc", "/sys/devices/system/cpu")


@dataclass(frozen=True)
class Limits:
    """What one hand-in may use. Sizes are in bytes.

    `call_seconds` is for the calls of one exercise, `import_seconds` for one module, and
    `total_seconds` for the whole hand-in.
    """

    call_seconds: float = 20.0
    import_seconds: float = 60.0
    total_seconds: float = 240.0
    cpu_seconds: int = 240
    memory: int = 3 * 2**30
    file_size: int = 16 * 2**20
    scratch: int = 64 * 2**20
    open_files: int = 128
    threads: int = 64
    output: int = 4 * 2**20


@dataclass(frozen=True)
class Place:
    """The folders of one student process, and what must stay unseen.

    `code` holds the hand-in over the starter, `scratch` is its only writable folder, `root` is an
    empty folder for a new file system to be built on. The first process imports `libraries` ahead,
    while the judge is busy.
    """

    package: str
    code: Path
    scratch: Path
    root: Path
    hidden: tuple[Path, ...]
    libraries: tuple[str, ...] = ()


@dataclass(frozen=True)
class Launch:
    """A command that starts a student process, and one that ends it if killing does not."""

    command: list[str]
    environment: dict[str, str]
    remove: list[str] | None = None


def environment_of(scratch: Path) -> dict[str, str]:
    """All the environment that a hand-in sees; one thread, so that every grading is the same."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    folders = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR"), str(scratch))
    return {"LANG": "C.UTF-8", "USER": "student", **threads, **folders}


def library_paths() -> list[str]:
    """Where Python finds the standard library, `shared` and the installed packages."""
    paths = sysconfig.get_paths()
    standard = [paths["stdlib"], f"{paths['stdlib']}/lib-dynload"]
    own = str(Path(shared.__file__).resolve().parent.parent)
    return list(dict.fromkeys([*standard, own, paths["purelib"], paths["platlib"]]))


def read_only_paths(place: Place) -> list[str]:
    """What of this machine a hand-in can read: Python, the packages, `shared`, and its own code."""
    package = str(Path(shared.__file__).resolve().parent)
    site = [path for path in library_paths() if Path(package).parent != Path(path)]
    if Path(package).parent.name == "site-packages":
        site.append(str(Path(package).parent))
    paths = [os.path.realpath(sys.base_prefix), *site, package, str(place.code)]
    roots = [path for path in ("/usr", *paths) if Path(path).exists()]
    # A folder inside another needs no mount of its own.
    inside = [p for p in roots if any(p != q and Path(p).is_relative_to(q) for q in roots)]
    return [
        *dict.fromkeys(p for p in roots if p not in inside),
        *filter(os.path.exists, SYSTEM_FILES),
    ]


def hidden_paths(place: Place) -> list[str]:
    """What must be covered because it lies inside something readable."""
    readable = [Path(path) for path in read_only_paths(place)]
    return [
        str(path)
        for path in place.hidden
        if any(path.is_relative_to(other) for other in readable)
        and not place.code.is_relative_to(path)
    ]


def launch(level: Level, place: Place, limits: Limits) -> Launch:
    """How to start a student process behind the walls of `level`."""
    build = {
        "container": _container,
        "bubblewrap": _bubblewrap,
        "namespaces": _namespaces,
        "subprocess": _subprocess,
    }
    return build[level](place, limits)


def _python(place: Place, limits: Limits, user: int, threads: int) -> list[str]:
    """The student's program itself, with what it is to give up."""
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
    config = {
        "path": [str(place.code), *library_paths()],
        "package": place.package,
        "code": str(place.code),
        "scratch": str(place.scratch),
        "libraries": place.libraries,
        "confinement": asdict(confinement),
    }
    python = os.path.realpath(sys.executable)
    return [python, "-I", "-S", "-B", "-X", "utf8", "-c", START, json.dumps(config)]


def _own_user() -> int:
    """An id that nobody else has, for root to change to: its processes can then be counted."""
    return 2**30 + secrets.randbelow(2**29) if os.geteuid() == 0 else 0


def _system_links() -> tuple[list[tuple[str, str]], list[str]]:
    """The symlinks and the real folders among /bin, /lib, …."""
    there = [Path(path) for path in SYSTEM_FOLDERS if Path(path).exists()]
    links = [(str(path), str(path.readlink())) for path in there if path.is_symlink()]
    return links, [str(path) for path in there if not path.is_symlink()]


def _subprocess(place: Place, limits: Limits) -> Launch:
    user = _own_user() if all(map(_open_to_all, read_only_paths(place))) else 0
    if user:
        os.chown(place.scratch, user, user)
    return Launch(
        _python(place, limits, user, limits.threads if user else 0), environment_of(place.scratch)
    )


def _open_to_all(path: str) -> bool:
    """Whether an ordinary user can reach a path."""
    return all(folder.stat().st_mode & 0o001 for folder in Path(path).parents)


def _namespaces(place: Place, limits: Limits) -> Launch:
    links, folders = _system_links()
    layout = {
        "root": str(place.root),
        "links": links,
        "read_only": [*folders, *read_only_paths(place)],
        "hidden": hidden_paths(place),
        "scratch": str(place.scratch),
        "scratch_size": limits.scratch,
        "environment": environment_of(place.scratch),
    }
    python = os.path.realpath(sys.executable)
    outer = [python, "-I", "-S", "-B", namespaces.__file__, json.dumps(layout)]
    return Launch([*outer, *_python(place, limits, _own_user(), limits.threads)], {})


def _bubblewrap(place: Place, limits: Limits) -> Launch:
    program = shutil.which("bwrap")
    if not program:
        raise SandboxError("bubblewrap is not installed (apt-get install bubblewrap)")
    links, folders = _system_links()
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
    return Launch([*command, "--", *_python(place, limits, _own_user(), limits.threads)], {})


def _container(place: Place, limits: Limits) -> Launch:
    engine = container_engine()
    if not engine:
        raise SandboxError("neither podman nor docker answers")
    _, folders = _system_links()
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
    inner = _python(place, limits, 0, limits.threads)
    outside = {
        key: os.environ[key] for key in ("HOME", "PATH", "XDG_RUNTIME_DIR") if key in os.environ
    }
    return Launch([*command, EMPTY_IMAGE, *inner], outside, [engine, "rm", "--force", container])


@functools.cache
def container_engine() -> str | None:
    """podman or docker, whichever answers and has (or accepts) the empty image."""
    for name in ("podman", "docker"):
        program = shutil.which(name)
        if program and _answers(program, "info") and _has_empty_image(program):
            return program
    return None


def _answers(*command: str, data: bytes = b"") -> bool:
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(command, input=data, capture_output=True, timeout=20).returncode == 0
    return False


def _has_empty_image(engine: str) -> bool:
    """Whether the image is there, or could be made: an archive of nothing but symlinks."""
    if _answers(engine, "image", "inspect", EMPTY_IMAGE):
        return True
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        for link, target in _system_links()[0]:
            info = tarfile.TarInfo(link.lstrip("/"))
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return _answers(engine, "import", "-", EMPTY_IMAGE, data=content.getvalue())


def stronger_or_equal(level: Level) -> tuple[Level, ...]:
    """The levels that satisfy the demand for `level`, strongest first."""
    return LEVELS[: LEVELS.index(level) + 1]


def describe(level: Level, effective: Any) -> dict[str, Any]:
    """What to write into a result about the walls that were really there."""
    return {"level": level, "platform": sys.platform, "within": list(effective)}
