"""Say, in the words of sigs.k8s.io/json, why a tree does not decode into its Go type.

This is the slow side of structure.py: it walks the same field tables with sorted keys, as the
server meets them after YAML has become JSON. The first wrong type is the error of the whole
request; unknown and duplicate fields are collected as strict errors.
"""

from __future__ import annotations

from multiaz_lint.api.decoding.base64_texts import corrupt_base64
from multiaz_lint.api.decoding.go_types import fields_of, named, printed
from multiaz_lint.api.decoding.times import RFC3339, RFC3339_MICRO, bad_time
from multiaz_lint.api.golang import marshalled, number, quoted
from multiaz_lint.api.quantity import Quantity, parse
from multiaz_lint.api.verdict import Complaint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Path = tuple[str | int, ...]

_BITS = {"int32": 31, "int64": 63, "int": 63, "int16": 15, "int8": 7}
_UNSIGNED = {"uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64}
_MOST_STRICT_ERRORS = 100


def complaints(kind: str, tree: Any) -> list[Complaint]:
    """Return the decode error, or else all strict errors, of a tree read as a Go type."""
    unsupported = _unsupported(tree, ())
    if unsupported is not None:
        return [unsupported]
    decoder = _Decoder()
    try:
        decoder.value(kind, tree, ())
    except _Stop as stop:
        return [stop.complaint]
    if decoder.saved is not None:
        return [decoder.saved]
    return decoder.strict


def undecodable(kind: str, tree: Any) -> list[Complaint]:
    """Return everything that cannot be decoded, where the server stops at the first."""
    decoder = _Decoder()
    decoder.all = []
    decoder.value(kind, tree, ())
    return decoder.all


def _unsupported(node: Any, path: Path) -> Complaint | None:
    """Find a number that JSON does not have: no YAML with one becomes a request."""
    if isinstance(node, float) and node - node != 0:
        words = f"json: unsupported value: {number(node)}"
        return Complaint("type", path, "", words, ("", node))
    steps = (
        sorted(node)
        if isinstance(node, dict)
        else range(len(node))
        if isinstance(node, list)
        else ()
    )
    for step in steps:
        found = _unsupported(node[step], (*path, step))
        if found is not None:
            return found
    return None


class _Stop(Exception):  # noqa: N818 - it ends the reading, and is never shown
    """A custom decoder failed: nothing after it is read."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.message)
        self.complaint = complaint


class _Decoder:
    def __init__(self, *, lenient: bool = False) -> None:
        self.lenient = lenient  # says nothing of fields that a type does not have
        self.saved: Complaint | None = None
        self.all: list[Complaint] | None = None
        self.strict: list[Complaint] = []
        self.seen: set[str] = set()
        self.struct = ""
        self.stack: tuple[str, ...] = ()
        self.strict_stack = ""

    def wrong(self, word: str, kind: str, path: Path, value: Any) -> None:
        """Save the first wrong type."""
        if self.saved is None:
            self.save(self.complaint(word, kind, path, value))

    def save(self, complaint: Complaint) -> None:
        if self.all is None:
            self.saved = complaint
        else:
            self.all.append(complaint)

    def complaint(self, word: str, kind: str, path: Path, value: Any) -> Complaint:
        shown = printed(kind)
        if self.struct or self.stack:
            words = (
                f"json: cannot unmarshal {word} into Go struct field "
                f"{self.struct}.{'.'.join(self.stack)} of type {shown}"
            )
        else:
            words = f"json: cannot unmarshal {word} into Go value of type {shown}"
        return Complaint("type", path, self.strict_stack, words, (kind, value))

    def value(self, kind: str, value: Any, path: Path) -> None:
        kind = kind.lstrip("*")
        if kind in _CUSTOM:
            try:
                _CUSTOM[kind](self, kind, value, path)
            except _Stop as stop:
                if self.all is None:
                    raise
                self.all.append(stop.complaint)
        elif kind == "any" or value is None:
            return
        elif "." in kind and not kind.startswith(("[]", "map[")):
            fields = fields_of(kind)
            if fields is not None:
                self.object(kind, fields, value, path)
                return
            below = named(kind)
            if below != "custom":
                self.basic(below, kind, value, path)
        else:
            self.basic(kind, kind, value, path)

    def basic(self, below: str, kind: str, value: Any, path: Path) -> None:
        if isinstance(value, dict):
            if below.startswith("map["):
                self.map(below[below.index("]") + 1 :], value, path)
            else:
                self.wrong("object", kind, path, value)
        elif isinstance(value, list):
            if below.startswith("[]"):
                self.sequence(below[2:], value, path)
            else:
                self.wrong("array", kind, path, value)
        elif isinstance(value, bool):
            if below != "bool":
                self.wrong("bool", kind, path, value)
        elif isinstance(value, str):
            if below == "[]uint8":
                self.base64(value, path)
            elif below != "string":
                self.wrong("string", kind, path, value)
        elif below in _BITS or below in _UNSIGNED:
            self.integer(below, kind, value, path)
        elif not below.startswith("float"):
            self.wrong("number", kind, path, value)

    def integer(self, below: str, kind: str, value: float, path: Path) -> None:
        low, high = (
            (-(1 << _BITS[below]), 1 << _BITS[below])
            if below in _BITS
            else (0, 1 << _UNSIGNED[below])
        )
        text = number(value)
        if not text.lstrip("-").isdigit() or not low <= int(text) < high:
            self.wrong(f"number {text}", kind, path, value)

    def base64(self, value: str, path: Path) -> None:
        position = corrupt_base64(value)
        if position is not None and self.saved is None:
            words = f"illegal base64 data at input byte {position}"
            self.save(Complaint("type", path, self.strict_stack, words, ("[]uint8", value)))

    def sequence(self, element: str, value: list[Any], path: Path) -> None:
        stack = self.strict_stack
        for index, item in enumerate(value):
            self.strict_stack = f"{stack}[{index}]"
            self.value(element, item, (*path, index))
        self.strict_stack = stack

    def map(self, element: str, value: dict[str, Any], path: Path) -> None:
        stack = self.strict_stack
        for key in sorted(value):
            self.strict_stack = f"{stack}.{key}" if stack else key
            self.value(element, value[key], (*path, key))
        self.strict_stack = stack
        self.duplicates(value, path)

    def object(self, kind: str, fields: dict[str, Any], value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            self.wrong(_word(value), kind, path, value)
            return
        struct, stack, strict = self.struct, self.stack, self.strict_stack
        name = kind.rpartition(".")[2]
        for key in sorted(value):
            described = fields.get(key)
            if described is None:
                self.complain("unknown", key, (*path, key))
                continue
            inline: tuple[str, ...] = ()
            below = described
            if not isinstance(described, str):
                below, *rest = described
                inline = tuple(rest)
            self.struct = name
            self.stack = (*stack, *inline, key)
            self.strict_stack = f"{strict}.{key}" if strict else key
            self.value(below, value[key], (*path, key))
            self.struct, self.stack, self.strict_stack = struct, stack, strict
        self.duplicates(value, path)

    def duplicates(self, value: dict[str, Any], path: Path) -> None:
        for key in getattr(value, "duplicates", ()):
            self.complain("duplicate", key, (*path, key))

    def complain(self, reason: str, key: str, path: Path) -> None:
        if self.lenient and reason == "unknown":
            return
        field = f"{self.strict_stack}.{key}" if self.strict_stack else key
        words = f"{reason} field {quoted(field)}"
        if words not in self.seen and len(self.strict) < _MOST_STRICT_ERRORS:
            self.seen.add(words)
            self.strict.append(Complaint(reason, path, field, words))

    def quantity(self, kind: str, value: Any, path: Path) -> None:
        error = parse(value) if not isinstance(value, (dict, list)) else _no_quantity(value)
        if not isinstance(error, Quantity):
            raise _Stop(Complaint("quantity", path, self.strict_stack, error, (kind, value)))

    def int_or_string(self, _kind: str, value: Any, path: Path) -> None:
        if value is None or isinstance(value, str):
            return
        text = number(value) if isinstance(value, (int, float)) else ""
        if isinstance(value, (bool, dict, list)):
            raise _Stop(self.complaint(_word(value), "int32", path, value))
        if not text.lstrip("-").isdigit() or not -(1 << 31) <= int(text) < 1 << 31:
            raise _Stop(self.complaint(f"number {text}", "int32", path, value))

    def time(self, kind: str, value: Any, path: Path) -> None:
        if value is None:
            return
        if not isinstance(value, str):
            raise _Stop(self.complaint(_word(value), "string", path, value))
        error = bad_time(value, RFC3339_MICRO if kind.endswith("MicroTime") else RFC3339)
        if error:
            raise _Stop(Complaint("type", path, self.strict_stack, error, (kind, value)))

    def duration(self, _kind: str, value: Any, path: Path) -> None:
        if value is not None and not isinstance(value, str):
            raise _Stop(self.complaint(_word(value), "string", path, value))

    def anything(self, _kind: str, _value: Any, _path: Path) -> None:
        """Read JSON that is kept as it is."""

    def schema_or_other(self, kind: str, value: Any, path: Path) -> None:
        """Read one schema, or what may stand in its place; other scalars mean nothing."""
        package, _, name = kind.rpartition(".")
        schema = f"{package}.JSONSchemaProps"
        if isinstance(value, dict):
            self.apart(schema, value, path)
        elif name == "JSONSchemaPropsOrBool":
            if value is not None and not isinstance(value, bool):
                words = "boolean or JSON schema expected"
                raise _Stop(Complaint("type", path, self.strict_stack, words, (kind, value)))
        elif isinstance(value, list):
            of_texts = name == "JSONSchemaPropsOrStringArray"
            self.apart("[]string" if of_texts else f"[]{schema}", value, path)

    def apart(self, kind: str, value: Any, path: Path) -> None:
        """Read what a type reads by itself: not strictly, and others tell its place."""
        inner = _Decoder(lenient=True)
        inner.strict, inner.seen, inner.strict_stack = self.strict, self.seen, self.strict_stack
        if self.all is not None:
            inner.all = []
            inner.value(kind, value, path)
            self.all += map(self.retold, inner.all)
            return
        try:
            inner.value(kind, value, path)
        except _Stop as stop:
            found: Complaint | None = stop.complaint
        else:
            found = inner.saved
        if found is not None:
            raise _Stop(self.retold(found))

    def retold(self, found: Complaint) -> Complaint:
        """Return a complaint of a type that reads by itself, with the place of the whole."""
        wrong, into, rest = found.message.partition(" into Go ")
        if into:
            inside, _, wanted = rest.rpartition(" of type ")
            below = inside.partition(".")[2]
            place = ".".join((self.struct, *self.stack, *([below] if below else ())))
            found.message = f"{wrong} into Go struct field {place} of type {wanted}"
        return found


_CUSTOM = {
    "resource.Quantity": _Decoder.quantity,
    "intstr.IntOrString": _Decoder.int_or_string,
    "meta/v1.Time": _Decoder.time,
    "meta/v1.MicroTime": _Decoder.time,
    "meta/v1.Duration": _Decoder.duration,
    **{
        f"apiextensions/{version}.{name}": read
        for version in ("v1", "v1beta1")
        for name, read in (
            ("JSON", _Decoder.anything),
            ("JSONSchemaPropsOrArray", _Decoder.schema_or_other),
            ("JSONSchemaPropsOrBool", _Decoder.schema_or_other),
            ("JSONSchemaPropsOrStringArray", _Decoder.schema_or_other),
        )
    },
}


def _word(value: Any) -> str:
    if isinstance(value, dict):
        return "object"
    if isinstance(value, list):
        return "array"
    if isinstance(value, bool):
        return "bool"
    return "string" if isinstance(value, str) else "number"


def _no_quantity(value: Any) -> str:
    from multiaz_lint.model.quantity import FORMAT_WRONG

    found = parse(marshalled(value))
    return found if isinstance(found, str) else FORMAT_WRONG
