"""The mutants of the toy course: what is changed, what is not, and which are drawn."""

from dataclasses import replace

import pytest
from toy_course import SUMS

from shared.grading.assignment.rubric import load_rubric
from shared.grading.errors import RubricError
from shared.grading.mutation.equivalent import Equivalent, load_equivalents, stale
from shared.grading.mutation.facts import kind_of, type_aliases
from shared.grading.mutation.mutants import mutants_of, sample, unchanged


def test_an_exercise_has_mutants_of_its_function_and_of_its_own_helpers(rubric):
    mutants = mutants_of(rubric)
    assert mutants.keys() == {"1.1", "1.2", "2.1"}
    said = {mutant.says for mutant in mutants["1.1"]}
    assert "_added: math.fsum(values) → values" in said
    # the tests use it, so it is given
    assert not any("_used" in mutant.says.partition(":")[0] for mutant in mutants["1.1"])
    assert "Scale._product: self.factor * x → x" in {mutant.says for mutant in mutants["1.2"]}


def test_a_mutant_is_its_module_with_one_function_changed(rubric):
    mutants = mutants_of(rubric)["1.2"]
    (mutant,) = [m for m in mutants if m.says == "Scale._product: self.factor * x → x"]
    assert mutant.source == SUMS.replace("return self.factor * x", "return x")
    assert mutant.difference == "-    return self.factor * x\n+    return x"
    assert len({m.source for m in mutants}) == len(mutants)
    for one in mutants:
        compile(one.source, "mutant", "exec")


def test_a_gradient_asked_by_hand_need_not_have_one_itself(rubric, project):
    file = project / "src" / rubric.name / "honest.py"
    before = file.read_text()
    file.write_text(before.replace("x: float) -> float", "x: Tensor) -> Tensor"))
    double = rubric.exercises[2]
    by_hand = replace(double, not_allowed=("torch.autograd.grad",))
    found = {}
    for exercise in (double, by_hand):
        alone = replace(rubric, exercises=(exercise,))
        found[exercise] = {mutant.says for mutant in mutants_of(alone)["2.1"]}
    file.write_text(before)
    assert found[double] - found[by_hand] == {"return 2 * x → return (2 * x).detach()"}


def test_without_a_mistake_a_module_is_the_same_but_for_layout(rubric):
    exercise = rubric.exercises[0]
    plain = unchanged(rubric, exercise)
    assert plain == SUMS.replace("    # the answer's comment\n", "")


def test_a_sample_has_all_kinds_and_is_the_same_each_time(rubric):
    mutants = [mutant for listed in mutants_of(rubric).values() for mutant in listed]
    kinds = {mutant.kind for mutant in mutants}
    drawn = sample(mutants, len(kinds), seed=0)
    assert {mutant.kind for mutant in drawn} == kinds
    assert sample(mutants, len(kinds), seed=0) == drawn
    assert len({tuple(sample(mutants, len(kinds), seed=seed)) for seed in range(9)}) > 1
    assert sample(mutants, 1000, seed=0) == mutants


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Float[Tensor, 'batch class']", "tensor"),
        ("Float[Tensor, '']", "scalar tensor"),
        ("Bool[Tensor, 'batch']", "whole tensor"),
        ("Float[np.ndarray, 'rows']", "array"),
        ("Tensor", "tensor"),
        ("float", "number"),
        ("list[Tensor]", "list"),
        ("Callable[[Tensor], Tensor]", ""),
        ("Model", ""),
    ],
)
def test_annotations_say_what_a_value_is(text, kind):
    assert kind_of(text) == kind


def test_types_with_names_are_found_here_and_in_the_project(tmp_path):
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack/types.py").write_text("Boxes = Float[Tensor, 'box 4']\n")
    file = tmp_path / "pack/code.py"
    file.write_text("from pack.types import Boxes as B\nImages = Float[Tensor, 'b']\n")
    assert type_aliases(file, tmp_path) == {
        "B": "Float[Tensor, 'box 4']",
        "Images": "Float[Tensor, 'b']",
    }


ENTRY = """[[equivalent]]
exercise = "1.1"
mutant = "kept(x) → x"
reason = "A copy."
"""


@pytest.fixture
def listing(project):
    """Write the toy's list of equivalents; it is gone afterwards."""
    path = project / "grading" / "equivalent.toml"
    yield path.write_text
    path.unlink(missing_ok=True)


def test_the_list_of_equivalents_is_read_and_stale_entries_are_named(project, listing):
    rubric = load_rubric(project)
    assert load_equivalents(rubric) == []
    listing(ENTRY + ENTRY.replace("kept(x)", "gone(x)"))
    entries = load_equivalents(rubric)
    assert entries[0] == Equivalent("1.1", "kept(x) → x", "A copy.")
    mutants = mutants_of(rubric)
    assert stale(entries, mutants) == [entries[1]]
    assert stale(entries, {"1.2": mutants["1.2"]}) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[equivalent", "cannot be read"),
        ("[other]", "nothing but several"),
        (ENTRY.replace("reason", "why"), "entry 1: expected exercise, mutant, reason"),
        (ENTRY.replace("A copy.", " "), "none empty"),
        (ENTRY.replace("1.1", "7.7"), "no exercise '7.7'"),
        (ENTRY + ENTRY, "entry 2 stands there twice"),
    ],
)
def test_a_wrong_list_is_named(project, listing, text, said):
    listing(text)
    with pytest.raises(RubricError, match=said):
        load_equivalents(load_rubric(project))
