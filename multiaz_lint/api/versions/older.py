"""Older API versions that this release still decodes: what differs from the current ones."""

from __future__ import annotations

from multiaz_lint.api.golang import parse_int, quoted
from multiaz_lint.api.verdict import Complaint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Tree = dict[str, Any]


ROLLBACK = "deprecated.deployment.rollback.to"


def converted(tree: Tree, kind: str) -> Tree:
    """Return the tree as the current version of the kind would write it, defaults included."""
    spec = tree.get("spec")
    if not isinstance(spec, dict):
        return tree
    if tree.get("apiVersion") == "networking.k8s.io/v1beta1" or kind == "Ingress":
        return {**tree, "spec": _ingress(spec)} if kind == "Ingress" else tree
    if tree.get("apiVersion") in {"apps/v1beta1", "extensions/v1beta1"} and kind != "NetworkPolicy":
        labels = ((spec.get("template") or {}).get("metadata") or {}).get("labels")
        if labels is not None and spec.get("selector") is None:
            spec = {**spec, "selector": {"matchLabels": labels}}
        if kind in {"DaemonSet", "StatefulSet"} and not (spec.get("updateStrategy") or {}).get(
            "type"
        ):
            spec = {**spec, "updateStrategy": {"type": "OnDelete"}}
        if tree["apiVersion"] == "extensions/v1beta1" and kind == "Deployment":
            spec = {"progressDeadlineSeconds": 2147483647, **spec}
        meta = tree.get("metadata") or {}
        if labels and not meta.get("labels"):
            tree = {**tree, "metadata": {**meta, "labels": labels}}
    return {**tree, "spec": spec}


def bad_number(tree: Tree) -> Complaint | None:
    """Return what is wrong with the number that an annotation keeps of extensions/v1beta1.

    The fields spec.templateGeneration of DaemonSets and spec.rollbackTo.revision of Deployments
    became annotations, which conversion parses back (pkg/apis/apps/v1/conversion.go, 1.37).
    """
    kind = tree["kind"]
    key = ROLLBACK if kind == "Deployment" else "deprecated.daemonset.template.generation"
    annotations = (tree.get("metadata") or {}).get("annotations") or {}
    text = annotations.get(key) or ""
    if key not in annotations or parse_int(text) is not None:
        return None
    if kind == "Deployment" and not text:
        return None
    digits = text[1:] if text[:1] in {"+", "-"} else text
    why = "value out of range" if digits.isascii() and digits.isdigit() else "invalid syntax"
    words = f"strconv.ParseInt: parsing {quoted(text)}: {why}"
    if kind == "Deployment":
        words = f"failed to parse annotation[{key}]={text} as int64: {words}"
    return Complaint("type", ("metadata", "annotations", key), key, words, ("int64", text))


def _ingress(spec: Tree) -> Tree:
    new = {key: value for key, value in spec.items() if key != "backend"}
    if spec.get("backend") is not None:
        new["defaultBackend"] = _backend(spec["backend"])
    rules = []
    for each in spec.get("rules") or ():
        rule = dict(each or {})
        http = rule.get("http")
        if http is not None:
            paths = [
                {
                    "pathType": "ImplementationSpecific",
                    **{k: v for k, v in (path or {}).items() if v is not None},
                    "backend": _backend((path or {}).get("backend") or {}),
                }
                for path in http.get("paths") or ()
            ]
            rule["http"] = {"paths": paths}
        rules.append(rule)
    if rules:
        new["rules"] = rules
    return new


def _backend(old: Tree) -> Tree:
    new: Tree = {}
    if old.get("resource") is not None:
        new["resource"] = old["resource"]
    name, port = old.get("serviceName") or "", old.get("servicePort")
    if name or port is not None:
        number = {"name": port} if isinstance(port, str) else {"number": port or 0}
        new["service"] = {"name": name, "port": number}
    return new
