"""Each operator makes the mistakes that its docstring names, and no others."""

import ast
import textwrap

import pytest

from shared.grading.mutation.changes import OPERATORS, changes
from shared.grading.mutation.facts import facts_of

EXAMPLES = {
    "arithmetic": [
        ("return a + b", {"return a - b"}),
        ("return a * b", {"return a / b"}),
        ("return a ** b", {"return a * b"}),
        ("return a // b", {"return a % b"}),
        ("return a @ b", {"return b @ a"}),
        ("a += b\nreturn a", {"a -= b\nreturn a"}),
        ("return a | b", {"return a & b"}),
    ],
    "dropped term": [
        ("return a + b", {"return a", "return b"}),
        ("return a / b", {"return a"}),
        ("return a @ b", set()),
        ("a = a + b\nreturn a", {"a = b\nreturn a"}),
    ],
    "comparison": [
        ("return a < b", {"return a <= b"}),
        ("return a >= b", {"return a > b"}),
        ("return a == b", {"return a != b"}),
        ("return a in b", {"return a not in b"}),
        ("return 1 <= a < b", {"return 1 < a < b", "return 1 <= a <= b"}),
    ],
    "boolean": [("return a and b", {"return a or b", "return a", "return b"})],
    "negation": [
        ("return -a", {"return a"}),
        ("return not a", {"return a"}),
        ("return a[~b]", {"return a[b]"}),
        ("return a[-1]", {"return a[1]"}),
        ("return a.sum(dim=-1)", set()),
        ("return a.gather(-1, b).sum(-1)", set()),
        ("return a.shape[-1] + a.shape[-2:]", set()),
        ("return range(b, -1, -1)", {"return range(b, 1, -1)", "return range(b, -1, 1)"}),
    ],
    "constant": [
        ("return a[0]", {"return a[1]"}),
        ("return a[3]", {"return a[2]", "return a[4]"}),
        ("return a[-1]", {"return a[-2]", "return a[0]"}),
        ("return a + 1", {"return a + 2"}),
        ("return 1 - a", {"return 0 - a", "return 2 - a"}),
        ("return 0.5 * a", {"return 1.0 * a"}),
        ("return a + 1e-05", {"return a + 2e-05", "return a + 0.0"}),
        ("return a + 1e-12", {"return a + 0.0"}),
        ("return f(a, True)", {"return f(a, False)"}),
        ("return f(a, device=1, strict=True)", set()),
        ("return f(a, indexing='ij')", {"return f(a, indexing='xy')"}),
    ],
    "axis": [
        ("return a.sum(dim=1)", {"return a.sum(dim=0)", "return a.sum(dim=2)"}),
        ("return a.sum(dim=-1)", {"return a.sum(dim=-2)", "return a.sum(dim=0)"}),
        ("return a.sum(axis=(0, 2))", {"return a.sum(axis=(0,))", "return a.sum(axis=(2,))"}),
        ("return f(a, keepdim=True)", {"return f(a, keepdim=False)"}),
        ("return a.T", {"return a"}),
        ("return a.transpose(1, 2)", {"return a"}),
        ("return einsum('ij->ij', a)", {"return einsum('ij->ji', a)"}),
    ],
    "gradient": [
        ("return f(a.detach())", {"return f(a)"}),
        ("return a.clone()", {"return a"}),
    ],
    "dtype": [
        ("return f(a.double())", {"return f(a.float())", "return f(a)"}),
        ("return a.to(b.dtype)", {"return a"}),
        ("return a.to(b.device)", set()),
        ("return f(a, dtype=np.float64)", {"return f(a, dtype=np.float32)"}),
    ],
    "call": [
        ("return torch.tanh(a)", {"return a"}),
        ("return self.norm(a)", {"return a"}),
        ("return a.clamp(min=0)", {"return a"}),
        ("return float(a)", set()),
        ("return a.append(b)", set()),
    ],
    "swapped": [
        ("return f(a, b)", {"return f(b, a)"}),
        ("return f(a, a)", set()),
        ("return max(a, b)", set()),
        ("return a.transpose(1, 2)", set()),
        ("return f(a, 1)", set()),
        ("return a[:, None]", {"return a[None, :]"}),
        ("return (a, b)", {"return (b, a)"}),
        ("c, d = a\nreturn c", {"d, c = a\nreturn c"}),
        ("return a in (1, 2)", set()),
    ],
    "off by one": [
        ("return range(a)", {"return range(a - 1)", "return range(a + 1)", "return range(1, a)"}),
        ("return a[b:]", {"return a[b - 1:]", "return a[b + 1:]"}),
        ("return a[::b]", {"return a[:]"}),
        ("return a[:b + 1]", set()),
    ],
    "exchanged": [
        ("return min(a)", {"return max(a)"}),
        ("return np.sum(a)", {"return np.mean(a)"}),
        ("return a.argmax()", {"return a.argmin()"}),
        ("return sum(a)", set()),
    ],
    "keyword": [
        ("return f(a, key=b)", {"return f(a)"}),
        ("return f(a, device=b, keepdim=True)", set()),
        ("return f(a, side='left')", set()),
        ("return f(a, side='right')", {"return f(a)"}),
        ("return a.argsort(dim=-1)", set()),
        ("return a.argsort(dim=0)", {"return a.argsort()"}),
    ],
    "name": [
        ("rows, columns = a\nreturn rows", {"rows, columns = a\nreturn columns"}),
        ("return self.left @ self.right", {"return self.right @ self.right",
                                           "return self.left @ self.left"}),
        ("return rows", set()),
    ],
    "statement": [
        ("a += b\nreturn a", {"return a"}),
        ("f(a)\nreturn a", {"return a"}),
        ("a[0] = b\nreturn a", {"return a"}),
        ("a = f(a)\nreturn a", {"return a"}),
        ("c = f(a)\nreturn c", set()),
        ("for c in a:\n    f(c)\n", {"for c in a:\n    pass"}),
    ],
    "condition": [
        ("if a:\n    b = 1\nreturn b", {"b = 1\nreturn b", "return b"}),
        ("if a:\n    raise ValueError('no')\nreturn b", {"return b"}),
        ("if a:\n    return 1\nelse:\n    return 2", {"return 1", "return 2"}),
        ("return b if a else self", {"return b", "return self"}),
        ("return [c for c in a if c]", {"return [c for c in a]"}),
    ],
    "loop": [
        ("for c in a:\n    f(c)", {"for c in a:\n    f(c)\n    break"}),
        ("while a:\n    a = f(a)\nreturn a", {"while a:\n    a = f(a)\n    break\nreturn a"}),
    ],
    "mode": [("with torch.no_grad():\n    a = b\nreturn a", {"a = b\nreturn a"})],
    "result": [
        (
            "return a",
            {
                "return (result := a).new_zeros(result.shape)",
                "return (result := a)[:1].expand_as(result)",
                "return a.detach()",
            },
        ),
        ("return None", set()),
        ("return torch.full((2,), 7)", {"return torch.full((2,), 7).detach()"}),
        ("return a.detach()", {
            "return (result := a.detach()).new_zeros(result.shape)",
            "return (result := a.detach())[:1].expand_as(result)",
        }),
    ],
    "argument": [
        (
            "return b",
            {
                "given = a\ntry:\n    return b\nfinally:\n    given.data.zero_()",
                "given = b\ntry:\n    return b\nfinally:\n    given is not None and given.clear()",
            },
        ),
    ],
}  # fmt: skip

SIGNATURE = 'def f(self, a: Float[Tensor, "row"], b: list[int] | None) -> Float[Tensor, "row"]:\n'


def changed_bodies(body, kind, signature=SIGNATURE):
    module = ast.parse(
        f"import torch\nimport numpy as np\n{signature}{textwrap.indent(body, '    ')}"
    )
    function = module.body[-1]
    found = changes(function, facts_of(function, module, {}, is_exercise=True))
    assert len({change.says for change in found}) == len(found)
    return {
        ast.unparse(ast.parse(textwrap.dedent(change.function)).body[0].body)
        for change in found
        if change.kind == kind
    }


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [(kind, body, after) for kind, examples in EXAMPLES.items() for body, after in examples],
)
def test_an_operator_makes_its_mistakes(kind, body, expected):
    assert changed_bodies(body, kind) == {
        ast.unparse(
            ast.parse(textwrap.indent(text, "    ").join(["def f():\n", "\n"])).body[0].body
        )
        for text in expected
    }


def test_every_operator_has_examples():
    assert EXAMPLES.keys() == OPERATORS.keys()


def test_a_decorator_that_stops_gradients_is_dropped():
    module = ast.parse("@torch.no_grad()\ndef f(a):\n    return a\n")
    (function,) = module.body
    found = changes(function, facts_of(function, module, {}, is_exercise=True))
    assert [change.function for change in found] == ["def f(a):\n    return a"]
    assert found[0].says == "@torch.no_grad() → removed"


def test_texts_signature_annotations_and_errors_stay():
    body = (
        '"""Add 1."""\nassert a + 1\nc: Final[3] = b\nif a:\n    raise ValueError(f"{a + 1} {-b}")'
    )
    signature = "def f(a: int = 1, b: int = -2):\n"
    for kind in OPERATORS.keys() - {"condition"}:
        assert not changed_bodies(body, kind, signature)


def test_what_takes_numbers_only_has_no_gradient_to_lose():
    signature = "def f(a: int, b: Int64[Tensor, ' row']) -> Float[Tensor, ' row']:\n"
    assert changed_bodies("return a", "result", signature) == {
        "return (result := a).new_zeros(result.shape)",
        "return (result := a)[:1].expand_as(result)",
    }


def test_a_description_is_short_and_unique_and_no_line_number_is_in_it():
    module = ast.parse(
        "def f(a):\n    if a:\n        b = a + 1\n    else:\n        b = (a + 1) * 5\n    return b"
    )
    (function,) = module.body
    found = changes(function, facts_of(function, module, {}, is_exercise=True))
    says = [change.says for change in found]
    assert "a + 1 → a - 1 in b = a + 1" in says
    assert "a + 1 → a - 1 in b = (a + 1) * 5" in says
    assert "if a: → never" in says
    ast.increment_lineno(module, 7)
    moved = changes(function, facts_of(function, module, {}, is_exercise=True))
    assert [change.says for change in moved] == says


def test_the_tree_is_as_before_afterwards():
    module = ast.parse("def f(a):\n    a += 1\n    return a[0]")
    before = ast.unparse(module)
    changes(module.body[0], facts_of(module.body[0], module, {}, is_exercise=True))
    assert ast.unparse(module) == before
