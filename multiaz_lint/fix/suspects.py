"""Who may have brought a new finding.

That are those whose edits touch its resource, else its file, else the files that it relates to. Of
a finding that touches none of them anybody may be guilty.
"""

from __future__ import annotations

from collections import Counter

from multiaz_lint.fix.batch import resource_of, touched
from multiaz_lint.fix.identity import identity_key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from multiaz_lint.diagnostic import Diagnostic
    from multiaz_lint.fix.identity import Key


class Suspects:
    """Findings of a round by the resources and files that their edits change."""

    __slots__ = ("_accepted", "_of_file", "_of_resource")

    def __init__(self, accepted: list[Diagnostic]) -> None:
        self._accepted = accepted
        self._of_resource: dict[object, list[Diagnostic]] = {}
        self._of_file: dict[object, list[Diagnostic]] = {}
        for each in accepted:
            resources = touched(each)
            for key in resources:
                self._of_resource.setdefault(key, []).append(each)
            for origin in {key[0] for key in resources}:
                self._of_file.setdefault(origin, []).append(each)

    def of(self, new: Diagnostic, cleared: AbstractSet[Key] = frozenset()) -> list[Diagnostic]:
        """Return the findings whose edits may have brought a new one.

        Those that are cleared of it are suspected again where no other of the file is left.
        """
        near = self._of_resource.get(resource_of(new), [])
        beside = self._of_file.get(new.place.origin, [])
        related = self._related(new)
        closest = near or beside or related or self._accepted
        if not cleared:
            return closest
        left = (
            [each for each in group if identity_key(each) not in cleared]
            for group in (near, beside, related)
        )
        return next(filter(None, left), closest)

    def _related(self, new: Diagnostic) -> list[Diagnostic]:
        found = {
            id(each): each for place in new.related for each in self._of_file.get(place.origin, ())
        }
        return list(found.values())

    def anybody(self, suspects: list[Diagnostic]) -> bool:
        """Whether suspects are all there are, and more than one."""
        return suspects is self._accepted and len(suspects) > 1


def surroundings(diagnostic: Diagnostic) -> set[object]:
    """Return the resources that a finding's edits change, and their files."""
    resources = touched(diagnostic)
    return {*resources, *(_file(each) for each in resources)}


def slower(slow: AbstractSet[object], resources: AbstractSet[Key]) -> AbstractSet[object]:
    """Return where one finding a round is to be taken next: at these resources, or their files.

    Nothing is returned where it is so already.
    """
    files = {_file(each) for each in resources}
    step: AbstractSet[object] = files if resources <= slow else resources
    return step - slow


def apart(files: Mapping[Key, str]) -> Iterator[list[Key]]:
    """Yield groups of keys, in which each of any two of one file is without the other once.

    They are twice as many as the number of keys in a file has binary digits.
    """
    indexes: dict[Key, int] = {}
    counted: Counter[str] = Counter()
    for key, file in files.items():
        indexes[key] = counted[file]
        counted[file] += 1
    most = max(counted.values(), default=0)
    for digit in range(max(1, (most - 1).bit_length())):
        for value in (0, 1):
            group = [key for key, index in indexes.items() if index >> digit & 1 == value]
            if group:
                yield group


def _file(resource: Key) -> Key:
    return (resource[0],)
