"""A hand-in can read no answers, no environment, and reaches no network."""

import socket
from dataclasses import replace

import pytest
from attacks import HONEST_POINTS, source
from toy_course import LIMITS

READS_ANSWERS = """
import os, sys
from pathlib import Path

PLACES = {places!r}


def listed(folder):
    try:
        return os.listdir(folder)
    except OSError:
        return []


def answers():
    for place in PLACES:
        yield Path(place)
    for number in ['self', str(os.getppid()), *filter(str.isdigit, listed('/proc'))]:
        for link in ('root', 'cwd'):
            yield Path('/proc', number, link, *Path(PLACES[0]).parts[1:])
        try:
            for part in Path('/proc', number, 'environ').read_text().split(chr(0)):
                yield Path(part.partition('=')[2], 'src/work90_toy/sums.py')
        except (OSError, ValueError):
            pass
    for folder in sys.path + [os.environ.get('HOME', ''), '..', '../..']:
        for rubric in Path(folder).glob('../**/rubric.toml'):
            yield rubric.parent.parent / 'src/work90_toy/sums.py'


def answer():
    own = Path(__file__).read_text()
    for place in answers():
        try:
            text = place.read_text()
        except (OSError, ValueError):
            continue
        if text != own and 'def total' in text and 'NotImplementedError' not in text:
            names = {{}}
            exec(text, names)
            return names
    raise LookupError('no answer')


def total(x):
    return answer()['total'](x)


class Scale:
    def __init__(self, factor):
        self.factor = factor

    def apply(self, x):
        return answer()['Scale'](self.factor).apply(x)
"""


@pytest.mark.parametrize("level", ["container", "bubblewrap", "namespaces", "subprocess"])
def test_the_answers_cannot_be_read(level, project, grade_sums, at_level, tmp_path, monkeypatch):
    at_level(level)
    copy = tmp_path / "answers.py"
    copy.write_text((project / "src/work90_toy/sums.py").read_text())
    monkeypatch.setenv("COURSE", str(project))
    places = [project / "src/work90_toy/sums.py", copy, project / "grading/rubric.toml"]
    # It looks through all installed packages, which takes a while on a busy machine.
    patient = replace(LIMITS, call_seconds=20)
    attack = READS_ANSWERS.format(places=[str(place) for place in places])
    graded = grade_sums(attack, limits=patient)
    if level == "subprocess" and "landlock" not in graded.sandbox["within"]:
        pytest.skip("without Landlock nothing closes files to a plain subprocess, as documented")
    assert graded.score == HONEST_POINTS
    assert "LookupError" in graded.exercises[0].explanation


def test_the_attack_on_the_answers_works_where_nothing_stops_it(project):
    places = [str(project / "src/work90_toy/sums.py")]
    names = {"__file__": __file__}
    exec(READS_ANSWERS.format(places=places), names)
    assert names["total"]([1.0, 2.0]) == 3


@pytest.mark.parametrize("level", ["container", "bubblewrap", "namespaces", "subprocess"])
def test_there_is_no_network_and_no_environment(level, grade_sums, at_level, monkeypatch):
    at_level(level)
    monkeypatch.setenv("SECRET_TOKEN", "swordfish")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        graded = grade_sums(
            source(
                f"""
                import os, socket
                assert 'swordfish' not in str(os.environ), 'environment'
                try:
                    socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 1)
                except OSError:
                    raise LookupError('no network')
                return 0.0
                """
            )
        )
        with pytest.raises(BlockingIOError):
            server.accept()
    assert graded.score == HONEST_POINTS
    assert "no network" in graded.exercises[0].explanation
