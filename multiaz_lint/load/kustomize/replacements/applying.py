"""Applies the replacements of kustomizations (api filters/replacement, v0.21).

What a replacement writes stands where the value comes from, and is not edited there: others may
have it from the same place.
"""

from __future__ import annotations

from multiaz_lint.load.kustomize.generators import Unread
from multiaz_lint.load.kustomize.lookup import Lookup
from multiaz_lint.load.kustomize.patches.merge import PatchError
from multiaz_lint.load.kustomize.replacements.field_paths import ABSENT, Matching, found, split
from multiaz_lint.load.kustomize.replacements.files import ReplacementFiles
from multiaz_lint.load.kustomize.replacements.selecting import Reject, Selecting, sources
from multiaz_lint.load.kustomize.replacements.written import text_of
from multiaz_lint.load.kustomize.schema import is_whole
from multiaz_lint.load.kustomize.shared import Shared, settled, unshared, written_over
from multiaz_lint.load.kustomize.trail import Trail
from multiaz_lint.load.yaml.scalars import resolve
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.model.tree import depth, look_up, size, with_value
from multiaz_lint.paths import join

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from multiaz_lint.load.kustomize.built import Built
    from multiaz_lint.load.kustomize.effort import BuildEffort
    from multiaz_lint.load.kustomize.expressions import Expressions
    from multiaz_lint.load.kustomize.faults import Faults
    from multiaz_lint.load.kustomize.kustomization import Kustomization
    from multiaz_lint.load.kustomize.replacements.files import Replacements
    from multiaz_lint.load.limits import Limits
    from multiaz_lint.load.source import Source

_NAME = "metadata.name"
"""The field of a source or a target that names none."""
_NAMESPACE = ("metadata", "namespace")
_ANNOTATIONS = ("metadata", "annotations")
_LONGEST = 100_000
"""How long a text may become: parts that are added to one again and again would fill all memory."""
_LARGEST = 10_000
"""How many values a replacement may copy: each could double the object."""
_LOOKS = 4
"""How many looks at an object take the time in which a value is written into it."""
_WRITTEN = 100
"""How many characters are copied in about the time in which an object is looked at."""


class Value:
    """What a replacement copies: a value, its text where it is a scalar, and where it stands."""

    __slots__ = ("at", "text", "value")

    def __init__(self, value: Any, text: str | None, at: Trail) -> None:
        self.value = value
        self.text = text
        self.at = at


class Replacing:
    """Reads the replacements of kustomizations, and applies them to what each of them lists."""

    def __init__(
        self,
        sources: Mapping[str, Source],
        limits: Limits,
        effort: BuildEffort,
        expressions: Expressions,
        faults: Faults,
    ) -> None:
        self._limits = limits
        self._effort = effort
        self._expressions = expressions
        self._faults = faults
        self._files = ReplacementFiles(sources, limits)

    def replace(self, of: Kustomization, objects: list[Built]) -> None:
        """Apply the replacements of a kustomization."""
        lookup = Lookup(objects)
        for entry, at in of.replacements:
            try:
                for written, place in self._read(entry, at, of.folder):
                    self._apply(mapping(written), place, lookup)
            except PatchError as error:
                self._faults.tell(of, f"a replacement is not applied ({error})", at)

    def _read(self, entry: Any, at: Trail, folder: str) -> Replacements:
        """Return what an entry says, or the file that it names: one replacement, or several."""
        path = string(mapping(entry).get("path"))
        if not path:
            return [(entry, at)]
        if entry.get("source") is not None or sequence(entry.get("targets")):
            raise PatchError("has both a path and what stands in one")
        try:
            return self._files.read(join(folder, path))
        except PatchError as error:
            raise PatchError(f"{path} {error}") from error

    def _apply(self, written: dict[str, Any], at: Trail, objects: Lookup) -> None:
        targets = sequence(written.get("targets"))
        value = self._value(written, at, objects)
        if written.get("targets") is None:
            raise PatchError("has no targets")
        for target in map(mapping, targets):
            if target.get("select") is None:
                raise PatchError("has a target that selects nothing")
            selecting = Selecting(mapping(target["select"]), self._expressions)
            rejects = [
                Reject(mapping(each), self._expressions) for each in sequence(target.get("reject"))
            ]
            paths = [split(string(each)) for each in sequence(target.get("fieldPaths")) or (_NAME,)]
            among = selecting.among(objects)
            selecting.count(len(among))
            for one in rejects:
                one.count(len(among))
            self._effort.spend(1 + len(paths))
            for each in among:
                if selecting.selects(each) and not any(one.rejects(each) for one in rejects):
                    for steps in paths:
                        self._put(each, steps, value, target)
                        objects.note(each)

    def _value(self, written: dict[str, Any], at: Trail, objects: Lookup) -> Value:
        text, source = written.get("sourceValue"), written.get("source")
        if text is not None and source is not None:
            raise PatchError("has both a source and a sourceValue")
        if text is not None:
            place = at.step("sourceValue")
            return Value(_resolved(string(text)), string(text), _uneditable(place))
        if source is None:
            raise PatchError("has no source")
        selector = mapping(source)
        self._effort.spend(1)
        chosen = sources(objects, selector, self._expressions)
        if len(chosen) != 1:
            which = "several objects" if chosen else "nothing in the input"
            raise PatchError(f"its source selects {which} that it lists")
        return self._looked_up(chosen[0], string(selector.get("fieldPath")) or _NAME, selector)

    def _looked_up(self, built: Built, field: str, selector: dict[str, Any]) -> Value:
        """Return the value at a field of an object, or a part of it."""
        steps = split(field)
        if tuple(steps) == _NAMESPACE:
            built.write_namespace()
        path = found(built.tree, steps)
        value = None if path is None else unshared(look_up(built.tree, path))
        if isinstance(value, Unread) or (built.reads_more and steps[:1] == ["data"]):
            raise PatchError(f"the {field} of its source is made of a file that is not read")
        if path is None or value is None or (isinstance(value, (dict, list)) and not value):
            raise PatchError(f"its source has no {field}")
        at = built.trail.follow(path)
        if isinstance(value, (dict, list)):
            if _delimiter(selector):
                raise PatchError("has a delimiter for what is no scalar")
            if size(value, _LARGEST) >= _LARGEST:
                raise PatchError("copies more than it may")
            return Value(value, None, at)
        if tuple(steps) == ("metadata", "name"):
            value = built.called
        text = text_of(value, at)
        delimiter, index = _delimiter(selector), _index(selector)
        if delimiter:
            parts = text.split(delimiter)
            if not 0 <= index < len(parts):
                raise PatchError(f"asks for part {index} of {len(parts)}")
            text = parts[index]
            value = text if isinstance(value, str) else _retyped(value, text)
        return Value(value, text, _uneditable(at))

    def _put(self, built: Built, steps: list[str], value: Value, target: dict[str, Any]) -> None:
        """Put a value into an object, wherever a path leads."""
        if tuple(steps) == _NAMESPACE:
            built.write_namespace()
        creates = mapping(target.get("options")).get("create") is True
        leaf: Any = None
        if creates:
            leaf = ABSENT if value.text is not None else type(value.value)()
        tree, paths = Matching(self._expressions, leaf).matched(built.tree, built.trail, steps)
        if not paths:
            raise PatchError(
                f"its target {built.kind.lower()}/{built.called} has no {'.'.join(steps)}"
            )
        copies = size(value.value) if value.text is None else len(value.text) // _WRITTEN
        self._effort.spend(_LOOKS * built.steps(len(paths), copies))
        if len(steps) + depth(value.value) > self._limits.nesting:
            raise PatchError(f"nests values deeper than {self._limits.nesting}")
        trail = built.trail
        for path in paths:
            old = look_up(tree, path)
            new = _replaced(old, trail.follow(path), value, target)
            if path[:-1] == _ANNOTATIONS and not isinstance(new, (dict, list)):
                new = text_of(new)  # Kustomize writes all annotations anew, as texts
            trail = trail.put(tree, path, value.at)
            tree = with_value(tree, path, written_over(old, new))
            if old.__class__ is Shared:
                tree, trail = settled(tree, trail)
        metadata = mapping(tree.get("metadata"))
        if not string(metadata.get("name")):
            raise PatchError(f"leaves {built.kind.lower()}/{built.called} without a name")
        if isinstance(metadata.get("namespace"), (dict, list)):
            raise PatchError("writes what is no scalar into metadata.namespace")
        before = built.earlier_ids
        now = built.id_now
        built.put(tree, trail, value.at)
        if built.id_now != now:
            # Of names that replacements write Kustomize keeps no earlier ones.
            built.ids = [*before, built.id_now]


def _uneditable(at: Trail) -> Trail:
    """Return a trail to the same place of which no text is edited."""
    return Trail(at.manifest, at.path, {})


def _delimiter(of: dict[str, Any]) -> str:
    return string(mapping(of.get("options")).get("delimiter"))


def _index(of: dict[str, Any]) -> int:
    """Return which part of a text is meant.

    Raises:
        PatchError: It is no number.

    """
    index = mapping(of.get("options")).get("index") or 0
    if not is_whole(index):
        raise PatchError("has an index that is no whole number")
    return int(index)


def _resolved(text: str) -> Any:
    """Return what a text without a tag is in YAML 1.2: no yes and no, no on and off."""
    value = resolve(text)
    return text if isinstance(value, bool) and text.lower() not in {"true", "false"} else value


def _retyped(old: Any, text: str) -> Any:
    """Return what a scalar that is no text is with another one.

    Raises:
        PatchError: It is of another type then.

    """
    new = _resolved(text)
    same = isinstance(new, bool) == isinstance(old, bool) and isinstance(new, (bool, int, float))
    if not same or (isinstance(new, float) and isinstance(old, int)):
        raise PatchError(f"writes {text!r} where {text_of(old)} stands")
    return new


def _replaced(old: Any, at: Trail, value: Value, target: dict[str, Any]) -> Any:
    """Return what stands in the place of a value."""
    if isinstance(old, (dict, list)):
        if _delimiter(target):
            raise PatchError("has a delimiter for what is no scalar")
        return value.value
    text = value.text or ""
    delimiter = _delimiter(target)
    if delimiter:
        index = _index(target)
        parts = ("" if old is ABSENT else text_of(old, at)).split(delimiter)
        if index < 0:
            parts.insert(0, text)
        elif index >= len(parts):
            parts.append(text)
        else:
            parts[index] = text
        text = delimiter.join(parts)
        if len(text) > _LONGEST:
            raise PatchError(f"makes a text of more than {_LONGEST:,} characters")
    if old is ABSENT:
        return _resolved(text)
    return text if isinstance(old, str) else _retyped(old, text)
