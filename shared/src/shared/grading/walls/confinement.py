"""What a process gives up for good before it imports what a student wrote.

Runs inside the student's process, whatever sandbox is around it, from the outside in: an ordinary
user's id, resource limits, Landlock (files), seccomp (system calls). The last two are Linux's;
elsewhere only the limits remain. `confine` reports what took effect.

The kernel's interfaces are called through ctypes, so that nothing needs to be installed:
seccomp(2), landlock(7), capabilities(7).
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38


@dataclass(frozen=True)
class Confinement:
    """What the student's process may use.

    Sizes are in bytes, `cpu_seconds` is over the process's life. `user` is the id to change to, 0
    for none. `threads` is 0 for no limit, since the kernel counts all that a user runs.
    `readable` and `writable` are the files and folders that Landlock leaves open.
    """

    readable: tuple[str, ...]
    writable: tuple[str, ...]
    user: int
    cpu_seconds: int
    memory: int
    file_size: int
    open_files: int
    threads: int


def confine(limits: Confinement) -> list[str]:
    """Apply the limits to this process; return the names of those that took effect."""
    effective = []
    if sys.platform == "linux":
        _libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if _restrict_files(limits.readable, limits.writable):
            effective.append("landlock")
    if limits.user and os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(limits.user, limits.user, limits.user)
        os.setresuid(limits.user, limits.user, limits.user)
        effective.append("own user")
    if sys.platform == "linux":
        # After the change of user, which resets it.
        _libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        _drop_capabilities()
    effective += _limit_resources(limits)
    if sys.platform == "linux" and _filter_system_calls():
        effective.append("seccomp")
    return effective


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _drop_capabilities() -> None:
    """Leave root, where the user could not change, without its powers."""
    version_3 = struct.pack("=Ii", 0x20080522, 0)
    _libc().capset(version_3, bytes(24))


def _limit_resources(limits: Confinement) -> list[str]:
    wanted = {
        "RLIMIT_CORE": 0,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_DATA": limits.memory,
        "RLIMIT_FSIZE": limits.file_size,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_MEMLOCK": 0,
    }
    if limits.threads:
        wanted["RLIMIT_NPROC"] = limits.threads
    effective = []
    for name, value in wanted.items():
        kind = getattr(resource, name, None)
        if kind is None:
            continue
        hard = resource.getrlimit(kind)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        try:
            resource.setrlimit(kind, (bound, bound))
        except (OSError, ValueError):  # macOS refuses some
            continue
        effective.append(name)
    return effective


# Landlock (Linux 5.13 and later; landlock(7)): files, then more with each version.

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
RULE_PATH_BENEATH = 1
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
ALL_OF_VERSION = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
FILE_RIGHTS = EXECUTE | WRITE_FILE | READ_FILE | 1 << 14 | 1 << 15  # truncate, device control
NO_TCP = 0b11
NO_SIGNALS_NOR_SOCKETS_OUTWARDS = 0b11


def landlock_version() -> int:
    """Return the kernel's version of Landlock, 0 for none."""
    if sys.platform != "linux":
        return 0
    return max(_libc().syscall(CREATE_RULESET, None, 0, 1), 0)


def _restrict_files(readable: Sequence[str], writable: Sequence[str]) -> bool:
    libc, version = _libc(), landlock_version()
    if not version:
        return False
    handled = ALL_OF_VERSION[max(known for known in ALL_OF_VERSION if known <= version)]
    attributes = struct.pack("=QQQ", handled, NO_TCP, NO_SIGNALS_NOR_SOCKETS_OUTWARDS)
    size = 8 if version < 4 else 16 if version < 6 else 24
    ruleset = libc.syscall(CREATE_RULESET, attributes, size, 0)
    if ruleset < 0:
        return False
    read_only = EXECUTE | READ_FILE | READ_DIR
    rules = [*((path, read_only) for path in readable), *((path, handled) for path in writable)]
    for path, rights in rules:
        try:
            descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue  # not there: nothing to allow
        if not Path(path).is_dir():
            rights &= FILE_RIGHTS
        libc.syscall(
            ADD_RULE,
            ruleset,
            RULE_PATH_BENEATH,
            struct.pack("=Qi", rights & handled, descriptor),
            0,
        )
        os.close(descriptor)
    restricted = libc.syscall(RESTRICT_SELF, ruleset, 0) == 0
    os.close(ruleset)
    return restricted


# seccomp: a program for the kernel's packet filter that sees a call's number and arguments.

# Numbers on x86-64 and on 64-bit ARM (Linux, arch/x86/entry/syscalls/syscall_64.tbl and
# include/uapi/asm-generic/unistd.h); None where it has no such call. Those above 423 are common.
FORBIDDEN = {
    # other programs and processes
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281),
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "setsid": (112, 157), "setpgid": (109, 154),
    # the network, and memory that no limit counts
    "socket": (41, 198), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186), "mq_open": (240, 180),
    # the machine
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "bpf": (321, 280), "perf_event_open": (298, 241),
    "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "userfaultfd": (323, 282), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "sethostname": (170, 161),
    "setdomainname": (171, 162),
}  # fmt: skip
ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
CLONE, CLONE3, KILL, TGKILL = (56, 220), (435, 435), (62, 129), (234, 131)
PRCTL, PRLIMIT, MMAP = (157, 167), (302, 261), (9, 222)
CLONE_THREAD = 0x10000
SHARED_AND_ANONYMOUS = 0x21

LOAD, JUMP_EQUAL, JUMP_AT_LEAST, JUMP_ANY_BIT, RETURN, AND = 0x20, 0x15, 0x35, 0x45, 0x06, 0x54
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
NOT_PERMITTED, NO_SUCH_CALL = 0x00050000 | 1, 0x00050000 | 38  # EPERM, ENOSYS
NUMBER_AT, ARCHITECTURE_AT, ARGUMENTS_AT = 0, 4, 16

Instruction = tuple[int, int, int, int]


def filter_program(machine: str, process: int) -> bytes | None:
    """Return the filter for a process on a machine (as `platform.machine` names it), None if unknown.

    Each rule loads what it looks at and falls through to the next unless it returns.
    """
    if machine not in ARCHITECTURES:
        return None
    column, architecture = ARCHITECTURES[machine]
    program: list[Instruction] = [
        (LOAD, 0, 0, ARCHITECTURE_AT),
        (JUMP_EQUAL, 1, 0, architecture),
        (RETURN, 0, 0, KILL_PROCESS),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    if machine == "x86_64":  # the x32 calls have other numbers
        program += [(JUMP_AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, NOT_PERMITTED)]
    for numbers in FORBIDDEN.values():
        number = numbers[column]
        if number is not None:
            program += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, NOT_PERMITTED)]
    # glibc falls back from clone3, whose flags a filter cannot see, to clone.
    program += [(JUMP_EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, NO_SUCH_CALL)]
    program += _when(CLONE[column], 0, [(JUMP_ANY_BIT, 1, 0, CLONE_THREAD)])
    for call in (KILL, TGKILL):
        program += _when(call[column], 0, [(JUMP_EQUAL, 1, 0, process)])
    program += _when(PRLIMIT[column], 0, [(JUMP_EQUAL, 1, 0, 0)])
    both = [(AND, 0, 0, SHARED_AND_ANONYMOUS), (JUMP_EQUAL, 0, 1, SHARED_AND_ANONYMOUS)]
    program += _when(MMAP[column], 3, both)
    program += _when(PRCTL[column], 0, [(JUMP_EQUAL, 0, 1, PR_SET_PDEATHSIG)])
    program.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in program)


def _when(number: int, argument: int, test: list[Instruction]) -> list[Instruction]:
    """Refuse the call `number` where `test` of its argument's lower half falls through.

    The test's last instruction jumps over the refusal, by one, to allow the call.
    """
    inner = [
        (LOAD, 0, 0, ARGUMENTS_AT + 8 * argument),
        *test,
        (RETURN, 0, 0, NOT_PERMITTED),
        (LOAD, 0, 0, NUMBER_AT),
    ]
    return [(JUMP_EQUAL, 0, len(inner), number), *inner]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def _filter_system_calls() -> bool:
    instructions = filter_program(platform.machine(), os.getpid())
    if instructions is None:
        return False
    program = _Program(len(instructions) // 8, instructions)
    filtering = 2
    return bool(_libc().prctl(PR_SET_SECCOMP, filtering, ctypes.byref(program), 0, 0) == 0)
