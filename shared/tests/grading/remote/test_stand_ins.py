"""Stand-ins behave as the objects in the student's process, and as nothing more."""

import numpy as np
import pytest

from shared.grading.errors import RemoteError, StudentDied
from shared.grading.hand_ins.hand_in import HandIn
from shared.grading.judging.judge import laid_out
from shared.grading.remote.stand_ins import Remote, Student, hold
from shared.grading.walls.limits import Limits

SOURCE = """
import numpy as np

class Layer:
    def __init__(self, weight, *, bias=0.0):
        self.weight, self.bias, self.name = weight, bias, None

    def forward(self, x):
        self.input = x
        return x @ self.weight + self.bias

    def itself(self):
        return self

    def __eq__(self, other):
        return True

    def __array__(self, *args, **kwargs):
        return np.zeros(3)

    def __len__(self):
        return 3

def apply(function, *args, **kwargs):
    return function(*args, **kwargs)

def many():
    return (1, 2.5, "a", None, [np.arange(3)], {"x": (True,)})

def mean(values):
    return values.mean()

def fail(message):
    raise ValueError(message)
"""


@pytest.fixture(scope="module")
def student(judge):
    with laid_out(judge, HandIn("student", {"work90_toy.sums": SOURCE.encode()})) as place:
        student = Student("subprocess", place, Limits())
        yield student
        student._close()


def test_objects_are_made_changed_called_and_read(student):
    weight, x = np.arange(6.0).reshape(2, 3), np.ones((4, 2))
    layer = student.sums.Layer(weight, bias=1.0)
    assert isinstance(layer, Remote)
    assert type(layer).__name__ == "Layer"
    assert np.array_equal(layer.forward(x), x @ weight + 1)
    layer.bias = np.array([1.0, 2.0, 3.0])
    layer.name = None
    assert np.array_equal(layer.forward(x), x @ weight + [1, 2, 3])
    assert np.array_equal(layer.input, x)


def test_what_lives_there_can_be_handed_back(student):
    layer = student.sums.Layer(np.eye(2))
    assert np.array_equal(student.sums.apply(layer.forward, np.ones((1, 2))), np.ones((1, 2)))
    assert np.array_equal(student.sums.apply(layer.forward, x=np.ones((1, 2))), np.ones((1, 2)))


def test_containers_arrive_with_their_types(student):
    first, *_, arrays, table = student.sums.many()
    assert (first, table) == (1, {"x": (True,)})
    assert type(table["x"]) is tuple
    assert np.array_equal(arrays[0], np.arange(3))


def test_a_held_value_stays_where_it_is(student):
    held = hold(student.sums.apply, student.sums.Layer(np.eye(2)).forward, np.ones((1, 2)))
    assert isinstance(held, Remote)
    assert student.sums.mean(held) == 1.0
    assert hold(abs, -2) == 2


def test_special_methods_are_not_asked_for(student):
    layer = student.sums.Layer(np.eye(2))
    assert layer != 3
    assert layer != student.sums.Layer(np.eye(2))
    assert np.asarray(layer).dtype == object
    for name in ("__array_interface__", "__array__", "__array_ufunc__", "__reduce__x"):
        assert not hasattr(layer, name)
    with pytest.raises(TypeError):
        len(layer)
    with pytest.raises(TypeError, match="no truth value"):
        bool(layer)


def test_an_exception_tells_its_message_and_place(student):
    with pytest.raises(RemoteError, match=r"ValueError: no way \(sums.py, line \d+\)"):
        student.sums.fail("no way")
    with pytest.raises(RemoteError, match="AttributeError"):
        student.sums.nothing()
    with pytest.raises(RemoteError, match="ModuleNotFoundError"):
        student.elsewhere.f()


def test_a_check_cannot_hand_over_what_is_no_value(student):
    with pytest.raises(TypeError, match="cannot hand over Generator"):
        student.sums.mean(np.random.default_rng())


def test_a_stand_in_ends_with_its_process(student):
    layer = student.sums.Layer(np.eye(2))
    student._close()
    student._begin()
    with pytest.raises(StudentDied, match="went with the process"):
        layer.forward(np.ones((1, 2)))
    with pytest.raises(StudentDied, match="went with the process"):
        student.sums.apply(layer.forward)
    assert student.sums.many()
