"""What a stranger meets first: containers, workflows, forms, citation, sizes. They name what is there."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from release_notes import notes_of

from shared.data.catalogue.reading import catalogue

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = sorted(path.parent.name for path in ROOT.glob("*_*/pyproject.toml"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
SESSIONS = set(
    re.findall(
        r"^@nox\.session.*?^def (\w+)", (ROOT / "noxfile.py").read_text("utf-8"), re.M | re.S
    )
)


def read(file: str | Path) -> str:
    return (ROOT / file).read_text(encoding="utf-8")


def commands_of(workflow: Path) -> list[str]:
    """Return the commands of a workflow's steps."""
    jobs = yaml.safe_load(read(workflow))["jobs"].values()
    return [step["run"] for job in jobs for step in job["steps"] if "run" in step]


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_dockerfile_copies_and_starts_what_is_there(assignment: str) -> None:
    text = read("Dockerfile").replace("${ASSIGNMENT}", assignment)
    copied = [line.split()[1:-1] for line in text.splitlines() if line.startswith("COPY ")]
    assert [one for sources in copied for one in sources if not (ROOT / one).exists()] == []
    assert re.search(r"^ARG ASSIGNMENT=(\w+)$", text, re.M)[1] in ASSIGNMENTS  # type: ignore[index]
    command = json.loads(re.search(r"^CMD (.*)$", text, re.M)[1])  # type: ignore[index]
    assert (ROOT / assignment / command[1]).exists()
    extras = tomllib.loads(read(f"{assignment}/pyproject.toml"))["project"]["optional-dependencies"]
    assert "test" in extras


def test_the_images_have_a_python_that_the_course_allows() -> None:
    wanted = tomllib.loads(read("shared/pyproject.toml"))["project"]["requires-python"]
    assert wanted == ">=3.11,<3.14"
    devcontainer = json.loads(read(".devcontainer/devcontainer.json"))["image"]
    for image in (devcontainer, re.search(r"^FROM (\S+)", read("Dockerfile"), re.M)[1]):  # type: ignore[index]
        assert re.search(r"python:3\.1[123]\b", image), image
    assert not [line for line in read(".dockerignore").split() if line.strip("*/") in ASSIGNMENTS]


def test_the_devcontainer_installs_and_opens_what_is_there() -> None:
    content = json.loads(read(".devcontainer/devcontainer.json"))
    command = content["postCreateCommand"]
    paths = re.findall(r"-[ec] '?(?:\./)?([\w./]+)", command)
    assert paths == ["constraints.txt", "shared", "work01_house_prices"]
    settings = content["customizations"]["vscode"]["settings"]
    inside = [value for value in settings.values() if "${containerWorkspaceFolder}" in str(value)]
    made = re.findall(r"-m venv (\S+)", command)
    for place in (value.removeprefix("${containerWorkspaceFolder}/") for value in inside):
        assert (ROOT / place).exists() or place.split("/")[0] in made, place


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_starts_sessions_and_scripts_that_are_there(workflow: Path) -> None:
    for command in commands_of(workflow):
        for sessions in re.findall(r"nox -s ([\w ]+)", command):
            assert set(sessions.split()) <= SESSIONS, command
        for script in re.findall(r"python3? (\S+\.py)", command):
            assert (ROOT / script).exists(), command


def test_each_week_newest_and_lowest_versions_run_on_three_systems() -> None:
    content = yaml.safe_load(read(".github/workflows/checks.yml"))
    assert content[True]["schedule"]  # YAML reads `on` as true
    matrix = content["jobs"]["versions"]["strategy"]["matrix"]
    assert {one.split("-")[0] for one in matrix["os"]} == {"ubuntu", "macos", "windows"}
    assert set(matrix["versions"]) == {"lowest", "newest"}


def test_citation_is_complete_and_of_the_newest_version() -> None:
    content = yaml.safe_load(read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= set(content)  # what CFF 1.2.0 asks for
    assert content["cff-version"] == "1.2.0"
    date.fromisoformat(content["date-released"])
    versions = re.findall(r"^## (.*)$", read("CHANGELOG.md"), re.M)
    assert versions[0] == "Unreleased"
    assert content["version"] == versions[1]
    assert notes_of(f"v{versions[1]}", read("CHANGELOG.md"), read("CITATION.cff"))


@pytest.mark.parametrize(
    ("tag", "said"), [("v0.3", "says nothing of 0.3"), ("v0.2", "has version 0.1, the tag 0.2")]
)
def test_a_tag_without_notes_or_citation_is_refused(tag: str, said: str) -> None:
    changes = "# Changes\n\n## Unreleased\n\n## 0.2\n\n- Two.\n\n## 0.1\n\n- One.\n"
    assert notes_of("v0.1", changes, "version: 0.1\n") == "- One.\n"
    assert notes_of("v0.2", changes, "version: 0.2\n") == "- Two.\n"
    with pytest.raises(ValueError, match=said):
        notes_of(tag, changes, "version: 0.1\n")


@pytest.mark.parametrize(
    "form", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[0-9]*.yml")), ids=lambda p: p.stem
)
def test_an_issue_form_is_one_that_github_takes(form: Path) -> None:
    content = yaml.safe_load(read(form))
    assert {"name", "description", "body"} <= set(content)
    asked: list[dict[str, Any]] = [one for one in content["body"] if one["type"] != "markdown"]
    assert asked
    ids = [one["id"] for one in asked]
    assert len(set(ids)) == len(ids)
    for one in asked:
        assert one["type"] in ("input", "textarea", "dropdown", "checkboxes")
        assert one["attributes"]["label"]


def test_every_download_is_told_beforehand_with_its_size() -> None:
    rows = dict(
        re.findall(
            r"^\| `([\w-]+)`(?: … `[\w-]+`)?: [^|]+ \| ([^|]+) \|",
            read("docs/teachers/machines.md"), re.M,
        )
    )  # fmt: skip
    grouped = {name for name in catalogue() if name.startswith("cifar10-resnet")}
    assert rows.keys() - grouped == catalogue().keys() - grouped
    assert rows.keys() & grouped
    for name in rows.keys() - grouped:
        megabytes = catalogue()[name].size / 1e6
        assert rows[name] == f"{max(megabytes, 1):.0f} MB", name
    assert all(1e6 <= catalogue()[name].size <= 4e6 for name in grouped)


def test_the_pages_of_the_api_name_each_room_of_shared() -> None:
    shared = ROOT / "shared" / "src" / "shared"
    rooms = {
        path.stem for path in shared.iterdir()
        if path.suffix in ("", ".py") and not path.name.startswith("_") and path.name != "py.typed"
    }  # fmt: skip
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "api").glob("*.md"))
    named = {
        name.split(".")[0] for name in re.findall(r"<!-- modules of shared\.([\w.]+) -->", pages)
    }
    assert named == rooms
