"""Several hosts train one model; when one is lost the others go on from the last checkpoint."""

from __future__ import annotations

from pathlib import Path

import mortal
import pytest
import toy
import troubled
from hosts import Hosts, reason_to_skip

from shared.training import Run, read_metrics
from shared.training.folder.run_folder import check_run_folder
from shared.training.folder.saved import read_summary

pytestmark = pytest.mark.skipif(bool(reason_to_skip()), reason=reason_to_skip())

# Lost hosts are given up after 3 s in place of 15 s, and waited for 3 s in place of 30 s.
SOON = ",keep_alive_interval=1,keep_alive_max_attempt=3,last_call_timeout=3"
OPTIONS = (
    "--device", "cpu", "--precision", "fp32", "--dropout", "0", "--checkpoint-seconds", "0",
    "--runs", "runs",
)  # fmt: skip


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run in one process on one host."""
    runs = tmp_path_factory.mktemp("alone")
    return toy.train(toy.ToyConfig(device="cpu", precision="fp32", dropout=0.0, runs=runs))


def assert_same_metrics(one: Path, two: Path) -> None:
    """Metrics of every epoch agree; float32 sums in another order differ in the last digits."""
    first, second = (
        [{k: v for k, v in record.items() if k != "seconds"} for record in read_metrics(folder)]
        for folder in (one, two)
    )
    assert second == [pytest.approx(record, rel=1e-5) for record in first]


def only_run(host: Path) -> Path:
    (folder,) = (host / "runs").iterdir()
    return folder


def test_two_hosts_train_as_one_process(alone: Run, tmp_path: Path) -> None:
    with Hosts(2, tmp_path) as hosts:
        running = [hosts.torchrun(h, toy.__file__, *OPTIONS, nodes="2") for h in range(2)]
        for host, process in enumerate(running):
            assert process.wait(timeout=300) == 0, hosts.output(host)[-3000:]
        said = [hosts.output(host).count("epoch 3/3") for host in range(2)]
        assert sorted(said) == [0, 1], "one process prints"
        for host in range(2):  # they have no disk in common: each keeps the run
            folder = only_run(hosts.folder(host))
            check_run_folder(folder)
            assert_same_metrics(alone.folder, folder)


@pytest.mark.slow  # test_joining.py: a process is killed, another silent; test_resuming.py: goes on
@pytest.mark.parametrize("fate", ["killed", "unplugged"])
def test_the_run_goes_on_when_one_of_three_hosts_is_lost(
    alone: Run, tmp_path: Path, fate: str
) -> None:
    """In the 7th step, in the middle of the second epoch. No disk is common to the hosts."""
    command = (mortal.__file__, *OPTIONS, "--resume", "auto")
    share = {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1", "DL_SILENCE": "15"}
    with Hosts(3, tmp_path) as hosts:
        running = [
            hosts.torchrun(
                host, *command, nodes="1:3", conf=SOON, restarts=3, **share,
                **({"FATE": fate} if host == 2 else {}),
            )
            for host in range(3)
        ]  # fmt: skip
        for host in range(2):
            assert running[host].wait(timeout=300) == 0, hosts.output(host)[-3000:]
        said = hosts.output(0) + hosts.output(1)
        assert "continue with --resume" in said
        assert "goes on with" in said
        for host in range(2):
            assert_same_metrics(alone.folder, only_run(hosts.folder(host)))
        assert read_summary(only_run(hosts.folder(0)))["processes"] == 2


@pytest.mark.slow
def test_files_that_one_host_lacks_end_all_with_its_message(tmp_path: Path) -> None:
    with Hosts(2, tmp_path) as hosts:
        (hosts.folder(0) / "data.csv").touch()
        running = [
            hosts.torchrun(host, troubled.__file__, "file", "data.csv", nodes="2")
            for host in range(2)
        ]
        for host, process in enumerate(running):
            assert process.wait(timeout=300) == 1
            assert "data.csv does not exist" in hosts.output(host)


@pytest.mark.slow
def test_a_wrong_interface_is_named(tmp_path: Path) -> None:
    with Hosts(2, tmp_path) as hosts:
        running = [
            hosts.torchrun(host, toy.__file__, *OPTIONS, nodes="2", GLOO_SOCKET_IFNAME="lo")
            for host in range(2)
        ]
        codes = [process.wait(timeout=300) for process in running]
        assert codes == [1, 1]
        # the host that fails first says it: torchrun then ends the other
        said = hosts.output(0) + hosts.output(1)
        assert "name the network interface with GLOO_SOCKET_IFNAME" in said, said[-3000:]
