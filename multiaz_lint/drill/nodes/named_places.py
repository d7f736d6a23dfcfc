"""Regions and ids of zones that manifests name, so that made-up nodes stand where pods want to be.

Each workload gets nodes that it can use, in as few regions as do: any one of those that it names
will do for it.
"""

from __future__ import annotations

from itertools import chain, cycle

from multiaz_lint.drill.nodes.shape import CLOUD_KEYS
from multiaz_lint.model import REGION
from multiaz_lint.model.nodes.named_zones import ZONE_ID, ZONE_NAME_KEYS
from multiaz_lint.model.placeholders import is_placeholder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from multiaz_lint.drill.nodes.named_zones import Wish

    Named = dict[str, list[str]]


def named_places(asked: Iterable[Sequence[Wish]]) -> Named:
    """Return the values that made-up nodes have of the labels of every node of a cloud."""
    everyone = [list(map(_filled, each)) for each in asked]
    regions = _fewest(everyone)
    found = {REGION: regions} if regions else {}
    ids = {each for terms in everyone for term in terms for each in term.get(ZONE_ID, ())}
    if ids:
        found[ZONE_ID] = sorted(ids)
    return found


def _filled(term: Wish) -> Wish:
    """Return what a term asks for of these labels, as far as it is known."""
    known = {
        key: [value for value in values if not is_placeholder(value)]
        for key, values in term.items()
        if key in CLOUD_KEYS
    }
    return {key: values for key, values in known.items() if values}


def _fewest(everyone: Iterable[Sequence[Wish]]) -> list[str]:
    """Return regions such that each has one term that is met: few, if not the fewest.

    Who can do with least is asked first, by the values and not by the order of manifests.
    """
    found: set[str] = set()
    wanted = [sorted(sorted(term.get(REGION, ())) for term in terms) for terms in everyone if terms]
    for terms in sorted(wanted, key=lambda terms: (sum(map(len, terms)), terms)):
        if all(terms) and not any(found.intersection(term) for term in terms):
            found.add(terms[0][0])
    return sorted(found)


def regions_of(
    zones: Sequence[str], regions: Sequence[str], asked: Iterable[Sequence[Wish]]
) -> dict[str, str]:
    """Return the region of each zone, where there are several.

    It is the one that is named with the zone, or that the name of the zone begins with. The rest of
    the zones go to the regions that have none, and then to each in turn.
    """
    found = dict(_said(asked, regions))
    for zone in zones:
        begun = [region for region in regions if zone.startswith(region)]
        if zone not in found and begun:
            found[zone] = max(begun, key=len)
    found = {zone: region for zone, region in found.items() if zone in zones}
    empty = [region for region in regions if region not in found.values()]
    rest = chain(empty, cycle(regions))
    for zone in zones:
        if zone not in found:
            found[zone] = next(rest)
    return {zone: found[zone] for zone in zones}


def _said(asked: Iterable[Sequence[Wish]], regions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the zones that terms name together with one region."""
    for terms in asked:
        for term in terms:
            named = term.get(REGION, [])
            if len(named) == 1 and named[0] in regions:
                for key in sorted(ZONE_NAME_KEYS & term.keys()):
                    yield from ((zone, named[0]) for zone in term[key])


def told(zones: Mapping[str, str]) -> str:
    """Say which zones are in which region."""
    by_region: dict[str, list[str]] = {}
    for zone, region in zones.items():
        by_region.setdefault(region, []).append(zone)
    return "; ".join(f"{region} of {', '.join(each)}" for region, each in by_region.items())
