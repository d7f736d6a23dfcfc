"""The groups and kinds that Kubernetes has, and in which versions (kube-apiserver 1.37)."""

from __future__ import annotations

from multiaz_lint.api.decoding.go_types import table


def is_kubernetes_group(group: str) -> bool:
    """Tell whether the group is one of Kubernetes' own, where an unknown kind is an error."""
    return "." not in group or group in _own_groups()


def kubernetes_kinds() -> dict[str, set[str]]:
    """Return the kinds that Kubernetes has, or had in an earlier release, by their group."""
    from multiaz_lint.api.versions.releases import removed

    found: dict[str, set[str]] = {}
    for api_version, kinds in (*table("kinds").KINDS.items(), *removed()):
        found.setdefault(api_version.rpartition("/")[0], set()).update(kinds)
    return found


def type_of(group: str, kind: str) -> str | None:
    """Return the Go type of a kind in the best version of its group; None if it has no such kind.

    As in discovery, a version without "alpha" or "beta" is better than one with it, and of those
    the highest is best (apimachinery pkg/version).
    """
    best = _best(group, kind, served=False)
    return table("kinds").KINDS[best][kind][0] if best else None


def served_version(group: str, kind: str) -> str:
    """Return the best API version of a kind that is served unless switched off; empty if none is.

    What is best is as in :func:`type_of`.
    """
    return _best(group, kind, served=True)


def _best(group: str, kind: str, *, served: bool) -> str:
    """Return the best API version of a kind, of all or of those that are ``served``."""
    found = ""
    for api_version, kinds in table("kinds").KINDS.items():
        of_group, _, version = api_version.rpartition("/")
        counts = of_group == group and kind in kinds and (kinds[kind][1] or not served)
        if counts and (not found or version[1:].isdigit()):
            found = api_version
    return found


_groups: set[str] = set()


def _own_groups() -> set[str]:
    if not _groups:
        for version in table("kinds").KINDS:
            _groups.add(version.rpartition("/")[0])
    return _groups
