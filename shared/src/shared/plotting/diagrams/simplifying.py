"""Several nodes as one, equal layers as `N ×`, and what need not be seen left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from shared.plotting.diagrams.describing import Label
from shared.plotting.diagrams.graph import Graph, Group, Node


def matching(graph: Graph, pattern: str) -> list[str]:
    """Name the nodes that fit a pattern or stand in a module that does.

    Args:
        graph: as traced.
        pattern: such as "encoder.layers.*.attention"; a module takes all that is in it.
    """
    return [
        node.name
        for node in graph
        if any(fnmatchcase(text, pattern) for text in (node.name, *_modules(node.module)))
    ]


def _modules(path: str) -> list[str]:
    """List a module's path and those of the modules around it."""
    parts = path.split(".")
    return [".".join(parts[:end]) for end in range(1, len(parts) + 1)]


def relabel(graph: Graph, texts: Mapping[str, str]) -> Graph:
    """Give nodes, by name, other texts.

    Raises:
        KeyError: there is no such node: the model has changed.
    """
    for name in texts:
        graph[name]
    nodes = (replace(node, text=texts.get(node.name, node.text)) for node in graph)
    return replace(graph, nodes=tuple(nodes))


def hide(graph: Graph, *patterns: str) -> Graph:
    """Leave nodes out; whoever took their result takes what they took."""
    hidden = {name for pattern in patterns for name in matching(graph, pattern)}
    taken: dict[str, tuple[str, ...]] = {}
    nodes = []
    for node in graph:
        inputs = tuple(
            dict.fromkeys(name for before in node.inputs for name in taken.get(before, (before,)))
        )
        if node.name in hidden:
            taken[node.name] = inputs
        else:
            nodes.append(replace(node, inputs=inputs))
    return replace(graph, nodes=tuple(nodes), groups=_without(graph.groups, hidden))


def collapse(graph: Graph, pattern: str, label: Label | Callable[[str], Label]) -> Graph:
    """Make one node of all that a module does, also where its parts are called one by one.

    What uses a parameter of the module belongs to it, and so does all that lies between.

    Args:
        graph: as traced.
        pattern: of paths of modules; each becomes a node of its own with that path as its name.
        label: of the node, or what gives it by the path.

    Raises:
        ValueError: nothing fits the pattern.
    """
    members: dict[str, list[str]] = {}
    for node in graph:
        owners = [path for name, _ in node.weights for path in _modules(name)]
        for path in dict.fromkeys((*_modules(node.module), node.name, *owners)):
            if fnmatchcase(path, pattern):
                members.setdefault(path, []).append(node.name)
                break
    if not members:
        raise ValueError(f"nothing is called {pattern!r}: the model has changed")
    for path, names in members.items():
        graph = join(graph, names, path, label(path) if callable(label) else label)
    return graph


def join(graph: Graph, names: Iterable[str], name: str, label: Label) -> Graph:
    """Make one node of several and of all that lies on a way between two of them."""
    inside = _closure(graph, set(names))
    members = [node for node in graph if node.name in inside]
    inputs = dict.fromkeys(i for node in members for i in node.inputs if i not in inside)
    weights = dict.fromkeys(weight for node in members for weight in node.weights)
    one = Node(
        name, label.kind, label.text, members[-1].module, tuple(inputs), members[-1].shape,
        tuple(weights),
    )  # fmt: skip
    nodes = []
    for node in graph:
        if node.name == members[-1].name:
            nodes.append(one)
        elif node.name not in inside:
            renamed = dict.fromkeys(name if i in inside else i for i in node.inputs)
            nodes.append(replace(node, inputs=tuple(renamed)))
    return replace(graph, nodes=_sorted(nodes), groups=_without(graph.groups, inside - {name}))


def _closure(graph: Graph, names: set[str]) -> set[str]:
    """Find the nodes and those that depend on one of them and that one of them depends on."""
    after, before = set(names), set(names)
    for node in graph:
        if after & set(node.inputs):
            after.add(node.name)
    for node in reversed(graph.nodes):
        if node.name in before:
            before.update(node.inputs)
    return after & before


def _sorted(nodes: list[Node]) -> tuple[Node, ...]:
    """Order nodes so that each stands behind what it takes, otherwise as they are."""
    waiting, done, ordered = list(nodes), set[str](), list[Node]()
    while waiting:
        ready = next(node for node in waiting if done.issuperset(node.inputs))
        waiting.remove(ready)
        ordered.append(ready)
        done.add(ready.name)
    return tuple(ordered)


def group(graph: Graph, pattern: str, text: str) -> Graph:
    """Draw an outline around all that is in the modules that fit the pattern.

    Raises:
        ValueError: nothing fits the pattern.
    """
    members = matching(graph, pattern)
    if not members:
        raise ValueError(f"nothing is called {pattern!r}: the model has changed")
    return replace(graph, groups=(*graph.groups, Group(text, tuple(members))))


def fold(graph: Graph, pattern: str, text: str) -> Graph:
    """Show a row of equal modules once, in an outline with `N ×`.

    Modules are equal if they do the same with results of the same shapes, each with the one before.
    What took the last one's result takes that of the one that is shown.

    Args:
        graph: as traced.
        pattern: of the modules' paths, such as "encoder.layers.*".
        text: what each is.

    Raises:
        ValueError: nothing fits the pattern.
    """
    parts: dict[str, list[Node]] = {}
    for node in graph:
        for path in _modules(node.module):
            if fnmatchcase(path, pattern) and path.count(".") == pattern.count("."):
                parts.setdefault(path, []).append(node)
                break
    if not parts:
        raise ValueError(f"nothing is called {pattern!r}: the model has changed")
    runs: list[list[list[Node]]] = []
    for part in parts.values():
        if runs and _equal(runs[-1][-1], part, runs[-1][0]):
            runs[-1].append(part)
        else:
            runs.append([part])
    shown: dict[str, str] = {}
    dropped: set[str] = set()
    groups = list(graph.groups)
    for run in runs:
        for later in run[1:]:
            dropped.update(node.name for node in later)
        shown.update(
            {last.name: first.name for first, last in zip(run[0], run[-1], strict=True)}
            if len(run) > 1
            else {}
        )
        groups.append(Group(text, tuple(node.name for node in run[0]), len(run)))
    nodes = tuple(
        replace(node, inputs=tuple(dict.fromkeys(shown.get(name, name) for name in node.inputs)))
        for node in graph
        if node.name not in dropped
    )
    return replace(graph, nodes=nodes, groups=tuple(groups))


def _equal(before: list[Node], part: list[Node], first: list[Node]) -> bool:
    """Tell whether `part` does with the result of `before` what `before` did with its input."""
    if len(before) != len(part):
        return False
    old = {node.name: place for place, node in enumerate(before)}
    new = {node.name: place for place, node in enumerate(part)}
    handed: dict[str, str] = {}  # what `before` took from outside → what `part` takes instead
    for one, other in zip(before, part, strict=True):
        same = (one.kind, one.text, one.shape, one.parameters, len(one.inputs)) == (
            other.kind, other.text, other.shape, other.parameters, len(other.inputs)
        )  # fmt: skip
        if not same:
            return False
        for left, right in zip(one.inputs, other.inputs, strict=True):
            if (left in old) != (right in new):
                return False
            if left in old and old[left] != new[right]:
                return False
            if left not in old and handed.setdefault(left, right) != right:
                return False
    # What comes from outside is the same for both, or it is what the one before hands on.
    changed = [right for left, right in handed.items() if left != right]
    return all(right in old for right in changed) and len(set(changed)) == len(changed)


def _without(groups: tuple[Group, ...], gone: set[str]) -> tuple[Group, ...]:
    """Keep the outlines around what is still there."""
    left = (replace(g, members=tuple(m for m in g.members if m not in gone)) for g in groups)
    return tuple(g for g in left if g.members)
