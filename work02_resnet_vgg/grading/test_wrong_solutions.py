"""The rubric is sound: the reference earns all points, each wrong solution loses its own alone."""

import ast
import importlib
import importlib.util
import sys
import tomllib
from pathlib import Path
from types import FunctionType, ModuleType

import numpy as np
import pytest
import torch

PACKAGE = "work02_resnet_vgg"
GRADING = Path(__file__).parent
WRONG = sorted((GRADING / "wrong").glob("*.py"))
RUBRIC = tomllib.loads((GRADING / "rubric.toml").read_text())
EXERCISES = RUBRIC["exercise"]
EXERCISE_OF_CHECK = {check: exercise for exercise in EXERCISES for check in exercise["checks"]}
SEEDS = range(3)


def load(path: Path) -> ModuleType:
    """Import a file of this folder, which is no installed package."""
    spec = importlib.util.spec_from_file_location(f"grading_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def fresh_package() -> ModuleType:
    """Import a second copy of the package, which can be patched while the first stays as it is."""

    def ours(name: str) -> bool:
        return name == PACKAGE or name.startswith(f"{PACKAGE}.")

    originals = {name: sys.modules.pop(name) for name in list(sys.modules) if ours(name)}
    try:
        package = importlib.import_module(PACKAGE)
        for exercise in EXERCISES:
            importlib.import_module(exercise["object"].partition(":")[0])
        return package
    finally:
        for name in list(sys.modules):
            if ours(name):
                del sys.modules[name]
        sys.modules.update(originals)


CHECKS = load(GRADING / "checks.py")
REFERENCE = fresh_package()
STUDENT = fresh_package()


def find(root: ModuleType, target: str) -> tuple[object, str]:
    """Return what holds the object `package.module:Class.method` in `root`, and its last name."""
    module, _, path = target.partition(":")
    holder = getattr(root, module.removeprefix(f"{PACKAGE}."))
    *outer, name = path.split(".")
    for part in outer:
        holder = getattr(holder, part)
    return holder, name


def run(check: str, seed: int) -> None:
    getattr(CHECKS, check)(STUDENT, REFERENCE, np.random.default_rng(seed))


@pytest.mark.parametrize("check", EXERCISE_OF_CHECK)
def test_the_reference_passes(check):
    for seed in SEEDS:
        run(check, seed)


class Proxy:
    """An object behind a wall that only plain values, arrays and other proxies pass, as copies."""

    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattr__(self, name):
        return outwards(getattr(self._target, name))

    def __setattr__(self, name, value):
        setattr(self._target, name, inwards(value))

    def __call__(self, *args, **kwargs):
        return outwards(self._target(*inwards(args), **inwards(kwargs)))


def inwards(value):
    if type(value) is Proxy:
        return value._target
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) is torch.Tensor:
        return value.clone()
    if type(value) in (list, tuple):
        return [inwards(item) for item in value]
    if type(value) is dict:
        return {key: inwards(item) for key, item in value.items()}
    assert value is None or type(value) in (bool, int, float, str), f"a check hands over {value!r}"
    return value


def outwards(value):
    if type(value) in (list, tuple):
        return [outwards(item) for item in value]
    if type(value) is dict:
        return {key: outwards(item) for key, item in value.items()}
    if type(value) is np.ndarray:
        return value.copy()
    if type(value) is torch.Tensor:
        return value.detach().clone()
    if value is None or type(value) in (bool, int, float, str):
        return value
    return Proxy(value)


@pytest.mark.parametrize("check", EXERCISE_OF_CHECK)
def test_a_check_needs_only_what_passes_between_two_processes(check):
    getattr(CHECKS, check)(Proxy(STUDENT), REFERENCE, np.random.default_rng(0))


def at_home(wrong, name):
    """Let a wrong solution see the names of the student's module, as if it stood there."""
    module = getattr(STUDENT, wrong.OBJECT.partition(":")[0].removeprefix(f"{PACKAGE}."))
    for shared_name in (set(vars(wrong)) & set(vars(module))) - {name}:
        if not shared_name.startswith("__"):
            setattr(wrong, shared_name, getattr(module, shared_name))


@pytest.mark.filterwarnings("ignore")  # the comparison must find the mistake, not a warning
@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_solution_loses_its_own_exercise_and_no_other(path, monkeypatch):
    wrong = load(path)
    holder, name = find(STUDENT, wrong.OBJECT)
    at_home(wrong, name)
    monkeypatch.setattr(holder, name, getattr(wrong, name))
    own = EXERCISE_OF_CHECK[wrong.CAUGHT_BY]
    assert own["object"] == wrong.OBJECT
    for seed in SEEDS:
        with pytest.raises(Exception):  # noqa: B017, PT011 - a crash is caught as well as a difference
            run(wrong.CAUGHT_BY, seed)
    for check, exercise in EXERCISE_OF_CHECK.items():
        if exercise is not own:
            run(check, seed=0)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise["id"])
def test_an_unsolved_exercise_loses_its_points(exercise, monkeypatch):
    holder, name = find(STUDENT, exercise["object"])

    def unsolved(*args, **kwargs):
        raise NotImplementedError(f"exercise {exercise['id']}: {exercise['title']}")

    monkeypatch.setattr(holder, name, unsolved)
    for check in exercise["checks"]:
        with pytest.raises(NotImplementedError):
            run(check, seed=0)


@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_wrong_solution_is_one_function_with_the_objects_signature(path):
    tree = ast.parse(path.read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    wrong = load(path)
    holder, name = find(REFERENCE, wrong.OBJECT)
    assert wrong.__doc__, "say the mistake in the docstring"
    assert [function.name for function in functions] == [name]
    assert arguments(getattr(wrong, name)) == arguments(getattr(holder, name))


def arguments(function: FunctionType) -> tuple:
    code = function.__code__
    names = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    # A default may be a function of the package, of which there are several copies here.
    defaults = [getattr(value, "__qualname__", value) for value in function.__defaults__ or ()]
    return names, defaults, function.__kwdefaults__


def test_every_exercise_has_a_wrong_solution():
    tried = {load(path).OBJECT for path in WRONG}
    assert tried == {exercise["object"] for exercise in EXERCISES}


def test_every_check_belongs_to_exactly_one_exercise():
    listed = [check for exercise in EXERCISES for check in exercise["checks"]]
    public = [
        name
        for name, value in vars(CHECKS).items()
        if isinstance(value, FunctionType) and name[0] != "_" and "rng" in arguments(value)[0]
    ]
    assert sorted(listed) == sorted(public)
    assert len(set(listed)) == len(listed)


def test_the_points_add_up_and_each_exercise_is_complete():
    assert sum(exercise["points"] for exercise in EXERCISES) == RUBRIC["assignment"]["points"]
    keys = {"id", "title", "object", "points", "checks", "reading"}
    assert all(set(exercise) == keys for exercise in EXERCISES)
    ids = [exercise["id"] for exercise in EXERCISES]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise["id"])
def test_an_exercises_object_exists_and_its_docstring_specifies_it(exercise):
    holder, name = find(REFERENCE, exercise["object"])
    assert callable(getattr(holder, name))
    assert getattr(holder, name).__doc__
