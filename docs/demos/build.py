"""Build the demos: `python docs/demos/build.py` writes .nox/demos/site, static pages that compute by themselves.

Each demo shows the newest run of its assignment that fits, or a small model that is trained on the way
with data that need no network. Then a browser opens every page (`check.py`).
"""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from shared.training import SavedModelError
from shared.training.folder.saved import newest_run

DEMOS = Path(__file__).parent
ROOT = DEMOS.parents[1]
WORK = ROOT / ".nox" / "demos"
SITE = WORK / "site"
# A demo's module, and its assignment.
PAGES = {"garment": "work03_cifar10"}
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


def own_run(name: str, project: str, command: tuple[str, ...]) -> Path:
    """Return the small run of a demo; it is trained the first time."""
    runs = WORK / "runs" / name
    finished = sorted(path.parent for path in runs.glob("*/summary.json"))
    if not finished:
        print(f"{name}: training a small model: python {' '.join(command)}", flush=True)
        shutil.rmtree(runs, ignore_errors=True)
        subprocess.run(
            [sys.executable, *command, "--runs", str(runs)],
            cwd=ROOT / project, check=True, stdout=subprocess.DEVNULL,
            env=os.environ | {"OMP_NUM_THREADS": "1"},
        )  # fmt: skip
        finished = sorted(path.parent for path in runs.glob("*/summary.json"))
    return finished[-1]


def main() -> None:
    """Write the site."""
    shutil.rmtree(SITE, ignore_errors=True)
    shutil.copytree(DEMOS / "static", SITE)
    vendor(SITE)
    for name, project in PAGES.items():
        demo = importlib.import_module(name)
        try:
            run = newest_run(ROOT / project / "runs", *demo.KIND, fits=demo.fits)
        except SavedModelError:
            run = own_run(name, project, demo.TRAIN)
        demo.make(run).write(SITE / name)
        size = sum(path.stat().st_size for path in (SITE / name).iterdir()) / 1e6
        print(f"{name}: {run.name}, {size:.1f} MB", flush=True)
    subprocess.run([sys.executable, DEMOS / "check.py", SITE], check=True)
    print(f"the demos: python -m http.server --directory {SITE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
