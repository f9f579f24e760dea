"""What of this machine a hand-in can read, and what must be covered."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path

import shared
from shared.grading.walls.limits import Place

SYSTEM_FOLDERS = ("/bin", "/sbin", "/lib", "/lib64", "/lib32")
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime")
KERNEL_FILES = ("/proc", "/sys/devices/system/cpu")


def library_paths() -> list[str]:
    """List where Python finds the standard library, `shared` and the installed packages."""
    paths = sysconfig.get_paths()
    standard = [paths["stdlib"], f"{paths['stdlib']}/lib-dynload"]
    own = str(Path(shared.__file__).resolve().parent.parent)
    return list(dict.fromkeys([*standard, own, paths["purelib"], paths["platlib"]]))


def read_only_paths(place: Place) -> list[str]:
    """List what of this machine a hand-in can read: Python, packages, `shared`, and its own code."""
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
    """List what must be covered because it lies inside something readable."""
    readable = [Path(path) for path in read_only_paths(place)]
    return [
        str(path)
        for path in place.hidden
        if any(path.is_relative_to(other) for other in readable)
        and not place.code.is_relative_to(path)
    ]


def system_links() -> tuple[list[tuple[str, str]], list[str]]:
    """List the symlinks and the real folders among /bin, /lib, …."""
    there = [Path(path) for path in SYSTEM_FOLDERS if Path(path).exists()]
    links = [(str(path), str(path.readlink())) for path in there if path.is_symlink()]
    return links, [str(path) for path in there if not path.is_symlink()]
