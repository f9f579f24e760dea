"""How alike hand-ins are: a hint where to look, never a verdict.

Each solution becomes a sequence of tokens, in which every name of the student's own choosing is
the same token; the hand-ins are then compared by their shingles, the runs of `SHINGLE` tokens
(Broder 1997, "On the resemblance and containment of documents"). What the starter gives, and what
nearly everyone writes, does not count.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import keyword
import tokenize
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path

from shared.grading.assignment.rubric import Rubric, load_rubric
from shared.grading.walls.limited import in_limited_process

SHINGLE = 12
MAX_SHINGLES = 20_000
COMMON = 0.5  # a shingle that more than this part of the class has is everyone's
LEAST = 0.3
MOST_PAIRS = 3  # of a hand-in, so that a ring of copies hides no others
SMALL_CLASS = 6

Shingles = frozenset[str]
"""Digests, so that they are short whatever a hand-in writes."""


def tokens(source: str) -> list[str]:
    """Return the tokens of Python code, without comments and layout, with names made alike."""
    listed = []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.NAME:
            listed.append(token.string if keyword.iskeyword(token.string) else "name")
        elif token.type == tokenize.NUMBER or token.type == tokenize.OP:
            listed.append(token.string)
    return listed


def shingles_of(rubric: Rubric, sources: Mapping[str, bytes]) -> Shingles:
    """Return the shingles of the functions that the rubric asks for.

    They are computed in a process with limits: parsing can take more time than there is.

    Raises:
        LimitError: it did.
    """
    texts = {module: base64.b64encode(source).decode() for module, source in sources.items()}
    return frozenset(in_limited_process(f"{__name__}:digests", str(rubric.project), texts))


def digests(project: str, texts: Mapping[str, str]) -> list[str]:
    """Return the digests of the shingles; the modules' bytes come in base64."""
    result: set[str] = set()
    for exercise in load_rubric(Path(project)).exercises:
        source = base64.b64decode(texts.get(exercise.module, ""))
        try:
            listed = tokens(_solution(source, exercise.qualified_name))
        except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError):
            continue  # a file that is no Python resembles nothing
        for start in range(min(len(listed) - SHINGLE + 1, MAX_SHINGLES - len(result))):
            run = "\0".join([exercise.id, *listed[start : start + SHINGLE]])
            result.add(hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=8).hexdigest())
    return sorted(result)


def _solution(source: bytes, qualified_name: str) -> str:
    """Return the body of a function, without its docstring; empty if there is none."""
    node: ast.AST = ast.parse(source)  # bytes may name their encoding
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


def similar_pairs(sets: Mapping[str, Shingles]) -> list[tuple[str, str, float]]:
    """Return the most alike pairs, and the part of the smaller one's shingles that the other has too.

    In a class of some size, shingles that more than half of it share are left out.
    """
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
    return sorted(pairs, key=lambda pair: -pair[2])


def listed_pairs(pairs: Sequence[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Return the pairs to look at: each that is among the first few of one of its two hand-ins."""
    count: Counter[str] = Counter()
    listed = []
    for a, b, similarity in pairs:
        if min(count[a], count[b]) < MOST_PAIRS:
            listed.append((a, b, similarity))
            count.update((a, b))
    return listed
