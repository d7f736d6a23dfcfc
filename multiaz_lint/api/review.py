"""The verdict on one manifest: what a create request would be told (kube-apiserver 1.37)."""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import table
from multiaz_lint.api.decoding.structure import checker
from multiaz_lint.api.errors import Errors, distinct
from multiaz_lint.api.kinds import VERSIONED, check_of
from multiaz_lint.api.verdict import ACCEPTED, Complaint, Verdict
from multiaz_lint.model.platform import NEWEST

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from multiaz_lint.api.custom.schema import Schemas
    from multiaz_lint.api.errors import FieldError
    from multiaz_lint.api.kinds import Check
    from multiaz_lint.api.verdict import Path

    Tree = dict[str, Any]

_MERGES_KEYS = (1, 34)
_TYPE_META = (
    r'struct { APIVersion string "json:\"apiVersion,omitempty\""; '
    r'Kind string "json:\"kind,omitempty\"" }'
)


def review(
    tree: Any,
    *,
    version: tuple[int, int] = NEWEST,
    schemas: Schemas | None = None,
) -> Verdict:
    """Judge a manifest as ``version`` of the API server would; ``schemas``: custom resources."""
    if tree is None:  # read as one that has nothing
        tree = {}
    if not isinstance(tree, dict):
        verdict = Verdict()
        words = f"couldn't get version/kind; json parse error: json: cannot unmarshal {_word(tree)}"
        words += f" into Go value of type {_TYPE_META}"
        verdict.decode = Complaint("type", (), "", words, ("meta/v1.TypeMeta", tree))
        return verdict
    api_version: Any = tree.get("apiVersion")
    kind: Any = tree.get("kind")
    known: _Kind | None = None
    if api_version.__class__ is str and kind.__class__ is str and kind and api_version:
        known = _kinds.get((api_version, kind)) or _registered(api_version, kind)
    if known is not None:
        return _judge(known, tree, version)
    verdict = Verdict()
    if schemas is None or not schemas.review(tree, verdict):
        _unregistered(tree, verdict)
    return verdict


def _judge(known: _Kind, tree: Tree, version: tuple[int, int]) -> Verdict:
    """Judge a manifest of a registered kind."""
    served = known.served
    if served and version < NEWEST:
        from multiaz_lint.api.versions.releases import introduction

        served = introduction(tree["apiVersion"], tree["kind"], version) is None
    strict: list[Complaint] = []
    if not known.decodes(tree):
        from multiaz_lint.api.decoding.decode import complaints

        strict = complaints(known.type_name, tree)
        if any(each.reason == "unknown" and each.field.lower() in _HEAD for each in strict):
            verdict = Verdict()
            _unregistered(tree, verdict)
            return verdict
        if strict and strict[0].reason in {"type", "quantity"}:
            return Verdict(served=served, decode=strict[0])
        tree = _decoded(tree, strict)
    if known.numbered and _is_numbered(tree):
        from multiaz_lint.api.versions.older import bad_number

        complaint = bad_number(tree)
        if complaint is not None:
            return Verdict(served=served, decode=complaint)
    errors: list[FieldError] = Errors()
    check = known.check
    if check is not None:
        api_version, kind = tree["apiVersion"], tree["kind"]
        if api_version in _CONVERTED:
            tree, check = _CONVERTED[api_version](tree, kind, check)
        if check.__name__ in VERSIONED:
            check(errors, tree, version=version)
        else:
            check(errors, tree)
        if len(errors) > 1:
            errors = distinct(errors)
        if version < _MERGES_KEYS:
            from multiaz_lint.api.versions.earlier import before_merging

            errors = before_merging(errors, tree, kind)
        if errors and version < NEWEST:
            from multiaz_lint.api.versions.earlier import of_kept_fields

            errors = of_kept_fields(errors, tree, kind, version)
    if served and not strict and not errors:
        return ACCEPTED
    return Verdict(served=served, strict=strict, errors=errors)


def _decoded(tree: Tree, strict: Iterable[Complaint]) -> Tree:
    """Leave out the fields that the decoder did not know, in copies of what holds them."""
    copies: dict[Path, Any] = {(): {**tree}}
    for each in strict:
        if each.reason != "unknown":
            continue
        *above, name = each.path
        node = copies[()]
        for depth, step in enumerate(above, 1):
            below = copies.get(each.path[:depth])
            if below is None:
                below = copies[each.path[:depth]] = node[step] = node[step].copy()
            node = below
        node.pop(name, None)
    return copies[()]  # type: ignore[no-any-return]  # the copy of the whole


_NUMBERED = frozenset(
    f"apps/{version}.{kind}"
    for version in ("v1", "v1beta2")
    for kind in ("DaemonSet", "Deployment")
)


def _is_numbered(tree: Tree) -> bool:
    annotations = (tree.get("metadata") or {}).get("annotations") or ()
    return any(key.startswith("deprecated.d") for key in annotations)


class _Kind:
    """How manifests of one registered kind are judged."""

    __slots__ = ("check", "decodes", "numbered", "served", "type_name")

    def __init__(self, type_name: str, *, served: bool, check: Check | None) -> None:
        self.type_name = type_name
        self.decodes = checker(type_name)
        self.served = served
        self.check = check
        # Whether conversion takes a number out of an annotation.
        self.numbered = type_name in _NUMBERED


_kinds: dict[tuple[str, str], _Kind] = {}


def _registered(api_version: str, kind: str) -> _Kind | None:
    """Return how a kind is judged, and remember it; None if it is not registered."""
    kinds: Mapping[str, tuple[str, bool]] = table("kinds").KINDS.get(api_version, {})
    if kind not in kinds:
        return None
    type_name, served = kinds[kind]
    group = api_version.rpartition("/")[0]
    check = check_of(group, kind)
    if check is None and group == "extensions":
        check = _moved(kind)
    found = _kinds[api_version, kind] = _Kind(type_name, served=served, check=check)
    return found


def undecodable(tree: Tree, first: Complaint) -> list[Complaint]:
    """Return everything in a manifest that cannot be decoded; the server stops at the first."""
    kinds = table("kinds").KINDS.get(tree.get("apiVersion"), {})
    if tree.get("kind") not in kinds:
        return [first]
    from multiaz_lint.api.decoding import decode

    return decode.undecodable(kinds[tree["kind"]][0], tree) or [first]


def _moved(kind: str) -> Any:
    groups = {"Ingress": "networking.k8s.io", "NetworkPolicy": "networking.k8s.io"}
    return check_of(groups.get(kind, "apps"), kind)


def _converted(tree: Tree, kind: str, check: Any) -> tuple[Tree, Any]:
    from multiaz_lint.api.versions.older import converted

    return converted(tree, kind), check


def _autoscaling_v1(tree: Tree, kind: str, check: Any) -> tuple[Tree, Any]:
    from multiaz_lint.api.objects.autoscaling_v1 import autoscaler_v1

    return (tree, autoscaler_v1) if kind == "HorizontalPodAutoscaler" else (tree, check)


_CONVERTED = {
    "autoscaling/v1": _autoscaling_v1,
    "apps/v1beta1": _converted,
    "apps/v1beta2": _converted,
    "extensions/v1beta1": _converted,
    "policy/v1beta1": _converted,
    "networking.k8s.io/v1beta1": _converted,
}


_HEAD = {"apiversion": "apiVersion", "kind": "kind"}
"""What tells the kind of an object: the server reads it in any case, and of several the last."""


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, (int, float)):
        return "number"
    return "string" if isinstance(value, str) else "array"


def _unregistered(tree: Tree, verdict: Verdict) -> None:
    """Say why the kind cannot even be looked up."""
    from multiaz_lint.api.golang import quoted
    from multiaz_lint.api.registered import is_kubernetes_group

    head = {name: (field, "") for name, field in _HEAD.items()}
    for key in sorted(tree):
        name, value = key.lower(), tree[key]
        if name not in head or value is None:
            continue
        if not isinstance(value, str):
            field = _HEAD[name]
            words = (
                "couldn't get version/kind; json parse error: "
                f"json: cannot unmarshal {_kind(value)} "
                f"into Go struct field .{field} of type string"
            )
            verdict.decode = Complaint("type", (key,), field, words, ("string", value))
            return
        head[name] = (key, value)
    (version_key, api_version), (kind_key, kind) = head.values()
    if api_version.count("/") > 1:
        words = f"unexpected GroupVersion string: {api_version}"
        verdict.decode = Complaint("kind", (version_key,), "apiVersion", words, api_version)
        return
    group, slash, version = api_version.rpartition("/")
    if not slash:
        group, version = "", api_version
    if not kind:
        verdict.decode = Complaint("kind", (kind_key,), "kind", "Object 'Kind' is missing", None)
        return
    if not version:
        words = "Object 'apiVersion' is missing"
        verdict.decode = Complaint("kind", (version_key,), "apiVersion", words, None)
        return
    if slash and not group:  # "/v1" is read as "v1"
        inner = review({**tree, version_key: version})
        for name in Verdict.__slots__:
            setattr(verdict, name, getattr(inner, name))
        return
    if any(key.lower() in _HEAD and key != _HEAD[key.lower()] for key in tree):
        _misspelt(tree, verdict, api_version, kind)
        return
    if is_kubernetes_group(group):
        words = f"no kind {quoted(kind)} is registered for version {quoted(api_version)}"
        words += ' in scheme "pkg/runtime/scheme.go:111"'
        verdict.decode = Complaint("kind", ("kind",), "kind", words, (api_version, kind))
    verdict.known = False


def _kind(value: Any) -> str:
    return "object" if isinstance(value, dict) else _word(value)


def _misspelt(tree: Tree, verdict: Verdict, api_version: str, kind: str) -> None:
    """Judge a manifest whose apiVersion or kind is written in another case: read, but unknown."""
    plain = {k: v for k, v in tree.items() if k.lower() not in _HEAD}
    inner = review({**plain, "apiVersion": api_version, "kind": kind})
    verdict.served, verdict.decode, verdict.errors = inner.served, inner.decode, inner.errors
    verdict.known = inner.known
    if inner.decode is None:
        unknown = [key for key in tree if key.lower() in _HEAD]
        verdict.strict = [
            Complaint("unknown", (key,), key, f'unknown field "{key}"')
            for key in unknown
            if key not in {"apiVersion", "kind"}
        ]
        verdict.strict = sorted([*verdict.strict, *inner.strict], key=lambda c: c.field)
