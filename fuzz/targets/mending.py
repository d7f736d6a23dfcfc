"""Fuzzes the fixer: what it writes is read by another library, and compared with what it was."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from fuzz.sources import as_json, workloads
from fuzz.target import BrokenError, Target
from multiaz_lint import fix as fixer
from multiaz_lint import mending
from multiaz_lint.load.source import Source
from multiaz_lint.rule import Drop, Erase, NewDocument, Rename
from multiaz_lint.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from multiaz_lint.rule import Edit

_ORIGIN = "fuzz.yaml"


def fix(text: str) -> None:
    """An edit can be read, changes what it is for and nothing else, and needs no second one."""
    options = fixer.FixOptions(unsafe=len(text) % 2 == 0, exists=lambda _: False)
    plan = _planned(text, options)
    change = next((each for each in plan.changes if each.origin == _ORIGIN), None)
    if change is None:
        if plan.changes:
            raise BrokenError("writes another file")
        return
    if change.old != text or change.new == text:
        raise BrokenError("a change of nothing, or of something else")
    _only_what_is_meant(text, change.new, plan)
    _comments_stay(text, change.new, plan)
    again = _planned(change.new, options)
    if again.changes:
        raise BrokenError("a second run finds more to mend")
    _nothing_worse(plan, again)


def _planned(text: str, options: fixer.FixOptions) -> fixer.FixPlan:
    source = Source(_ORIGIN, text, named=True)
    return mending.plan([source], Settings(plugins=False), options)[1]


def _only_what_is_meant(old: str, new: str, plan: fixer.FixPlan) -> None:
    before, after = _documents(old), _documents(new)
    if before is None:
        return
    if after is None:
        raise BrokenError("the edited text is no YAML")
    edits = [edit for each in plan.cured for edit in each.edits]
    added = [_identity(edit.value) for edit in edits if isinstance(edit, NewDocument)]
    known = list(map(_identity, before))
    after = [each for each in after if _identity(each) in known or _identity(each) not in added]
    if len(before) != len(after):
        raise BrokenError(f"{len(before)} documents become {len(after)}")
    paths = [path for edit in edits for path in _paths(edit)]
    for one, other in zip(before, after, strict=True):
        for path in _apart(one, other):
            if not any(_meet(path, each) for each in paths):
                raise BrokenError(f"{'.'.join(path)} is changed, which no edit is for")


def _identity(tree: Any) -> tuple[str, str]:
    """Return kind and name of an object, of a tree of either form."""
    metadata = tree.get("metadata") if isinstance(tree, dict) else None
    name = metadata.get("name") if isinstance(metadata, dict) else None
    kind = tree.get("kind") if isinstance(tree, dict) else None
    return (_bare(kind), _bare(name))


def _bare(value: Any) -> str:
    return str(value[1] if isinstance(value, tuple) else value)


def _paths(edit: Edit) -> Iterator[tuple[str, ...]]:
    """Yield where an edit changes something."""
    field = edit.field
    path = tuple(map(str, (*field.resource.prefix, *field.path)))
    yield path
    if isinstance(edit, Rename):
        yield (*path[:-1], edit.name)


def _meet(changed: tuple[str, ...], meant: tuple[str, ...]) -> bool:
    """Whether an edit is for what is changed: there, below, or what is added above it.

    The steps of elements move when others are dropped or added before them.
    """
    return all(
        one == other or (one.isdigit() and other.isdigit())
        for one, other in zip(changed, meant, strict=False)
    )


def _documents(text: str) -> list[Any] | None:
    """Compose all documents by PyYAML's own reader, every scalar as it is written.

    Lines such as ``---x`` separate for Kubernetes alone.
    """
    if any(line[:3] == "---" and line[3:4].strip(" #") for line in text.split("\n")):
        return None
    try:
        return [_plain(node) for node in yaml.compose_all(text, yaml.SafeLoader) if node]
    except (yaml.YAMLError, RecursionError):
        return None


def _plain(node: Any) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {_name(key): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(value) for value in node.value]
    return (node.tag, node.value)


def _name(node: Any) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else repr(_plain(node))


def _apart(old: Any, new: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Return the paths of what differs, as deep as it can be told."""
    if isinstance(old, dict) and isinstance(new, dict):
        found = [(*path, key) for key in old.keys() ^ new.keys()]
        for key in old.keys() & new.keys():
            found += _apart(old[key], new[key], (*path, key))
        return found
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            each for at, (one, other) in enumerate(zip(old, new, strict=True))
            for each in _apart(one, other, (*path, str(at)))
        ]  # fmt: skip
    return [] if old == new else [path]


def _comments_stay(old: str, new: str, plan: fixer.FixPlan) -> None:
    edits = [edit for each in plan.cured for edit in each.edits]
    if any(isinstance(edit, (Drop, Erase)) for edit in edits):
        return
    lost = _comments(old) - _comments(new)
    if lost:
        raise BrokenError(f"comments are gone: {sorted(lost)}")


def _comments(text: str) -> Counter[str]:
    return Counter(line.strip() for line in text.split("\n") if line.lstrip()[:1] == "#")


def _nothing_worse(plan: fixer.FixPlan, again: fixer.FixPlan) -> None:
    left = Counter(each.rule for each in again.remaining if not each.silenced)
    told = Counter(each.rule for each in plan.remaining if not each.silenced)
    if left != told:
        raise BrokenError(f"says {told - left} is left, and leaves {left - told}")
    for rule in ("unreadable-manifest", "rule-crashed"):
        if left[rule] > told[rule]:
            raise BrokenError(f"mending makes {rule}")


def _texts(folder: str) -> list[str]:
    return [*workloads(folder), *as_json(folder)[::6]]


TARGETS = (Target("fix", fix, _texts, 20),)
