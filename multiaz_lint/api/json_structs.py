"""What encoding/json of Go reads from a text into structs, and its words where that fails.

For annotations that hold JSON. Unlike the decoder of requests (decode.py) it takes field names in
any case and drops fields that it does not know; it stops at a bad time only, and says of all else
what was wrong first.
"""

from __future__ import annotations

import json

from multiaz_lint.api.decode import printed
from multiaz_lint.api.decode_times import RFC3339, bad_time
from multiaz_lint.api.golang import parse_int
from multiaz_lint.api.json_text import syntax_complaint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TIME = "meta/v1.Time"
STRUCTS = {
    "core.Toleration": {
        "Key": "string",
        "Operator": "core.TolerationOperator",
        "Value": "string",
        "Effect": "core.TaintEffect",
        "TolerationSeconds": "int64",
    },
    "core.Taint": {
        "Key": "string",
        "Value": "string",
        "Effect": "core.TaintEffect",
        "TimeAdded": TIME,
    },
    "v1.AvoidPods": {"preferAvoidPods": "[]v1.PreferAvoidPodsEntry"},
    "v1.PreferAvoidPodsEntry": {
        "podSignature": "v1.PodSignature",
        "evictionTime": TIME,
        "reason": "string",
        "message": "string",
    },
    "v1.PodSignature": {"podController": "v1.OwnerReference"},
    "v1.OwnerReference": {
        "apiVersion": "string",
        "kind": "string",
        "name": "string",
        "uid": "types.UID",
        "controller": "bool",
        "blockOwnerDeletion": "bool",
    },
}
"""The fields of the structs by their names in JSON; internal ones have Go's own names."""


def read_json(text: str, kind: str) -> tuple[Any, str]:
    """Return what a text holds as a Go type, or None and why it holds none.

    The fields of internal structs are named as those of the API are.
    """
    words = syntax_complaint(text.encode())
    if words:
        return None, words
    written = json.loads(text, object_pairs_hook=_Object, parse_int=_Number, parse_float=_Number)
    reader = _Reader()
    try:
        value = reader.value(kind, written, None)
    except _BadTimeError as error:
        return None, str(error)
    return (None, reader.first) if reader.first else (value, "")


class _Object(tuple[tuple[str, "Any"], ...]):
    """The fields of a JSON object as they stand, repeated ones too."""

    __slots__ = ()


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _BadTimeError(ValueError):
    """A time cannot be read."""


class _Reader:
    def __init__(self) -> None:
        self.first = ""
        self.struct = ""
        self.steps: tuple[str, ...] = ()

    def value(self, kind: str, written: Any, before: Any) -> Any:
        """Read a value; null leaves what was there ``before``."""
        if kind == TIME:
            return self.time(written)
        if written is None:
            return None if kind.startswith("[]") else before
        if kind in STRUCTS and isinstance(written, _Object):
            return self.object(kind, written, before or {})
        if kind.startswith("[]") and isinstance(written, list):
            old = before or []
            return [
                self.value(kind[2:], item, old[index] if index < len(old) else None)
                for index, item in enumerate(written)
            ]
        if kind == "int64" and isinstance(written, _Number):
            return self.integer(written, before)
        wanted: type = {"bool": bool, "int64": _Number}.get(kind, str)
        if kind in STRUCTS or kind.startswith("[]") or type(written) is not wanted:
            self.wrong(_word(written), kind)
            return before
        return written

    def integer(self, written: _Number, before: Any) -> Any:
        value = parse_int(written)
        if value is not None:
            return value
        self.wrong(f"number {written}", "int64")
        return before

    def object(self, kind: str, written: _Object, before: dict[str, Any]) -> dict[str, Any]:
        struct, steps = self.struct, self.steps
        fields = STRUCTS[kind]
        folded = {name.casefold(): name for name in fields}
        for key, value in written:
            name = key if key in fields else folded.get(key.casefold())
            if name is None:
                continue
            self.struct, self.steps = kind.rpartition(".")[2], (*steps, name)
            field = name[0].lower() + name[1:]
            found = self.value(fields[name], value, before.get(field))
            if found is not None or value is None:
                before[field] = found
            self.struct, self.steps = struct, steps
        return before

    def time(self, written: Any) -> Any:
        if written is None:
            return None
        if type(written) is not str:
            raise _BadTimeError(self.words(_word(written), "string"))
        words = bad_time(written, RFC3339)
        if words:
            raise _BadTimeError(words)
        return written

    def wrong(self, word: str, kind: str) -> None:
        """Keep the first wrong type."""
        self.first = self.first or self.words(word, kind)

    def words(self, word: str, kind: str) -> str:
        where = "value"
        if self.struct:
            where = f"struct field {self.struct}.{'.'.join(self.steps)}"
        return f"json: cannot unmarshal {word} into Go {where} of type {printed(kind)}"


def _word(written: Any) -> str:
    if isinstance(written, _Object):
        return "object"
    if isinstance(written, list):
        return "array"
    if isinstance(written, bool):
        return "bool"
    return "number" if isinstance(written, _Number) else "string"
