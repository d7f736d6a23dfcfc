"""Claims, volumes and storage classes."""

from __future__ import annotations

from multiaz_lint.model.resource import Resource, mapping, sequence, string

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from multiaz_lint.model.field import Field

BETA_CLASS = "volume.beta.kubernetes.io/storage-class"


def claim_class(claim: dict[str, Any]) -> str | None:
    """The class that a claim names; None asks for the default class, empty for none at all."""
    annotation = mapping(mapping(claim.get("metadata")).get("annotations")).get(BETA_CLASS)
    if isinstance(annotation, str):
        return annotation
    name = mapping(claim.get("spec")).get("storageClassName")
    return name if isinstance(name, str) else None


def places_of_label(label: str) -> frozenset[str] | None:
    """Return the zones or regions that a volume's label names, joined by two underscores.

    None for a label with an empty name among them: VolumeZone takes it for one that is not there
    (LabelZonesToSet, kube-scheduler 1.37).
    """
    places = frozenset(label.split("__"))
    return None if "" in places else places


class PersistentVolumeClaim(Resource):
    """v1 PersistentVolumeClaim."""

    __slots__ = ()

    @property
    def storage_class(self) -> str | None:
        """The StorageClass that it asks for: empty for none, None for the default."""
        return claim_class(self.tree)

    @property
    def access_modes(self) -> list[str]:
        """The access modes that it asks for."""
        modes = sequence(self.spec.get("accessModes"))
        return [mode for mode in modes if isinstance(mode, str)]


class PersistentVolume(Resource):
    """v1 PersistentVolume."""

    __slots__ = ()

    @property
    def storage_class(self) -> str:
        """The StorageClass that it belongs to; empty for none."""
        return string(self.spec.get("storageClassName"))


class StorageClass(Resource):
    """storage.k8s.io StorageClass; volumeBindingMode is Immediate by default (storage/v1, 1.37)."""

    __slots__ = ()

    @property
    def provisioner(self) -> str:
        """Who makes its volumes."""
        return string(self.get("provisioner"))

    @property
    def binding_mode(self) -> Field:
        """When volumes are made: at once (Immediate) where nothing is written."""
        return self.at("volumeBindingMode", default="Immediate")

    @property
    def parameters(self) -> dict[str, str]:
        """What it tells its provisioner."""
        return mapping(self.get("parameters"))

    @property
    def is_default(self) -> bool:
        """Whether claims without a class get this one."""
        for name in (
            "storageclass.kubernetes.io/is-default-class",
            "storageclass.beta.kubernetes.io/is-default-class",
        ):
            if self.annotations.get(name) == "true":
                return True
        return False
