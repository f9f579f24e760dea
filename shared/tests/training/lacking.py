"""The toy on a machine that lacks something: `lacking.py space|user|reader FOLDER`.

For `run_python`: the process makes namespaces of its own (Linux), where it may mount file systems.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import runpy
import subprocess
import sys
from pathlib import Path

OPTIONS = ("--device", "cpu", "--precision", "fp32")
TOY = str(Path(__file__).with_name("toy.py"))
NEW_MOUNTS, NEW_USER = 0x20000, 0x10000000


def unshare(namespaces: int, user: int) -> None:
    """Enter new namespaces as `user`, without rights outside of them."""
    was = os.getuid(), os.getgid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(namespaces) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{user} {was[0]} 1")
    Path("/proc/self/gid_map").write_text(f"{user} {was[1]} 1")


def mount(options: str, place: Path) -> None:
    """Mount an empty file system."""
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", place], check=True)


def run_toy(*options: str) -> int:
    """Run the toy as a script; return its status."""
    sys.argv = [TOY, *options]
    try:
        runpy.run_path(TOY, run_name="__main__")
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def space(place: Path) -> None:
    """300 kB, most of it taken after the first checkpoint; freed at last."""
    unshare(NEW_USER | NEW_MOUNTS, 0)
    mount("size=300k", place)
    os.chdir(place)
    run_toy(*OPTIONS, "--runs", "runs", "--checkpoint-seconds", "0", "--stop-at", "3")
    (run,) = Path("runs").iterdir()
    with contextlib.suppress(OSError), Path("filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(1000))
    print("status", run_toy("--resume", str(run)))
    Path("filler").unlink()
    print("status", run_toy("--resume", str(run), "--stop-at", "-1"))
    print("left:", *Path().rglob("*.tmp"))


def user(place: Path) -> None:
    """No user of this name, no home, and a folder that cannot be written."""
    unshare(NEW_USER | NEW_MOUNTS, 0)
    checkout = place / "checkout"
    checkout.mkdir()
    mount("ro", checkout)
    unshare(NEW_USER, 54321)
    os.chdir(checkout)
    for name in ("HOME", "USER", "LOGNAME"):
        os.environ.pop(name, None)
    print("status", run_toy(*OPTIONS, "--epochs", "1", "--runs", str(place / "runs")))
    print("status", run_toy(*OPTIONS, "--epochs", "1"))


def speak_to(file: int) -> None:
    """Let standard output and standard error be a file."""
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(file, number)
        setattr(sys, name, os.fdopen(number, "w", closefd=False))


def reader(place: Path) -> None:
    """Nobody reads the output: the other end of the pipe is closed."""
    end, start = os.pipe()
    os.close(end)
    speak_to(start)
    sys.exit(run_toy(*OPTIONS, "--runs", str(place)))


def device(place: Path) -> None:
    """The output goes to a file on a full disk."""
    speak_to(os.open("/dev/full", os.O_WRONLY))
    sys.exit(run_toy(*OPTIONS, "--runs", str(place)))


if __name__ == "__main__":
    globals()[sys.argv[1]](Path(sys.argv[2]))
