"""How alike hand-ins are: a hint where to look, never a verdict.

Each solution becomes a sequence of tokens, in which every name of the student's own choosing is
the same token; the hand-ins are then compared by their shingles, the runs of `SHINGLE` tokens
(Broder 1997, "On the resemblance and containment of documents"). What the starter gives, and what
nearly everyone writes, does not count.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Mapping
from itertools import combinations

from shared.grading.assignment.rubric import Rubric

SHINGLE = 12
COMMON = 0.5  # a shingle that more than this part of the class has is everyone's
LEAST = 0.3
MAX_PAIRS = 200
SMALL_CLASS = 6

Shingles = frozenset[tuple[str, ...]]


def tokens(source: str) -> list[str]:
    """Return the tokens of Python code, without comments and layout, with names made alike."""
    listed = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            listed.append(token.string if keyword.iskeyword(token.string) else "name")
        elif token.type == tokenize.NUMBER or token.type == tokenize.OP:
            listed.append(token.string)
    return listed


def shingles(rubric: Rubric, sources: Mapping[str, bytes]) -> Shingles:
    """Return the shingles of the functions that the rubric asks for."""
    result: set[tuple[str, ...]] = set()
    for exercise in rubric.exercises:
        try:
            text = sources.get(exercise.module, b"").decode("utf-8")
            solution = _solution(text, exercise.qualified_name)
            listed = tokens(solution)
        except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
            continue  # a file that is no Python resembles nothing
        runs = range(len(listed) - SHINGLE + 1)
        result.update((exercise.id, *listed[start : start + SHINGLE]) for start in runs)
    return frozenset(result)


def _solution(text: str, qualified_name: str) -> str:
    """Return the body of a function, without its docstring; empty if there is none."""
    node: ast.AST = ast.parse(text)
    for name in qualified_name.split("."):
        parts = getattr(node, "body", [])
        kinds = (ast.FunctionDef, ast.ClassDef)
        named = [part for part in parts if isinstance(part, kinds) and part.name == name]
        if not named:
            return ""
        node = named[-1]
    body = node.body if isinstance(node, ast.FunctionDef) else []
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return ast.unparse(ast.Module(list(body), []))


def similar_pairs(
    rubric: Rubric, hand_ins: Mapping[str, Mapping[str, bytes]]
) -> list[tuple[str, str, float]]:
    """Return the most alike pairs, and the part of the smaller one's shingles that the other has too.

    In a class of some size, shingles that more than half of it share are left out.
    """
    sets = {name: shingles(rubric, sources) for name, sources in hand_ins.items()}
    counts = Counter(shingle for listed in sets.values() for shingle in listed)
    if len(sets) >= SMALL_CLASS:
        everyones = {shingle for shingle, n in counts.items() if n > COMMON * len(sets)}
        sets = {name: listed - everyones for name, listed in sets.items()}
    pairs = []
    for (a, of_a), (b, of_b) in combinations(sets.items(), 2):
        if of_a and of_b:
            similarity = len(of_a & of_b) / min(len(of_a), len(of_b))
            if similarity >= LEAST:
                pairs.append((a, b, similarity))
    return sorted(pairs, key=lambda pair: -pair[2])[:MAX_PAIRS]
