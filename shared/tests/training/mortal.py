"""The toy on a host that is lost in step 7: with FATE killed, all its processes at once; unplugged,
its network.
"""

from __future__ import annotations

import os
import signal
import subprocess

from toy import ToyConfig, train

from shared.training import Run, run_command

stepped = Run.stepped


def mortal(run: Run) -> None:
    fate = os.environ.get("FATE")
    if run.step == 7 and fate == "killed":
        os.killpg(os.getppid(), signal.SIGKILL)  # torchrun's group
        os.kill(os.getpid(), signal.SIGKILL)
    if run.step == 7 and fate == "unplugged":
        subprocess.run(["ip", "link", "set", "eth0", "down"], check=True)
    stepped(run)


Run.stepped = mortal

if __name__ == "__main__":
    run_command(ToyConfig, train)
