"""Build the site: `python docs/build.py` writes .nox/site/html, in English and in Chinese.

build       run the lessons that have changed, build both languages, check the pages (default)
update      bring the translations' .po files up to date with the English pages
pages       build what SITE_PAGES names, without running lessons or checking, to look at
external    ask every foreign address that the pages link to whether it is there
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parent
ROOT = DOCS.parent
WORK = ROOT / ".nox" / "site"
SITE = WORK / "html"
DEMOS = ROOT / ".nox" / "demos" / "site"
CHOOSER = """<!doctype html>
<meta charset="utf-8">
<title>A deep-learning course that runs · 跑得起来的深度学习课</title>
<script>
  const chinese = (navigator.languages || [navigator.language]).find((l) => /^(en|zh)/.test(l));
  location.replace(/^zh/.test(chinese || "") ? "zh-CN/docs/index.html" : "en/docs/index.html");
</script>
<p><a href="en/docs/index.html">English</a> · <a lang="zh-CN" href="zh-CN/docs/index.html">中文</a></p>
"""
NO_DEMOS = """<!doctype html>
<meta charset="utf-8">
<title>Demos</title>
<p>The demos are not built yet: <code>nox -s demos</code></p>
<p lang="zh-CN">演示还没有生成：<code>nox -s demos</code></p>
"""


def python(*arguments: str | Path, **variables: str) -> subprocess.Popen[bytes]:
    """Start a command of this Python in the course's folder."""
    command = [sys.executable, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | variables)


def done(*processes: subprocess.Popen[bytes]) -> None:
    """Wait for commands.

    Raises:
        SystemExit: one of them failed.
    """
    statuses = [process.wait() for process in processes]
    if any(statuses):
        raise SystemExit(1)


def sphinx(builder: str, out: Path, language: str = "en", *more: str) -> subprocess.Popen[bytes]:
    """Start a build; a warning is an error."""
    known = WORK / "read" / f"{builder}-{language}"
    strict = ("--fail-on-warning", "--keep-going", "--quiet")
    return python(
        "-m", "sphinx", "-c", DOCS, "-b", builder, "-d", known, *strict, *more, ROOT, out,
        SITE_LANGUAGE=language,
    )  # fmt: skip


def run_lessons() -> None:
    """Run the lessons whose text or code has changed, each in a process of its own."""
    kept = WORK / "lessons"
    projects = sorted(path.parent for path in ROOT.glob("*_*/lessons"))
    jobs = str(os.cpu_count() or 1)
    done(python("-m", "shared.lessons", "run", "--keep", kept, "--jobs", jobs, *projects))
    done(python(DOCS / "outputs.py", kept, WORK / "cells"))


def build() -> None:
    """Build and check both languages."""
    run_lessons()
    shutil.rmtree(SITE, ignore_errors=True)
    done(sphinx("html", SITE / "en"), sphinx("html", SITE / "zh-CN", "zh_CN"))
    (SITE / "index.html").write_text(CHOOSER, encoding="utf-8")
    (SITE / ".nojekyll").touch()
    bring_demos()
    done(python(DOCS / "check.py", SITE))
    print(f"the site: {SITE / 'index.html'}")


def bring_demos() -> None:
    """Put the demos beside the pages that link to them, or a page that says how to get them."""
    place = SITE / "demos"
    if DEMOS.exists():
        shutil.copytree(DEMOS, place)
    else:
        place.mkdir()
        (place / "index.html").write_text(NO_DEMOS, encoding="utf-8")


def pages() -> None:
    """Build a few pages."""
    for language, folder in (("en", "en"), ("zh_CN", "zh-CN")):
        known = WORK / "read" / f"few-{language}"
        options = ("-q", "-c", DOCS, "-d", known, "-D", "nb_execution_mode=off")
        done(python("-m", "sphinx", *options, ROOT, SITE / folder, SITE_LANGUAGE=language))
    print(f"the pages: {SITE}")


def update() -> None:
    """Write new messages into the .po files of the pages that are promised in Chinese."""
    sys.path.insert(0, str(DOCS / "extensions"))
    from translations import PROMISED, is_promised

    templates = WORK / "gettext"
    shutil.rmtree(templates, ignore_errors=True)
    done(sphinx("gettext", templates, "en", "-D", "nb_execution_mode=off"))
    for template in templates.rglob("*.pot"):
        if not is_promised(template.relative_to(templates).with_suffix("").as_posix(), PROMISED):
            template.unlink()
    done(
        python(
            "-m", "sphinx_intl", "update", "-p", templates, "-d", DOCS / "locales", "-l", "zh_CN",
            "-w", "0", "--no-obsolete",
        )
    )  # fmt: skip


def external() -> None:
    """Follow the links to other hosts."""
    done(sphinx("linkcheck", WORK / "links", "en", "-D", "nb_execution_mode=off"))


if __name__ == "__main__":
    commands = {"build": build, "pages": pages, "update": update, "external": external}
    chosen = sys.argv[1] if len(sys.argv) > 1 else "build"
    if chosen not in commands:
        raise SystemExit(f"error: {chosen} is none of {', '.join(commands)}")
    commands[chosen]()
