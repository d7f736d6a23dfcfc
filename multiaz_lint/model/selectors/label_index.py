"""Which workloads a selector matches, found by the labels of their pod templates."""

from __future__ import annotations

from itertools import chain

from multiaz_lint.model.cached import Recent
from multiaz_lint.model.effort import Metered
from multiaz_lint.model.labels import EXISTS, IN, NOT_IN, Selector

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from multiaz_lint.model.effort import Effort
    from multiaz_lint.model.workload import Workload

_NONE: frozenset[str] = frozenset()
_FEW = 10
"""To look at so many again costs less than to find out whether that was done."""


class LabelIndex:
    """Workloads by namespace, and by each label of their pods.

    A selector looks at the workloads of its rarest label only. Labels that controllers add have
    values that nobody knows before; they are asked of the pods themselves.
    """

    def __init__(self, workloads: Iterable[Workload], effort: Effort) -> None:
        self.namespaces: dict[str, list[Workload]] = {}
        """The workloads of each namespace, in the order of the input."""
        self._effort = effort
        self._labelled: dict[tuple[str, str, str], list[Workload]] = {}
        self._folders: dict[str, dict[str, list[Workload]]] = {}
        self._firsts: dict[str, list[Workload]] = {}
        self._anywhere: dict[tuple[str, str], list[Workload]] | None = None
        self._homes: dict[tuple[str, str], set[str]] | None = None
        self._added_anywhere: frozenset[str] = _NONE
        self._added: dict[str, frozenset[str]] = {}
        self._keys: dict[str, frozenset[str]] = {}
        self._carriers: dict[str, dict[str, list[Workload]]] = {}
        self._placed: dict[str, dict[Workload, int]] = {}
        number = 0
        for workload in workloads:
            number += 1
            namespace = workload.namespace
            effort.put(self.namespaces, namespace, workload)
            for key, value in workload.template_labels.items():
                if isinstance(value, str):
                    effort.put(self._labelled, (namespace, key, value), workload)
        self._recent = Recent(number)

    def folders(self, namespace: str) -> dict[str, list[Workload]]:
        """Return the workloads of a namespace by the folders that they stand in."""
        found = self._folders.get(namespace)
        if found is None:
            found = self._folders[namespace] = {}
            for workload in self.namespaces.get(namespace, ()):
                self._effort.put(found, workload.directory, workload)
        return found

    def firsts(self, namespace: str) -> list[Workload]:
        """Return the first workload of each of these folders."""
        found = self._firsts.get(namespace)
        if found is None:
            several = self.folders(namespace).values()
            found = self._firsts[namespace] = Metered(self._effort, [each[0] for each in several])
        return found

    def added(self, namespace: str) -> frozenset[str]:
        """Return the labels that controllers add to pods of a namespace."""
        found = self._added.get(namespace)
        if found is None:
            workloads = self.namespaces.get(namespace, ())
            found = self._added[namespace] = _NONE.union(*{each.added_labels for each in workloads})
        return found

    def keys(self, namespace: str) -> frozenset[str]:
        """Return the keys of all labels that pods of a namespace have."""
        found = self._keys.get(namespace)
        if found is None:
            workloads = self.namespaces.get(namespace, ())
            found = self._keys[namespace] = _NONE.union(*[each.pod_labels for each in workloads])
        return found

    def homes(self, selector: Selector) -> set[str] | None:
        """Return the namespaces whose pods a selector may match: those with its rarest label.

        None where it asks for none, or for those only that controllers add.
        """
        if self._homes is None:
            self._homes = {}
            for namespace, key, value in self._labelled:
                self._homes.setdefault((key, value), set()).add(namespace)
            self._added_anywhere = _NONE.union(*map(self.added, self.namespaces))
        asked = [label for label in selector.single if label[0] not in self._added_anywhere]
        return min((self._homes.get(label, set()) for label in asked), key=len, default=None)

    def matching(self, selector: Selector, namespace: str) -> list[Workload]:
        """Return the workloads of a namespace whose pods a selector matches."""
        if selector.nothing:
            return []
        if selector.expressions:
            said = self._said(selector, namespace)
            if said is None:
                return []
            selector = said
        narrowest: list[Workload] | None = None
        added = self.added(namespace)
        for key, value in selector.single:
            if key in added:
                continue
            posting = self._labelled.get((namespace, key, value))
            if posting is None:
                return []
            if narrowest is None or len(posting) < len(narrowest):
                narrowest = posting
        candidates = self.namespaces.get(namespace, []) if narrowest is None else narrowest
        asked = len(selector.equalities) + len(selector.expressions)
        if not asked or (asked == 1 and narrowest is not None):
            return candidates  # nothing else is asked for
        if selector.expressions and len(candidates) >= _FEW:
            candidates = self._of_values(selector, namespace, candidates)
        if len(candidates) < _FEW:
            return [each for each in candidates if selector.matches(each.pod_labels)]
        question = namespace, selector.question
        matching: list[Workload] | None = self._recent.get(question)
        if matching is None:
            matching = Metered(
                self._effort, [each for each in candidates if selector.matches(each.pod_labels)]
            )
            self._recent.put(question, matching, len(matching))
        return matching

    def _said(self, selector: Selector, namespace: str) -> Selector | None:
        """Return a selector without what it says of labels that no pod of a namespace has.

        It matches the same; None where it matches nothing. Thousands of selectors may each leave
        out a value that there is not: they are the same then.
        """
        added = self.added(namespace)
        kept = []
        for expression in selector.expressions:
            key, operator, values = expression
            if key in added:
                kept.append(expression)
            elif operator in {IN, NOT_IN}:
                labelled = self._labelled
                there = [each for each in values if (namespace, key, each) in labelled]
                if operator == IN and not there:
                    return None
                if there:
                    kept.append((key, operator, frozenset(there)))
            elif key in self.keys(namespace):
                kept.append(expression)
            elif operator == EXISTS:
                return None
        return Selector(selector.equalities, tuple(kept))

    def _of_values(
        self, selector: Selector, namespace: str, candidates: list[Workload]
    ) -> list[Workload]:
        """Return those that have a label, or one of several values of it, where these are fewer."""
        added = self.added(namespace)
        for key, operator, values in selector.expressions:
            if key in added:
                continue
            if operator == EXISTS:
                carriers = self._carriers_in(namespace)[key]
                candidates = min(candidates, carriers, key=len)
            if operator != IN:
                continue
            postings = [self._labelled[namespace, key, value] for value in values]
            if sum(map(len, postings)) < len(candidates):
                places = self._places(namespace)
                candidates = sorted(chain.from_iterable(postings), key=places.__getitem__)
        return candidates

    def _carriers_in(self, namespace: str) -> dict[str, list[Workload]]:
        """Return the workloads of a namespace by each key of the labels that their pods have."""
        found = self._carriers.get(namespace)
        if found is None:
            found = self._carriers[namespace] = {}
            for workload in self.namespaces.get(namespace, ()):
                for key in workload.pod_labels:
                    self._effort.put(found, key, workload)
        return found

    def _places(self, namespace: str) -> dict[Workload, int]:
        """Return the workloads of a namespace with their places in its list."""
        found = self._placed.get(namespace)
        if found is None:
            workloads = self.namespaces.get(namespace, ())
            found = self._placed[namespace] = {each: at for at, each in enumerate(workloads)}
        return found

    def elsewhere(self, selector: Selector, namespace: str) -> list[Workload]:
        """Return the workloads of other namespaces that a selector would match there."""
        equalities = selector.equalities.items()
        if selector.nothing or not equalities:
            return []
        if self._anywhere is None:
            self._anywhere = {}
            for (_, key, value), workloads in self._labelled.items():
                found = self._anywhere.setdefault((key, value), Metered(self._effort))
                found += workloads
        narrowest: list[Workload] | None = None
        for label in equalities:
            posting = self._anywhere.get(label)
            if posting is None:
                return []
            if narrowest is None or len(posting) < len(narrowest):
                narrowest = posting
        return [
            each
            for each in narrowest or ()
            if each.namespace != namespace and selector.matches(each.pod_labels)
        ]
