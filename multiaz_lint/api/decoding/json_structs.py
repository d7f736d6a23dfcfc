"""What encoding/json of Go reads from a text into structs, and its words where that fails.

For annotations that hold JSON. Unlike the decoder of requests (decode.py) it takes field names in
any case and drops fields that it does not know; it stops at a bad time or quantity only, and
says of all else what was wrong first.
"""

from __future__ import annotations

import json

from multiaz_lint.api.decoding.go_types import printed
from multiaz_lint.api.decoding.json_text import syntax_complaint
from multiaz_lint.api.decoding.times import RFC3339, bad_time
from multiaz_lint.api.golang import parse_int, whole_characters
from multiaz_lint.api.quantity import parse
from multiaz_lint.model.quantity import BLANKS, FORMAT_WRONG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

TIME = "meta/v1.Time"
QUANTITY = "resource.Quantity"
_INTEGERS = {"int32": 32, "int64": 64}
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
    "trigger.ObjectFieldTrigger": {
        "from": "trigger.ObjectReference",
        "fieldPath": "string",
        "paused": "bool",
    },
    "trigger.ObjectReference": {
        "kind": "string",
        "name": "string",
        "namespace": "string",
        "apiVersion": "string",
    },
    "autoscaling/v1.MetricSpec": {
        "type": "string",
        "object": "autoscaling/v1.ObjectMetricSource",
        "pods": "autoscaling/v1.PodsMetricSource",
        "resource": "autoscaling/v1.ContainerResourceMetricSource",
        "containerResource": "autoscaling/v1.ContainerResourceMetricSource",
        "external": "autoscaling/v1.ExternalMetricSource",
    },
    "autoscaling/v1.ObjectMetricSource": {
        "target": "autoscaling/v1.CrossVersionObjectReference",
        "metricName": "string",
        "targetValue": QUANTITY,
        "selector": "meta/v1.LabelSelector",
        "averageValue": QUANTITY,
    },
    "autoscaling/v1.PodsMetricSource": {
        "metricName": "string",
        "targetAverageValue": QUANTITY,
        "selector": "meta/v1.LabelSelector",
    },
    "autoscaling/v1.ContainerResourceMetricSource": {
        "name": "string",
        "targetAverageUtilization": "int32",
        "targetAverageValue": QUANTITY,
        "container": "string",
    },
    "autoscaling/v1.ExternalMetricSource": {
        "metricName": "string",
        "metricSelector": "meta/v1.LabelSelector",
        "targetValue": QUANTITY,
        "targetAverageValue": QUANTITY,
    },
    "autoscaling/v1.CrossVersionObjectReference": {
        "kind": "string",
        "name": "string",
        "apiVersion": "string",
    },
    "meta/v1.LabelSelector": {
        "matchLabels": "map[string]string",
        "matchExpressions": "[]meta/v1.LabelSelectorRequirement",
    },
    "meta/v1.LabelSelectorRequirement": {
        "key": "string",
        "operator": "string",
        "values": "[]string",
    },
    "autoscaling.HorizontalPodAutoscalerBehavior": {
        "ScaleUp": "autoscaling.HPAScalingRules",
        "ScaleDown": "autoscaling.HPAScalingRules",
    },
    "autoscaling.HPAScalingRules": {
        "StabilizationWindowSeconds": "int32",
        "SelectPolicy": "string",
        "Policies": "[]autoscaling.HPAScalingPolicy",
        "Tolerance": QUANTITY,
    },
    "autoscaling.HPAScalingPolicy": {
        "Type": "string",
        "Value": "int32",
        "PeriodSeconds": "int32",
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
    except _BadValueError as error:
        return None, str(error)
    return (None, reader.first) if reader.first else (value, "")


class _Object(tuple[tuple[str, "Any"], ...]):
    """The fields of a JSON object as they stand, repeated ones too."""

    __slots__ = ()


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _BadValueError(ValueError):
    """A time or a quantity cannot be read."""


class _Reader:
    def __init__(self) -> None:
        self.first = ""
        self.struct = ""
        self.steps: tuple[str, ...] = ()

    def value(self, kind: str, written: Any, before: Any) -> Any:
        """Read a value; null leaves what was there ``before``."""
        if written.__class__ is str:
            written = whole_characters(written)
        if kind == TIME:
            return self.time(written)
        if kind == QUANTITY:
            return self.quantity(written)
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
        if kind.startswith("map[") and isinstance(written, _Object):
            return {whole_characters(key): self.value("string", each, "") for key, each in written}
        if kind in _INTEGERS:
            return self.integer(kind, written, before)
        wanted = bool if kind == "bool" else str
        if kind in STRUCTS or kind.startswith(("[]", "map[")) or type(written) is not wanted:
            self.wrong(_word(written), kind)
            return before
        return written

    def integer(self, kind: str, written: Any, before: Any) -> Any:
        number = isinstance(written, _Number)
        value = parse_int(written, _INTEGERS[kind]) if number else None
        if value is None:
            self.wrong(f"number {written}" if number else _word(written), kind)
        return before if value is None else value

    def quantity(self, written: Any) -> Any:
        if written is None:
            return None
        text = str(written).strip(BLANKS)
        found = parse(text) if isinstance(written, str) else FORMAT_WRONG
        if isinstance(found, str):
            raise _BadValueError(found)
        return text

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
            raise _BadValueError(self.words(_word(written), "string"))
        words = bad_time(written, RFC3339)
        if words:
            raise _BadValueError(words)
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
