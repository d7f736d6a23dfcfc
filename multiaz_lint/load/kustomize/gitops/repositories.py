"""Which repository a delivery is of, as far as the input tells.

What delivers the very folder that it stands in is of the repository that is checked, as ``flux
bootstrap`` and an app of apps make it. What names another repository than those delivers nothing of
this one, though there may be a folder of that name.
"""

from __future__ import annotations

import re

from multiaz_lint.load.kustomize.gitops.folders import folder_of
from multiaz_lint.load.kustomize.uses import FLUX
from multiaz_lint.model.resource import mapping, sequence, string
from multiaz_lint.paths import normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from multiaz_lint.model.resource import Resource

GIT = "source.toolkit.fluxcd.io", "GitRepository"
_SCHEME = re.compile(r"[A-Za-z+]+://")
_PORT = re.compile(r":\d+(?=/)")


class Repositories:
    """The repositories that objects of GitOps tools name; ``known`` has the GitRepositories."""

    def __init__(
        self, ordering: Iterable[Resource], known: Iterable[Resource], tops: dict[str, str]
    ) -> None:
        self._urls: dict[tuple[str, str], set[str]] = {}
        for each in known:
            if (each.group, each.kind) == GIT:
                urls = self._urls.setdefault((each.namespace, each.name), set())
                urls.add(_url(each.spec.get("url")))
        self._own = {
            url
            for each in ordering
            for path, url in self._sources(each)
            if url and _holds(each, path, tops)
        }

    def fault(self, url: str) -> str:
        """Say that a repository is another one than what is checked; empty where it may be that."""
        if not url or not self._own or _name(url) in map(_name, self._own):
            return ""
        return f"it is of another repository ({url})"

    def of_flux(self, resource: Resource) -> str:
        """Return the repository that a Kustomization of Flux names; empty where nobody knows."""
        source = mapping(resource.spec.get("sourceRef"))
        if string(source.get("kind")) != GIT[1]:
            return ""
        namespace = string(source.get("namespace")) or resource.namespace
        urls = self._urls.get((namespace, string(source.get("name"))), set())
        return next(iter(urls)) if len(urls) == 1 else ""

    def _sources(self, resource: Resource) -> Iterator[tuple[Any, str]]:
        """Yield the paths that an object has built, and of which repository."""
        spec = resource.spec
        if resource.group == FLUX:
            yield spec.get("path"), self.of_flux(resource)
        elif resource.kind == "Application":
            for each in (spec.get("source"), *sequence(spec.get("sources"))):
                yield mapping(each).get("path"), of_argo_cd(each)


def of_argo_cd(source: Any) -> str:
    """Return the repository that a source of Argo CD names; empty where it is filled in later."""
    return _url(mapping(source).get("repoURL"))


def _holds(resource: Resource, path: Any, tops: dict[str, str]) -> bool:
    """Whether an object stands in the folder that it has built."""
    if not string(path):
        return False
    folder, outside = folder_of(resource, path, tops)
    return not outside and normal(resource.origin).startswith(f"{folder}/")


def _name(url: str) -> str:
    """Return the name of a repository, which mirrors and forks have too."""
    return url.rpartition("/")[2]


def _url(written: Any) -> str:
    """Return host and path of a repository, which are the same by ssh and by https."""
    url = string(written)
    if "{{" in url or "${" in url:
        return ""
    plain = _SCHEME.sub("", url, count=1).rpartition("@")[2]
    if "://" not in url:
        plain = plain.replace(":", "/", 1)  # git@host:path
    return _PORT.sub("", plain).rstrip("/").removesuffix(".git").lower()
