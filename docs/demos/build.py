"""Build the demos: `python docs/demos/build.py` writes static pages that compute by themselves.

Each demo shows the newest run of its assignment that fits, or a small model that is trained on the way
with data that need no network. Then a browser opens every page (`check.py`). All is in .nox/demos; a site
that is built gets the demos, too.

--quick             train for seconds, to try all of this out, in .nox/demos/quick: the models know little
--browser-optional  a machine without a browser only says so
"""

from __future__ import annotations

import argparse
import importlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import check
from demo import WORK, Wanted

from shared.training import SavedModelError
from shared.training.folder.saved import newest_run

DEMOS = Path(__file__).parent
ROOT = DEMOS.parents[1]
COURSE_SITE = WORK.parent / "site" / "html"
# The assignment that each demo's module shows.
DEMOS_OF = {
    "house": "work01_house_prices",
    "picture": "work02_resnet_vgg",
    "garment": "work03_cifar10",
    "tree": "work04_grconv",
    "text": "work05_transformer",
    "detector": "final_ssd",
}
BROWSER_FILES = ("ort.wasm.min.mjs", "ort-wasm-simd-threaded.mjs", "ort-wasm-simd-threaded.wasm")


def vendor(site: Path) -> None:
    """Bring what the pages need from the npm registry: exactly the bytes that package-lock.json names.

    Raises:
        SystemExit: there is no npm.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("error: the demos need npm (of Node.js) once, for onnxruntime-web")
    packages = WORK / "npm"
    packages.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(DEMOS / name, packages)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=packages, check=True)
    (site / "ort").mkdir(parents=True, exist_ok=True)
    for name in BROWSER_FILES:
        shutil.copy(packages / "node_modules" / "onnxruntime-web" / "dist" / name, site / "ort")


def found_run(demo: str, name: str, wanted: Wanted, place: Path, quick: bool) -> Path:
    """Return the newest run of the assignment that fits, or train one the first time, below `place`."""
    project = ROOT / DEMOS_OF[demo]
    try:
        return newest_run(project / "runs", *wanted.files, fits=wanted.fits)
    except SavedModelError:
        runs = place / "runs" / f"{demo}-{name}"
    command = [*wanted.command, *(wanted.quick if quick else ())]
    if not any(runs.glob("*/summary.json")):
        wanted.prepare()
        print(f"{demo}: training a small model: python {' '.join(command)}", flush=True)
        shutil.rmtree(runs, ignore_errors=True)
        subprocess.run(
            [sys.executable, *command, "--runs", str(runs)],
            cwd=project, check=True, stdout=subprocess.DEVNULL,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
    return newest_run(runs, *wanted.files)


def opened(site: Path, browser_optional: bool) -> bool:
    """Open the pages in a browser; return whether nothing is wrong.

    Raises:
        NoBrowserError: there is none, and it is not optional.
    """
    try:
        return check.main(site) == 0
    except check.NoBrowserError as error:
        if not browser_optional:
            raise
        print(f"{error}: the demos are built, but no page was opened")
        return True


def main(quick: bool, browser_optional: bool) -> None:
    """Write the pages.

    Raises:
        SystemExit: something is wrong with them.
    """
    place = WORK / "quick" if quick else WORK
    site, complete = place / "new", place / "site"  # the course's site takes no half of it
    shutil.rmtree(site, ignore_errors=True)
    shutil.copytree(DEMOS / "static", site)
    vendor(site)
    demos = {name: importlib.import_module(name) for name in DEMOS_OF}
    wanted = [(name, key, one) for name, demo in demos.items() for key, one in demo.RUNS.items()]
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # each training has one core
        places = list(pool.map(lambda one: found_run(*one, place, quick), wanted))
    for name, demo in demos.items():
        runs = {
            key: place for (of, key, _), place in zip(wanted, places, strict=True) if of == name
        }
        demo.make(**runs).write(site / name, [run.name for run in runs.values()])
        size = sum(path.stat().st_size for path in (site / name).iterdir()) / 1e6
        print(
            f"{name}: {', '.join(run.name for run in runs.values()) or 'published weights'}, {size:.1f} MB",
            flush=True,
        )
    if not opened(site, browser_optional):
        raise SystemExit(1)
    shutil.rmtree(complete, ignore_errors=True)
    site = site.rename(complete)
    if COURSE_SITE.exists() and not quick:
        shutil.copytree(site, COURSE_SITE / "demos", dirs_exist_ok=True)
    print(f"the demos: python -m http.server --directory {site.relative_to(ROOT)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for option in ("--quick", "--browser-optional"):
        parser.add_argument(option, action="store_true")
    try:
        main(**vars(parser.parse_args()))
    except check.NoBrowserError as error:
        raise SystemExit(f"error: {error}: {check.REMEDY}") from None
