"""Hosts for the tests: network namespaces that see each other over a bridge, as machines would.

Each has an address, a folder of its own, and nothing else in common with the others.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

PORT = 29400


def ip(*arguments: str) -> None:
    """Run `ip`.

    Raises:
        CalledProcessError: it failed.
    """
    subprocess.run(["ip", *arguments], check=True, capture_output=True, text=True)


def reason_to_skip() -> str:
    """Return why this machine cannot make hosts; "" where it can."""
    if not shutil.which("ip"):
        return "needs the command ip (Linux, iproute2)"
    name = f"dl{os.getpid()}"
    try:
        ip("netns", "add", name)
        ip("-n", name, "link", "add", "one", "type", "veth", "peer", "name", "two")
    except subprocess.CalledProcessError as error:
        return f"network namespaces cannot be made here: {error.stderr.strip()}"
    finally:
        subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)
    return ""


class Hosts:
    """So many hosts, with addresses 10.77.0.1, 10.77.0.2, … and folders in `place`.

    The network is a namespace with a bridge, to which each host has a cable.
    """

    def __init__(self, count: int, place: Path) -> None:
        self.count, self.place = count, place
        self._net = f"dl{os.getpid()}net"
        self._running: list[subprocess.Popen[str]] = []

    def name(self, host: int) -> str:
        """Return the namespace of a host."""
        return f"dl{os.getpid()}host{host}"

    def address(self, host: int) -> str:
        """Return the address of a host."""
        return f"10.77.0.{host + 1}"

    def folder(self, host: int) -> Path:
        """Return the folder of a host."""
        return self.place / f"host{host}"

    def __enter__(self) -> Self:
        ip("netns", "add", self._net)
        ip("-n", self._net, "link", "add", "bridge", "type", "bridge")
        ip("-n", self._net, "link", "set", "bridge", "up")
        for host in range(self.count):
            name = self.name(host)
            ip("netns", "add", name)
            ip("-n", name, "link", "add", "eth0", "type", "veth", "peer", f"cable{host}",
               "netns", self._net)  # fmt: skip
            ip("-n", self._net, "link", "set", f"cable{host}", "master", "bridge", "up")
            ip("-n", name, "address", "add", f"{self.address(host)}/24", "dev", "eth0")
            ip("-n", name, "link", "set", "eth0", "up")
            ip("-n", name, "link", "set", "lo", "up")
            self.folder(host).mkdir()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in self._running:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for name in (*map(self.name, range(self.count)), self._net):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)

    def torchrun(
        self, host: int, *command: str, nodes: str, conf: str = "", restarts: int = 0, **more: str
    ) -> subprocess.Popen[str]:
        """Start torchrun on a host; its output goes to `output` in the host's folder.

        Args:
            host: where; the first host keeps the rendezvous.
            command: script and options.
            nodes: as in `--nnodes`.
            conf: more of `--rdzv-conf`.
            restarts: how often the processes are started again.
            more: environment variables.
        """
        whole = ["-m", "torch.distributed.run", "--nnodes", nodes, "--nproc-per-node", "1"]
        whole += ["--rdzv-backend", "c10d", "--rdzv-id", "test"]
        whole += ["--rdzv-endpoint", f"{self.address(0)}:{PORT}"]
        whole += ["--rdzv-conf", f"is_host={'true' if host == 0 else 'false'}{conf}"]
        whole += ["--local-addr", self.address(host), "--max-restarts", str(restarts), *command]
        return self.python(host, *whole, GLOO_SOCKET_IFNAME="eth0", **more)

    def python(self, host: int, *arguments: str, **more: str) -> subprocess.Popen[str]:
        """Start Python on a host; its output goes to `output` in the host's folder."""
        whole = ["ip", "netns", "exec", self.name(host), sys.executable, *arguments]
        environment = {**os.environ, **more}
        with (self.folder(host) / "output").open("a") as output:
            process = subprocess.Popen(
                whole, cwd=self.folder(host), env=environment, text=True,
                stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._running.append(process)
        return process

    def output(self, host: int) -> str:
        """Return what a host has said."""
        return (self.folder(host) / "output").read_text()
