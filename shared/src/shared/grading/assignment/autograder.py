"""A zip that Gradescope takes as an autograder.

https://gradescope-autograders.readthedocs.io/en/latest/specs/: `setup.sh` runs once, when the image
is built; `run_autograder` runs for each submission and leaves `results/results.json`. All is under
/autograder, or under $AUTOGRADER where someone tries it out.
"""

from __future__ import annotations

import zipfile
from pathlib import Path

from shared.files import write_atomically
from shared.grading.assignment.rubric import Rubric
from shared.grading.assignment.starter import LEFT_OUT

SETUP = """\
#!/usr/bin/env bash
# Runs once, when Gradescope builds the image.
set -euo pipefail
apt-get update
apt-get install --yes --no-install-recommends bubblewrap python3-pip
python3 -m pip install uv || python3 -m pip install --break-system-packages uv
cd "${{AUTOGRADER:-/autograder}}/source"
uv venv --python 3.12 environment
UV_TORCH_BACKEND=cpu uv pip install --compile-bytecode --python environment/bin/python \\
  --constraint constraints.txt --editable ./shared --editable ./{name}
"""

RUN = """\
#!/usr/bin/env bash
# Runs for each submission.
set -euo pipefail
place="${{AUTOGRADER:-/autograder}}"
cd "$place/source"
mkdir -p "$place/results"
# Until there is a result: no points, and a word to the teachers.
echo '{{"score": 0, "output": "The grading did not finish. Tell your teachers."}}' \\
  > "$place/results/results.json"
environment/bin/python -P -m shared.grading grade {name} "$place/submission" \\
  --out "$place/results" --require-sandbox {level} || echo "graded with a problem, see above"
"""


def write_autograder(rubric: Rubric, out: Path, level: str) -> None:
    """Write the zip, at once or not at all: the two scripts, `shared`, the assignment with answers.

    `level` is the weakest sandbox that a submission may run in; Gradescope's own container allows
    no namespaces to some courses, so that "subprocess" is what always works.
    """
    house = rubric.project.parent
    write_atomically(out, lambda path: _fill(path, rubric, house, level))


def _fill(path: Path, rubric: Rubric, house: Path, level: str) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("setup.sh", SETUP), ("run_autograder", RUN)):
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.external_attr = 0o100755 << 16
            archive.writestr(info, text.format(name=rubric.name, level=level))
        for folder in ("shared", rubric.name):
            for file in sorted((house / folder).rglob("*")):
                if file.is_file() and not _left_out(file.relative_to(house)):
                    archive.write(file, file.relative_to(house))
        pins = house / "constraints.txt"
        archive.writestr("constraints.txt", pins.read_text() if pins.exists() else "")


def _left_out(path: Path) -> bool:
    parts = set(path.parts)
    return bool((LEFT_OUT - {"grading"}) & parts) or bool(parts & {"tests", "wrong"})
