"""Run a program in a file system of its own, without a network and without other processes.

What bubblewrap does, with nothing to install: Linux namespaces (namespaces(7), user_namespaces(7),
pivot_root(2)) through ctypes. As an ordinary user it needs user namespaces; root does without.

    python namespaces.py '{"read_only": […], "hidden": […], …}' PROGRAM ARGUMENT…
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

NEW_NS, NEW_CGROUP, NEW_UTS, NEW_IPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
NEW_USER, NEW_PID, NEW_NET = 0x10000000, 0x20000000, 0x40000000
READ_ONLY, NO_SUID, NO_DEVICES, NO_EXEC = 1, 2, 4, 8
REMOUNT, BIND, RECURSIVE, PRIVATE = 32, 4096, 16384, 1 << 18
DETACH = 2
MOUNT_SETATTR, AT_FDCWD, AT_RECURSIVE = 442, -100, 0x8000
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
PR_SET_PDEATHSIG = 1
DEVICES = ("null", "zero", "full", "random", "urandom")

LIBC = ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: Any) -> None:
    """Call a function of the C library; raise OSError where it fails."""
    encoded = [os.fsencode(a) if isinstance(a, (str, Path)) else a for a in arguments]
    if getattr(LIBC, name)(*encoded) != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{name}: {os.strerror(code)}", str(arguments[0]))


def mount(
    source: str, target: Path, kind: str | None = None, flags: int = 0, data: str | None = None
) -> None:
    """Mount a file system by the C library's call."""
    call("mount", source, target, kind, ctypes.c_ulong(flags), data)


def bind(source: str, root: Path) -> None:
    """Show `source` under its own path in `root`, read-only."""
    target = root / source.lstrip("/")
    if Path(source).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    mount(source, target, flags=BIND | RECURSIVE)
    # struct mount_attr: attr_set (read-only, no set-user-id, no devices), attr_clr, …
    no_devices = 0 if source.startswith("/dev/") else NO_DEVICES
    attributes = (ctypes.c_uint64 * 4)(READ_ONLY | NO_SUID | no_devices, 0, 0, 0)
    call(
        "syscall", MOUNT_SETATTR, AT_FDCWD, os.fsencode(target), AT_RECURSIVE,
        ctypes.byref(attributes), ctypes.c_size_t(32),
    )  # fmt: skip


def build_root(root: Path, layout: dict[str, Any]) -> None:
    """Lay out the new file system on a tmpfs at `root`."""
    mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICES, "size=1m,mode=755")
    for link, target in layout["links"]:
        (root / link.lstrip("/")).symlink_to(target)
    for source in [*layout["read_only"], *(f"/dev/{name}" for name in DEVICES)]:
        bind(source, root)
    for path in layout["hidden"]:
        hidden = root / path.lstrip("/")
        if hidden.is_dir():
            mount("tmpfs", hidden, "tmpfs", READ_ONLY, "size=4k")
    scratch = root / layout["scratch"].lstrip("/")
    scratch.mkdir(parents=True)
    options = f"size={layout['scratch_size']},nr_inodes=4096,mode=777"
    mount("tmpfs", scratch, "tmpfs", NO_SUID | NO_DEVICES | NO_EXEC, options)
    (root / "proc").mkdir()


def enter(root: Path) -> None:
    """Make `root` the root of this process's file system, and forget the old one."""
    os.chdir(root)
    call("syscall", PIVOT_ROOT[os.uname().machine], b".", b".")
    call("umount2", ".", DETACH)
    mount("none", Path("/"), flags=REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES)
    os.chdir("/")


def enclose(layout: dict[str, Any]) -> int:
    """Fork a first process into namespaces and a file system of its own.

    Returns 0 in it, and its id in this process, which stays outside.
    """
    user, group = os.getuid(), os.getgid()
    flags = NEW_NS | NEW_CGROUP | NEW_UTS | NEW_IPC | NEW_PID | NEW_NET
    call("unshare", flags if user == 0 else flags | NEW_USER)
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    mount("none", Path("/"), flags=RECURSIVE | PRIVATE)
    root = Path(layout["root"])
    build_root(root, layout)
    child = os.fork()  # the first process in the new process namespace: its end is everyone's
    if child:
        return child
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    mount("proc", root / "proc", "proc", NO_SUID | NO_DEVICES | NO_EXEC)
    enter(root)
    return 0


def main(layout: dict[str, Any], command: list[str]) -> int:
    """Start `command` inside; return its exit status when it ends."""
    child = enclose(layout)
    if child:
        # What waits outside needs no pipe of the student's.
        os.closerange(0, 2)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.execve(command[0], command, layout["environment"])


if __name__ == "__main__":
    sys.exit(main(json.loads(sys.argv[1]), sys.argv[2:]))
