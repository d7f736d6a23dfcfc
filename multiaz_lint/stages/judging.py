"""Asks the rules about resources, and gathers what they report, or that they failed."""

from __future__ import annotations

from multiaz_lint.api.findings import CHANGED_KEY, COMPLAINT, complained
from multiaz_lint.diagnostic import CRASHED, Diagnostic, Identity, Place
from multiaz_lint.load.kustomize.built_manifest import BuiltManifest
from multiaz_lint.model import Resource
from multiaz_lint.model.effort import EffortError
from multiaz_lint.result import NotChecked
from multiaz_lint.rule import Severity
from multiaz_lint.stages.telling import diagnostic_of
from multiaz_lint.stages.undecided import undecided

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from multiaz_lint.model import Cluster, Field
    from multiaz_lint.rule import Problem, Rule
    from multiaz_lint.selection import Chosen

    Found = list[tuple[Problem, Chosen]]
    Looking = tuple[list[Chosen], frozenset[str]]
    Question = tuple[type[Resource], bool, frozenset[str]]

_NONE: frozenset[str] = frozenset()
_COMPLAINED = frozenset((COMPLAINT,))
_CHANGED = frozenset((CHANGED_KEY,))
_BATCH = 500
"""Resources that are judged at once: their trees take about 5 MB."""


class Judging:
    """One run of the chosen rules over a cluster: ``diagnostics``, and what held placeholders."""

    def __init__(
        self,
        chosen: Sequence[Chosen],
        diagnostics: list[Diagnostic],
        checkpoint: Callable[[], None] | None = None,
    ) -> None:
        self.chosen = chosen
        self.diagnostics = diagnostics
        self.checkpoint = checkpoint
        """What is called before each batch, and may end the run by an error."""
        self.placeholders: dict[str, NotChecked] = {}
        self.unfinished: Sequence[Resource] = ()
        """Resources that not all rules have judged, as there was too much to look at."""
        self.failed: set[str] = set()
        """Rules that raised an error somewhere."""
        self.built: dict[int, BuiltManifest] = {}
        """The manifests of diagnostics about what kustomizations build, by their ``id``."""
        self._looking: dict[tuple[type[Resource], bool], Looking] = {}
        self._asked: dict[Question, list[Chosen]] = {}
        self._origin: dict[int, Identity] = {}

    def judge(self, cluster: Cluster, resources: Sequence[Resource] | None = None) -> None:
        """Let every rule judge every resource that it may have something to say of, or these only.

        What is judged first looks first, so a call for others goes on with the looks that are left.
        Rule by rule over a batch of resources: the code of one rule stays in the processor's cache,
        which saves a third of the time, and what is worked out for a resource is still near.
        """
        resources = cluster.resources if resources is None else resources
        if self.unfinished:
            self.unfinished = [*self.unfinished, *resources]
            return
        self.chosen = [each for each in self.chosen if _may_speak(each.rule, cluster)]
        for first in range(0, len(resources), _BATCH):
            if self.checkpoint is not None:
                self.checkpoint()
            batch = resources[first : first + _BATCH]
            alike: dict[int, tuple[list[Chosen], list[int]]] = {}
            for at, resource in enumerate(batch):
                rules = self.asked(resource)
                known = alike.get(id(rules))
                if known is None:
                    known = alike[id(rules)] = rules, []
                known[1].append(at)
            shown: dict[int, list[int]] = {id(each): [] for each in self.chosen}
            for rules, places in alike.values():
                for each in rules:
                    shown[id(each)] += places
            found: list[Found] = [[] for _ in batch]
            for each in self.chosen:
                if shown[id(each)]:
                    self._ask(each, shown[id(each)], batch, cluster, found)
                if cluster.effort.spent:
                    self.unfinished = resources[first:]
                    break
            for resource, problems in zip(batch, found, strict=True):
                if problems:
                    self._tell(resource, problems)
            if self.unfinished:
                return

    def asked(self, resource: Resource) -> list[Chosen]:
        """Return the rules that a resource is shown to: for its view, and for what it has."""
        view = type(resource)
        partial = bool(resource.part)
        looking, needed = self._looking.get((view, partial)) or self._look(resource, partial)
        if partial or resource.operated:
            names = needed | _COMPLAINED  # nobody can tell which of them an operator supplies
        else:
            names = needed.intersection(resource.field_names()) if needed else _NONE
            if complained(resource):
                names |= _COMPLAINED
        if resource.manifest.changed_keys:
            names |= _CHANGED
        question = (view, partial, names)
        rules = self._asked.get(question)
        if rules is None:
            rules = self._asked[question] = [
                each
                for each in looking
                if not each.rule.needs or not names.isdisjoint(each.rule.needs)
            ]
        if resource.merged:
            # Several objects in one mapping: to judge what is left of them would be guessing.
            return [each for each in rules if each.rule.id == "api-duplicate-field"]
        settled = resource.settled
        return [each for each in rules if each.rule.id not in settled] if settled else rules

    def _look(self, resource: Resource, partial: bool) -> tuple[list[Chosen], frozenset[str]]:
        """Return the rules that look at such resources, and all fields that they need."""
        looking = [each for each in self.chosen if _looks_at(each.rule, resource)]
        needed = frozenset(name for each in looking for name in each.rule.needs)
        needed -= _COMPLAINED | _CHANGED
        self._looking[type(resource), partial] = looking, needed
        return looking, needed

    def _ask(
        self,
        chosen: Chosen,
        shown: list[int],
        batch: Sequence[Resource],
        cluster: Cluster,
        found: list[Found],
    ) -> None:
        """Let one rule judge what it is shown of a batch; where it raises is a finding."""
        check, parameters = chosen.rule.check, chosen.parameters
        for at in shown:
            try:
                for problem in check(batch[at], cluster, parameters):
                    found[at].append((problem, chosen))  # counts even if it fails behind it
            except EffortError:
                return  # no look is left, so the rest of the resources is told as unfinished
            except Exception as error:  # noqa: BLE001 - a crash of one rule must not hide the others' findings
                self._tell_crash(chosen.rule, batch[at], error)

    def _tell(self, judged: Resource, found: Found) -> None:
        """Make diagnostics of the problems of a resource, but for values still to be filled."""
        identity, owner = self._identity(judged), id(judged)
        first, yielding = len(self.diagnostics), {}
        is_built = isinstance(judged.manifest, BuiltManifest)
        for problem, chosen in found:
            try:
                field = undecided(problem)
                if field is not None:
                    self._note_placeholder(field)
                else:
                    if judged.operated:
                        problem.edits = ()  # what it belongs to is read by its operator alone
                    made = diagnostic_of(problem, chosen, identity, owner)
                    self.diagnostics.append(made)
                    if is_built:
                        self.built[id(made)] = judged.manifest  # type: ignore[assignment]  # is one
                    if problem.unless:
                        yielding[id(made)] = problem.unless
            except Exception as error:  # noqa: BLE001 - nor must a problem that cannot be shown
                self._tell_crash(chosen.rule, problem.field.resource, error)
        if yielding:
            self._leave_to_others(first, yielding)

    def _leave_to_others(self, first: int, yielding: dict[int, str]) -> None:
        """Take out what another rule says better of the same resource: it did run, and speaks."""
        told = self.diagnostics[first:]
        said: dict[str, Severity] = {}
        for each in told:
            said[each.rule] = max(each.severity, said.get(each.rule, each.severity))
        self.diagnostics[first:] = [
            each
            for each in told
            if id(each) not in yielding
            or said.get(yielding[id(each)], Severity.INFO - 1) < each.severity
        ]

    def _tell_crash(self, rule: Rule, resource: Resource, error: Exception) -> None:
        from multiaz_lint.plugins import guarded

        self.failed.add(rule.id)
        why = guarded.words(error)
        words = f"rule {rule.id} failed on {resource}: {why}; the other rules went on"
        place = Place(resource.origin_at(()), *resource.span(()).as_tuple())
        self.diagnostics.append(
            Diagnostic(
                CRASHED, Severity.ERROR, words, place,
                category="hygiene", resource=self._identity(resource), owner=id(resource),
            )
        )  # fmt: skip

    def _identity(self, resource: Resource) -> Identity:
        """Return the identity of a resource, the same object each time."""
        known = self._origin.get(id(resource))
        if known is None:
            known = self._origin[id(resource)] = Identity(
                resource.api_version, resource.kind, resource.namespace, resource.name
            )
            known.origin = resource.origin
        return known

    def _note_placeholder(self, field: Field) -> None:
        origin, line = field.resource.origin_at(field.path), field.span.line
        known = self.placeholders.get(origin)
        if known is None:
            why = "holds placeholders, so fields that they fill were not judged"
            self.placeholders[origin] = NotChecked(origin, why, line)
        else:
            known.line = min(known.line, line)  # the first one, whichever resource is judged first


def _may_speak(rule: Rule, cluster: Cluster) -> bool:
    """Whether a rule has anything to say of a cluster; one that cannot tell is asked."""
    try:
        return rule.where is None or rule.where(cluster)
    except Exception:  # noqa: BLE001 - what is wrong shows when it is asked
        return True


def _looks_at(rule: Rule, resource: Resource) -> bool:
    """Whether a rule is about such a resource; components are seen besides their whole."""
    return any(
        isinstance(resource, view) and not (view is Resource and resource.part) for view in rule.on
    )
