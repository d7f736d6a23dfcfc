"""Which kinds a rule can ever see: those of Kubernetes, and what others may call theirs."""

from __future__ import annotations

from multiaz_lint.api import names
from multiaz_lint.api.registered import is_kubernetes_group, kubernetes_kinds
from multiaz_lint.unknown import hint, shown


def groups_of(kind: str) -> tuple[str, ...]:
    """Return the groups of Kubernetes that have a kind."""
    return tuple(group for group, kinds in kubernetes_kinds().items() if kind in kinds)


def may_be(group: str, kind: str) -> bool:
    """Tell whether a group can have a kind: of others' groups all that their names allow."""
    if is_kubernetes_group(group):
        return kind in kubernetes_kinds().get(group, ())
    return not (names.dns_subdomain(group) or names.dns_label(kind.lower()))


def no_kind(written: str) -> str:
    """Say that there is no such kind, and which was meant."""
    group, slash, _ = written.rpartition("/")
    own = kubernetes_kinds()
    if not slash:
        known = {kind for kinds in own.values() for kind in kinds}
    elif is_kubernetes_group(group):
        known = {f"{each}/{kind}" for each, kinds in own.items() for kind in kinds}
    else:
        words = "cannot be a kind of others, which is group/Kind: karpenter.sh/NodePool"
        return f"{shown(written)} {words}"
    words = f"Kubernetes has no kind {shown(written)} (kinds of others are written group/Kind)"
    return words + hint(written, sorted(known))
