"""Clusters of manifests as adapters see them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from multiaz_lint.load import objects
from multiaz_lint.load.source import Source
from multiaz_lint.settings import Settings
from multiaz_lint.stages.assembling import assemble
from multiaz_lint.stages.loading import Loaded

if TYPE_CHECKING:
    from multiaz_lint.model import Cluster


def cluster_of(text: str, **settings: Any) -> Cluster:
    loaded = Loaded()
    loaded.resources = list(objects.read(Source("m.yaml", text)).resources)
    return assemble(loaded, Settings(**settings))
