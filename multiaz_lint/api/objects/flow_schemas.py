"""FlowSchemas: which requests count against which priority level (flowcontrol validation, 1.37)."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.errors import Json
from multiaz_lint.api.metadata import name_of, object_meta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from multiaz_lint.api.errors import Errors, Link

    Tree = dict[str, Any]

SPEC: Link = (None, "spec")
_USUAL_PRECEDENCE = 1_000
_HIGHEST_PRECEDENCE = 10_000
_METHODS = ("ByNamespace", "ByUser")
_VERBS = (
    "create", "delete", "deletecollection", "get", "list", "patch", "proxy", "update", "watch",
)  # fmt: skip
_SUBJECTS = {"Group": "group", "ServiceAccount": "serviceAccount", "User": "user"}
_ALL_REQUESTS = {
    "resourceRules": [
        {
            "verbs": ["*"],
            "apiGroups": ["*"],
            "resources": ["*"],
            "clusterScope": True,
            "namespaces": ["*"],
        }
    ],
    "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}],
}


def _groups(*written: str) -> list[Tree]:
    return [{"kind": "Group", "group": {"name": name}} for name in written]


_MANDATORY = {
    "exempt": {
        "priorityLevelConfiguration": {"name": "exempt"},
        "matchingPrecedence": 1,
        "rules": [{"subjects": _groups("system:masters"), **_ALL_REQUESTS}],
    },
    "catch-all": {
        "priorityLevelConfiguration": {"name": "catch-all"},
        "matchingPrecedence": _HIGHEST_PRECEDENCE,
        "distinguisherMethod": {"type": "ByUser"},
        "rules": [
            {
                "subjects": _groups("system:unauthenticated", "system:authenticated"),
                **_ALL_REQUESTS,
            }
        ],
    },
}
"""What the server itself writes: nobody may write them otherwise."""


def flow_schema(errors: Errors, tree: Tree) -> None:
    """Check a FlowSchema (ValidateFlowSchema)."""
    meta = tree.get("metadata")
    object_meta(errors, meta, names.dns_subdomain, namespaced=False, numbered=True)
    name, spec = name_of(meta or {}), tree.get("spec") or {}
    precedence = spec.get("matchingPrecedence") or _USUAL_PRECEDENCE
    _precedence(errors, (SPEC, "matchingPrecedence"), precedence, name)
    method = spec.get("distinguisherMethod")
    if method is not None and method.get("type") not in _METHODS:
        place: Link = ((SPEC, "distinguisherMethod"), "type")
        errors.unsupported(place, Json({"Type": method.get("type") or ""}), _METHODS)
    level = (spec.get("priorityLevelConfiguration") or {}).get("name") or ""
    place = ((SPEC, "priorityLevelConfiguration"), "name")
    if not level:
        errors.required(place, "must reference a priority level")
    else:
        errors.each_invalid(place, level, names.dns_subdomain(level))
    for index, rule in enumerate(spec.get("rules") or ()):
        _rule(errors, ((SPEC, "rules"), index), rule or {})
    wanted = _MANDATORY.get(name)
    whole = {**spec, "matchingPrecedence": precedence}
    if wanted is not None and not same(whole, wanted):
        detail = f"spec of '{name}' must equal the fixed value"
        errors.invalid(SPEC, Json(whole, "flowcontrol.FlowSchemaSpec"), detail)


def _precedence(errors: Errors, place: Link, precedence: int, name: str) -> None:
    if precedence <= 0:
        errors.invalid(place, int(precedence), "must be a positive value")
    if precedence > _HIGHEST_PRECEDENCE:
        detail = f"must not be greater than {_HIGHEST_PRECEDENCE}"
        errors.invalid(place, int(precedence), detail)
    if precedence == 1 and name != "exempt":
        detail = "only the schema named 'exempt' may have matchingPrecedence 1"
        errors.invalid(place, 1, detail)


def same(written: Any, wanted: Any) -> bool:
    """Whether two values are the same to the server: an empty list, say, is one that is absent."""
    if isinstance(wanted, dict) and isinstance(written, dict):
        return all(same(written.get(key), wanted.get(key)) for key in {**written, **wanted})
    if isinstance(wanted, list) and isinstance(written, list):
        return len(written) == len(wanted) and all(map(same, written, wanted))
    return _is_absent(written) if wanted is None else bool(written == wanted)


def _is_absent(value: Any) -> bool:
    """Whether a value is nothing; a struct or a number is there, however empty."""
    return value is None or value is False or value in ("", [])


def _rule(errors: Errors, place: Link, rule: Tree) -> None:
    subjects = rule.get("subjects") or ()
    if not subjects:
        errors.required((place, "subjects"), "subjects must contain at least one value")
    for index, subject in enumerate(subjects):
        _subject(errors, ((place, "subjects"), index), subject or {})
    resources, others = rule.get("resourceRules") or (), rule.get("nonResourceRules") or ()
    if not resources and not others:
        detail = "at least one of resourceRules and nonResourceRules has to be non-empty"
        errors.required(place, detail)
    for index, each in enumerate(resources):
        _resource_rule(errors, ((place, "resourceRules"), index), each or {})
    for index, each in enumerate(others):
        _other_rule(errors, ((place, "nonResourceRules"), index), each or {})


def _subject(errors: Errors, place: Link, subject: Tree) -> None:
    kind = subject.get("kind") or ""
    if kind not in _SUBJECTS:
        errors.unsupported((place, "kind"), Json(kind), tuple(_SUBJECTS))
        return
    for other, key in _SUBJECTS.items():
        written, here = subject.get(key), (place, key)
        if other != kind:
            if written is not None:
                errors.forbidden(here, f"{key} is forbidden when subject kind is not '{other}'")
        elif written is None:
            errors.required(here, f"{key} is required when subject kind is '{kind}'")
        else:
            _named(errors, here, written, account=kind == "ServiceAccount")


def _named(errors: Errors, place: Link, written: Tree, *, account: bool) -> None:
    name = written.get("name") or ""
    if not name:
        errors.required((place, "name"))
    elif account and name != "*":
        errors.each_invalid((place, "name"), name, names.dns_subdomain(name))
    if not account:
        return
    namespace = written.get("namespace") or ""
    if not namespace:
        errors.required((place, "namespace"), "must specify namespace for service account")
    else:
        errors.each_invalid((place, "namespace"), namespace, names.dns_label(namespace))


def _resource_rule(errors: Errors, place: Link, rule: Tree) -> None:
    _verbs(errors, place, rule)
    for key, word, one in (
        ("apiGroups", "api groups", "api group"),
        ("resources", "resources", "resource"),
    ):
        values = _texts(rule, key)
        if not values:
            errors.required((place, key), f"resource rules must supply at least one {one}")
        _alone(errors, (place, key), values, word)
    namespaces, here = _texts(rule, "namespaces"), (place, "namespaces")
    if not namespaces and not rule.get("clusterScope"):
        detail = "resource rules that are not cluster scoped must supply at least one namespace"
        errors.required(here, detail)
    elif not _alone(errors, here, namespaces, "namespaces"):
        for index, namespace in enumerate(namespaces):
            for words in names.dns_label(namespace):
                detail = f"each member of this list must be '*' or a DNS-1123 label; {words}"
                errors.invalid((here, index), namespace, detail)


def _other_rule(errors: Errors, place: Link, rule: Tree) -> None:
    _verbs(errors, place, rule)
    urls, here = _texts(rule, "nonResourceURLs"), (place, "nonResourceURLs")
    if not urls:
        errors.required(here, "nonResourceURLs must contain at least one value")
    elif not _alone(errors, here, urls, "non-resource URLs"):
        for index, url in enumerate(urls):
            words = _path(url)
            if words:
                errors.invalid((here, index), url, words)


def _texts(rule: Tree, key: str) -> list[str]:
    return [each or "" for each in rule.get(key) or ()]


def _alone(errors: Errors, place: Link, values: Sequence[str], words: str) -> bool:
    """Whether all are meant; then no other may stand beside the star."""
    if "*" not in values:
        return False
    if len(values) > 1:
        detail = f"if '*' is present, must not specify other {words}"
        errors.invalid(place, Json(list(values)), detail)
    return True


def _verbs(errors: Errors, place: Link, rule: Tree) -> None:
    verbs, here = _texts(rule, "verbs"), (place, "verbs")
    if not verbs:
        errors.required(here, "verbs must contain at least one value")
    elif not _alone(errors, here, verbs, "verbs") and not set(verbs).issubset(_VERBS):
        errors.unsupported(here, Json(verbs), _VERBS)


def _path(url: str) -> str:
    """Return what is wrong with the path of a request for no resource."""
    if not url:
        return "must not be empty"
    if not url.startswith("/"):
        return "must start with slash"
    if " " in url:
        return "must not contain white-space"
    if "//" in url:
        return "must not contain double slash"
    if url.count("*") > 1 or ("*" in url and not url.endswith("/*")):
        return "wildcard can only do suffix matching"
    return ""
