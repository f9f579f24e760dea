"""A ready function is noticed through whatever door it is called, and nothing else is."""

import importlib
import sys

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("torchvision")

from shared.grading.remote.ready_functions import ReadyFunctions  # noqa: E402

SOURCE = """
import torch
import torchvision
from torch.nn import functional as F

image, filters = torch.randn(1, 2, 5, 5), torch.randn(3, 2, 3, 3)
boxes, scores = torch.tensor([[0.0, 0, 1, 1], [0, 0, 2, 2]]), torch.rand(2)
WHOLE = (None, [1, 1], [0, 0], [1, 1], False, [0, 0], 1)
"""
DOORS = {
    "torch.nn.functional.conv2d": [
        "F.conv2d(image, filters)",
        "torch.conv2d(image, filters)",
        "torch.nn.Conv2d(2, 3, 3)(image)",
        "torch._VF.conv2d(image, filters)",
        "torch._C._VariableFunctions.conv2d(image, filters)",
        "torch.ops.aten.conv2d(image, filters)",
        "torch.ops.aten.convolution(image, filters, *WHOLE)",
        "torch.ops.aten.convolution.default(image, filters, *WHOLE)",
        "torch.func.vmap(lambda one: torch.ops.aten.conv2d(one, filters))(image)",
    ],
    "torch.nn.functional.layer_norm": ["torch.ops.aten.native_layer_norm(image, [5], None, None, 1e-5)"],
    "torch.nn.functional.batch_norm": [
        "torch._native_batch_norm_legit(image, None, None, True, 0.1, 1e-5)",
        "torch.ops.aten._native_batch_norm_legit.no_stats(image, None, None, True, 0.1, 1e-5)",
    ],
    "torch.nn.functional.softmax": ["torch.ops.aten._softmax(image, 1, False)", "image.softmax(1)"],
    "torch.ops.aten.sigmoid_backward": ["torch.ops.aten.sigmoid_backward.default(image, image)"],
    "torch.nn.functional.unfold": ["torch._C._nn.im2col(image, [3, 3], [1, 1], [0, 0], [1, 1])"],
    "torch.nn.functional.cross_entropy": [
        "torch._C._nn.cross_entropy_loss(scores[None], torch.tensor([0]))"
    ],
    "torchvision.ops.nms": [
        "torchvision.ops.nms(boxes, scores, 0.5)",
        "torch.ops.torchvision.nms(boxes, scores, 0.5)",
    ],
}  # fmt: skip
OTHERS = (
    "image @ image, image.unfold(2, 2, 1), F.unfold(image, 3), image.exp().sum(1), scores.sort()"
)


@pytest.fixture
def notice(tmp_path, monkeypatch):
    """Return a function that says which of the names an expression in the hand-in's file calls."""
    monkeypatch.syspath_prepend(tmp_path)
    numbers = iter(range(100))

    def called(expression: str, names: list[str]) -> set[str]:
        name = f"hand_in_{next(numbers)}"
        file = tmp_path / f"{name}.py"
        file.write_text(f"{SOURCE}\ndef solution():\n    return {expression}\n")
        solution = importlib.import_module(name).solution
        ready = ReadyFunctions(str(tmp_path), {})
        try:
            ready.begin(names, str(file))
            solution()
            return set(ready.called)
        finally:
            ready.doors.close()
            del sys.modules[name]

    return called


@pytest.fixture(autouse=True)
def originals(monkeypatch):
    """Leave torch's functions as they are: here only the operators' doors are looked at."""
    monkeypatch.setattr(ReadyFunctions, "install", lambda self, names: None)


@pytest.mark.parametrize(
    ("name", "expression"), [(name, door) for name, doors in DOORS.items() for door in doors]
)
def test_an_operator_is_noticed_through_every_door(notice, name, expression):
    assert notice(expression, [name]) == {name}


def test_what_is_not_on_the_list_is_not_noticed(notice):
    assert not notice(OTHERS, list(DOORS))


def test_a_call_that_another_file_makes_does_not_count(notice, tmp_path):
    (tmp_path / "given.py").write_text(
        f"{SOURCE}\ndef given():\n    return F.conv2d(image, filters)\n"
    )
    name = "torch.nn.functional.conv2d"
    assert not notice("__import__('given').given()", [name])


@pytest.mark.parametrize("file", ["text", "__file__"])
def test_text_that_a_solution_carries_out_counts_wherever_it_says_it_is_from(notice, file):
    name = "torch.nn.functional.conv2d"
    file = repr(file) if file == "text" else file
    text = "torch.ops.aten.conv2d(image, filters)"
    assert notice(f"exec(compile({text!r}, {file}, 'exec'))", [name]) == {name}


def test_what_a_file_does_while_it_is_imported_does_not_count(notice, tmp_path):
    (tmp_path / "late.py").write_text(f"{SOURCE}\nSUM = F.conv2d(image, filters).sum()\n")
    assert not notice("__import__('late').SUM", ["torch.nn.functional.conv2d"])


def test_an_estimator_that_is_noticed_still_tells_its_parameters():
    base = pytest.importorskip("sklearn.base")

    class Line(base.BaseEstimator):
        def __init__(self, slope=2.0):
            self.slope = slope

    ReadyFunctions("nowhere", {})._replace("given.Line", None, "Line", Line)
    assert Line().get_params() == {"slope": 2.0}
