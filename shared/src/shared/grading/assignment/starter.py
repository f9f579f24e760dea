"""The student's project: the assignment without its answers."""

from __future__ import annotations

import ast
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from shared.files import write_text_atomically
from shared.grading.assignment.bodies import blank
from shared.grading.assignment.rubric import Exercise, Rubric
from shared.grading.errors import HandInError

LEFT_OUT = {
    "grading", "results", "runs", "benchmarks", "dist", "build", "__pycache__", ".git", ".venv",
    ".nox", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache",
}  # fmt: skip
HOUSE_FILES = (
    "noxfile.py", "constraints.txt", "ruff.toml", "mypy.ini", "LICENSE", "docs/environments.md",
)  # fmt: skip
LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(((?:\.\./)+[^)#\s]+\.md)(?:#[^)\s]*)?\)")
REPORT = re.compile(r"^(<!-- report -->|#+ Report\b).*", re.MULTILINE | re.DOTALL)
SHOWN = re.compile(r"results/[\w./-]*\w")
DOTTED = re.compile(r"[\w.]+")
QUESTION = re.compile(r"^\*\*\d+\. .+?\*\*", re.MULTILINE | re.DOTALL)
OWN_REPORT = {
    "README.md": """## Report

Your method, your results, your figures, and how to reproduce them. What the brief and the lessons call
*the report* is the course's own: it stands here in the course's repository, and on its site.
""",
    "README.zh-CN.md": """## 报告

你的方法、你的结果、你的图，以及怎样重现它们。课程里说的“报告”是课程自己的报告，在课程仓库的这个位置，也在课程网站上。
""",
}

INSTALL = """```bash
python -m venv .venv
source .venv/bin/activate               # PowerShell: .venv\\Scripts\\Activate.ps1
python -m pip install -c constraints.txt -e ./shared -e "./{name}[test]"
cd {name}
python -m pytest
```
"""
WELCOME = {
    "README.md": """# {title}

This folder is one assignment of the course, without its answers.

- [{name}]({name}/README.md) is the assignment. Its `README.md` has the brief and, at its end, the
  place of your report. `lessons/` is to be read. The functions to write are in `src/`; each raises an
  error that names its exercise until then.
- `shared` is what all assignments use. Nothing is to be written there.

Install it once, with Python 3.11, 3.12 or 3.13, from this folder, and run the tests in the assignment's:

{install}
The tests of an exercise fail until it is solved, and so does `train.py` where it needs one.
[An environment to work in](docs/environments.md) tells of uv and conda, of a smaller download without
a GPU, and of editors. What the texts call the course's folder is this one, and `{short}` is `{name}`.
""",
    "README.zh-CN.md": """# {title}

这个文件夹是课程的一个作业，不含答案。

- [{name}]({name}/README.zh-CN.md)是作业本身：`README.md`里有任务，末尾写报告；`lessons/`是要读的课。
  要写的函数在`src/`里，写好之前，调用它会报错，并说出是哪一道练习。
- `shared`是各个作业共用的代码，那里不用写什么。

安装一次即可，需要Python 3.11、3.12或3.13。在这个文件夹里安装，在作业的文件夹里运行测试：

{install}
一道练习做完之前，它的测试不会通过，用到它的`train.py`也会报错。[工作环境](docs/environments.md)（英文）讲uv和conda、没有GPU时
怎样少下载一些，以及编辑器。文中说的“课程的文件夹”就是这里，`{short}`就是`{name}`。
""",
}


def blanked_sources(rubric: Rubric) -> dict[str, str]:
    """Return the modules with exercises, without their answers: full name → source."""
    exercises: dict[str, list[Exercise]] = {}
    for exercise in rubric.exercises:
        exercises.setdefault(exercise.module, []).append(exercise)
    originals = {name: rubric.source(name).read_text(encoding="utf-8") for name in exercises}
    # First the bodies alone: what another solution uses does not keep a helper alive.
    given = {
        name: blank(source, exercises[name], _names(source)) for name, source in originals.items()
    }
    others = _names(*(path.read_text(encoding="utf-8") for path in _files_without_answers(rubric)))
    return {
        name: blank(
            source,
            exercises[name],
            others | _names(*(text for other, text in given.items() if other != name)),
        )
        for name, source in originals.items()
    }


def _names(*sources: str) -> set[str]:
    """Return the names in sources; a word of a docstring or comment is none, a dotted string is some."""
    found: list[str] = []
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        named = [getattr(node, field, None) for field in ("id", "attr", "name", "asname", "arg")]
        if isinstance(node, ast.Constant) and DOTTED.fullmatch(str(node.value)):
            named.append(node.value)  # monkeypatch.setattr("package.module.name", …)
        found += [name for name in named if isinstance(name, str)]
    return {part for name in found for part in name.split(".")}


def _files_without_answers(rubric: Rubric) -> list[Path]:
    """List the project's Python files that the starter takes over as they are."""
    answers = {rubric.source(name) for name in rubric.modules}
    return [
        path
        for path in sorted(rubric.project.rglob("*.py"))
        if path not in answers and not LEFT_OUT.intersection(path.relative_to(rubric.project).parts)
    ]


def copy_package(rubric: Rubric, target: Path) -> None:
    """Write the import package without its answers to the folder `target`."""
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(rubric.package, target, ignore=ignore, dirs_exist_ok=True)
    for name, source in blanked_sources(rubric).items():
        target.joinpath(*name.split(".")[1:]).with_suffix(".py").write_text(
            source, encoding="utf-8"
        )


def write_starter(rubric: Rubric, out: Path) -> Path:
    """Write `out`/assignment and `out`/shared, which install as the course's own do.

    Returns the assignment's folder. `out` appears complete or not at all.

    Raises:
        HandInError: `out` holds something already.
    """
    if out.exists() and any(out.iterdir()):
        raise HandInError(f"{out} is not empty: choose a new folder")
    house = rubric.project.parent
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}.") as name:
        half = Path(name) / "starter"
        ignore = shutil.ignore_patterns(*LEFT_OUT, "*.egg-info", "*.pth", "*.safetensors")
        project = half / rubric.name
        shutil.copytree(rubric.project, project, ignore=ignore)
        copy_package(rubric, project / "src" / rubric.name)
        for name in OWN_REPORT:
            if (project / name).exists():
                cut_report(project / name)
        for notes in project.glob("notes/*.md"):
            keep_questions(notes)
        copy_shown(rubric.project, project)
        shared = house / "shared"
        shutil.copytree(shared, half / "shared", ignore=_all_but_tests(shared))
        for file in HOUSE_FILES:
            if (house / file).exists():
                (half / file).parent.mkdir(exist_ok=True)
                shutil.copy(house / file, half / file)
        write_welcome(rubric, half)
        for page in (*project.glob("README*.md"), *project.glob("lessons/*.md")):
            drop_dead_links(page)
        if out.exists():
            out.rmdir()
        half.rename(out)
    return out / rubric.name


def _all_but_tests(shared: Path) -> Callable[[str, list[str]], set[str]]:
    """Return what of `shared` stays out: its tests; its room `grading` is code that anyone may read."""
    ignore = shutil.ignore_patterns(*(LEFT_OUT - {"grading"}), "*.egg-info")

    def names(folder: str, entries: list[str]) -> set[str]:
        return set(ignore(folder, entries)) | ({"tests"} if Path(folder) == shared else set())

    return names


def cut_report(readme: Path) -> None:
    """Replace the report, from its heading or its marker on, by the place for the student's own."""
    text = readme.read_text(encoding="utf-8")
    write_text_atomically(readme, REPORT.sub("", text).rstrip() + "\n\n" + OWN_REPORT[readme.name])


def write_welcome(rubric: Rubric, starter: Path) -> None:
    """Write beside the assignment how to install it, in each language that its own README has."""
    for page, text in WELCOME.items():
        if (starter / rubric.name / page).exists():
            own = (starter / rubric.name / page).read_text(encoding="utf-8")
            written = text.format(
                title=own.partition("\n")[0].removeprefix("# "),
                name=rubric.name,
                short=rubric.name.partition("_")[0],
                install=INSTALL.format(name=rubric.name),
            )
            write_text_atomically(starter / page, written)


def drop_dead_links(page: Path) -> None:
    """Leave the words alone of links to what a starter has not: other assignments."""
    text = page.read_text(encoding="utf-8")

    def kept(link: re.Match[str]) -> str:
        return link[0] if (page.parent / link[2]).exists() else link[1]

    write_text_atomically(page, LINK.sub(kept, text))


def copy_shown(project: Path, starter: Path) -> None:
    """Copy the results that the student's lessons and READMEs show: pictures, and what lessons read."""
    texts = [*starter.glob("README*.md"), *starter.glob("lessons/*.md")]
    named = {name for path in texts for name in SHOWN.findall(path.read_text(encoding="utf-8"))}
    for name in sorted(named):
        # A lesson may put a name together: f"results/lenet_{data}.json".
        files = [project / name] if (project / name).is_file() else project.glob(f"{name}*")
        for file in files:
            if file.is_file():
                place = starter / file.relative_to(project)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(file, place)


def keep_questions(notes: Path) -> None:
    """Leave of notes on a paper the title and the numbered questions, for the student to answer."""
    text = notes.read_text(encoding="utf-8")
    title = text.partition("\n")[0]
    write_text_atomically(notes, "\n\n".join([title, *QUESTION.findall(text)]) + "\n")
