"""What GitOps tools deliver: the folders that they name, with all that they add."""

from __future__ import annotations

from bisect import bisect_left

from multiaz_lint.load.kustomize.effort import TooMuchError
from multiaz_lint.load.kustomize.kustomization import Kustomization

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from multiaz_lint.load.kustomize.effort import BuildEffort
    from multiaz_lint.load.kustomize.faults import Faults
    from multiaz_lint.load.kustomize.gitops.delivery import Delivery

_TAKEN_OVER = 10
"""How many entries are taken over in about the time in which an object is looked at."""
_ENDINGS = (".yaml", ".yml")
"""Of the files that Flux takes of a folder without kustomization."""


def delivered(
    deliveries: Iterable[Delivery],
    by_folder: Mapping[str, Kustomization],
    by_file: Iterable[str],
    effort: BuildEffort,
    faults: Faults,
) -> list[Delivery]:
    """Return deliveries over what they deliver: of folders that one of them changes or others list.

    Others say no more than the kustomizations that they name, which are built anyway. ``by_file``
    are the normal paths of the files that hold objects.
    """
    every = list(deliveries)
    if not every:
        return []
    folders = _Folders(by_folder, by_file)
    wanted = {path for each in by_folder.values() for path in (*each.listed, *each.components)}
    changing = {each.folder: each for each in every if each.changes and not each.fault}
    for folder, each in changing.items():
        wanted.add(folder)
        below = folders.generated(each) if _is_loose(each, by_folder) else None
        wanted.update(below.listed if below is not None else ())
    made: list[Delivery] = []
    for each in every:
        if each.folder not in wanted and not (each.changes and each.fault):
            continue
        base = by_folder.get(each.folder)
        if _is_loose(each, by_folder):
            base = folders.generated(each)
        why = each.fault
        if base is None and not why:
            lacks = "is not" if each.of_flux else "has no kustomization"
            why = f"{each.folder} {lacks} in the input"
        if base is not None and not why:
            try:
                effort.spend(base.entry_count // _TAKEN_OVER)
            except TooMuchError:
                why = effort.too_much
            else:
                made.append(each.over(base))
                _tell_missing(each, by_folder, faults)
        if why and each.changes:
            name = f"{each.what.lower()}/{each.name}"
            faults.tell(each, f"nothing of {name} is applied, as {why}")
    return made


def _tell_missing(
    delivery: Delivery, by_folder: Mapping[str, Kustomization], faults: Faults
) -> None:
    """Tell components that are not there, but where they may be missing."""
    missing = [path for path in delivery.components if path not in by_folder]
    if missing and not delivery.skips_missing:
        faults.tell(delivery, f"its component {missing[0]} is not in the input")


def _is_loose(delivery: Delivery, by_folder: Mapping[str, Kustomization]) -> bool:
    """Whether it takes all manifests of a folder, as that has no kustomization."""
    return delivery.of_flux and delivery.folder not in by_folder


class _Folders:
    """The folders of an input that have no kustomization, as Flux sees them."""

    def __init__(self, by_folder: Mapping[str, Kustomization], by_file: Iterable[str]) -> None:
        self._by_folder = by_folder
        files = (each for each in by_file if each.endswith(_ENDINGS))
        self._paths = sorted((*files, *(f"{each}/" for each in by_folder)))
        """The files, and the folders that have a kustomization."""
        self._known: dict[str, Kustomization] = {}

    def generated(self, delivery: Delivery) -> Kustomization | None:
        """Return the kustomization that Flux generates of a folder; None where that has nothing.

        It takes the manifests in the folder and below, and of folders that have a kustomization
        these (fluxcd/pkg kustomize scanManifests, v1.44).
        """
        folder = delivery.folder
        made = self._known.get(folder)
        if made is None:
            made = self._known[folder] = Kustomization(delivery.at, folder)
            made.listed = list(dict.fromkeys(self._below(folder)))
        return made if made.listed else None

    def _below(self, folder: str) -> Iterator[str]:
        above = "" if folder == "." else f"{folder}/"
        for path in self._paths[bisect_left(self._paths, above) :]:
            if not path.startswith(above):
                break
            own = path.find("/", len(above))
            while own > 0 and path[:own] not in self._by_folder:
                own = path.find("/", own + 1)
            yield path[:own] if own > 0 else path
