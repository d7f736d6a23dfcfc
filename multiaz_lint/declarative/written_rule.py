"""One document of a rule file becomes a rule, or says all that is wrong with it."""

from __future__ import annotations

from multiaz_lint.declarative.check import check_of, views_of
from multiaz_lint.declarative.expectation import (
    EXPECTATIONS,
    ExpectationError,
    compile_expectation,
)
from multiaz_lint.declarative.path import PathError, common_steps, compile_path
from multiaz_lint.model.kinds import groups_of, home_of
from multiaz_lint.model.tree import Map, path_text
from multiaz_lint.rule import SEVERITY_BY_NAME, Rule, Severity
from multiaz_lint.selection import is_name, means_several
from multiaz_lint.unknown import shown, unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from multiaz_lint.declarative.expectation import Met
    from multiaz_lint.declarative.path import Find
    from multiaz_lint.load.manifest import Manifest
    from multiaz_lint.model.tree import Path

REQUIRED = ("id", "severity", "kinds", "doc", "each", "field", "expect", "message")
OPTIONAL = ("category", "hint", "bad", "good")
KEYS = REQUIRED + OPTIONAL
CATEGORY = "custom"
"""Where rules stand that name no category."""


class WrittenRule:
    """One document of a rule file, taken apart key by key; it collects all mistakes."""

    def __init__(self, manifest: Manifest, proven: bool) -> None:
        self.manifest = manifest
        self.tree = manifest.tree
        self.proven = proven
        self.mistakes: list[str] = []

    def rule(self) -> Rule | None:
        """Make the rule; None if there is a mistake."""
        tree = self.tree
        if not isinstance(tree, Map):
            self.wrong((), "a rule is a mapping of keys such as id, severity and kinds")
            return None
        self._check_keys(tree)
        name = self._name()
        severity = self._severity()
        kinds = self._kinds()
        places = self._each()
        field = self._field()
        met = self._expectation()
        texts = {key: self._text(key) for key in ("doc", "message", "category", "hint")}
        page = texts["doc"].strip() + "".join(
            f"\n\n```yaml {key}\n{self._text(key).rstrip()}\n```"
            for key in ("bad", "good")
            if key in tree
        )
        if self.mistakes or severity is None or met is None:
            return None
        return Rule(
            name,
            severity,
            on=views_of(kinds),
            needs=tuple(sorted({kind for _, kind in kinds})),
            doc=page + "\n",
            check=check_of(kinds, places, field, met, texts["message"], texts["hint"] or None),
            category=texts["category"] or CATEGORY,
            module=self.manifest.origin,
            place=self._place(("id",)),
        )

    def wrong(self, path: Path, words: str) -> None:
        self.mistakes.append(f"{self._place(path)}: {words}")

    def _place(self, path: Path) -> str:
        span = self.manifest.span(path)
        return f"{self.manifest.origin}:{span.line}:{span.column}"

    def _check_keys(self, tree: Map) -> None:
        for key in tree.duplicates:
            self.wrong((key,), f"key {key!r} is written twice")
        for key in tree:
            if key not in KEYS:
                self.wrong((key,), unknown("key", key, KEYS))
        for key in REQUIRED:
            if tree.get(key) is None:
                self.wrong((), f"key {key!r} is missing")

    def _text(self, key: str) -> str:
        value = self.tree.get(key)
        if value is None:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.wrong((key,), f"{key} is a text")
            return ""
        return value

    def _name(self) -> str:
        value = self.tree.get("id")
        if value is not None and not is_name(value):
            words = "id is words of small letters joined by hyphens: zone-label-missing"
            self.wrong(("id",), words)
        elif not self.proven and means_several(value):
            words = f"id {value!r} is a word for many rules in selections and suppressions"
            self.wrong(("id",), words)
        return str(value)

    def _severity(self) -> Severity | None:
        value = self.tree.get("severity")
        if value is None:
            return None
        found = SEVERITY_BY_NAME.get(value) if isinstance(value, str) else None
        if found is None:
            said = value if isinstance(value, str) else shown(value)
            self.wrong(("severity",), unknown("severity", said, tuple(SEVERITY_BY_NAME)))
        return found

    def _kinds(self) -> frozenset[tuple[str, str]]:
        """Read kinds as (group, kind), where the server has it today."""
        value = self.tree.get("kinds")
        found: set[tuple[str, str]] = set()
        if value is None:
            return frozenset()
        if not isinstance(value, list) or not value:
            self.wrong(("kinds",), "kinds is a list such as [Deployment, karpenter.sh/NodePool]")
            return frozenset()
        for index, written in enumerate(value):
            if not isinstance(written, str) or not written.rpartition("/")[2]:
                words = f"kinds[{index}]: {shown(written)} is no name such as Deployment or "
                self.wrong(("kinds", index), f"{words}apps/Deployment")
                continue
            group, slash, kind = written.rpartition("/")
            last = group.rpartition("/")[2]
            if last[:1] == "v" and last[1:2].isdigit():
                words = f"{written!r} names a version: a kind is {kind} or group/{kind}"
                self.wrong(("kinds", index), words)
                continue
            groups = (group,) if slash else groups_of(kind)
            if not self.proven and (slash or not groups):
                from multiaz_lint.declarative import known_kinds

                groups = groups or known_kinds.groups_of(kind)
                if not any(known_kinds.may_be(each, kind) for each in groups):
                    self.wrong(("kinds", index), known_kinds.no_kind(written))
            found.update((home_of(each, kind), kind) for each in groups)
        return frozenset(found)

    def _each(self) -> list[Find]:
        value = self.tree.get("each")
        if value is None:
            return []
        several = isinstance(value, list)
        if several and not value:
            self.wrong(("each",), "each is a JSONPath, or a list of them")
        found = []
        for index, expression in enumerate(value if several else [value]):
            path: Path = ("each", index) if several else ("each",)
            if not isinstance(expression, str) or not expression.strip():
                self.wrong(path, "each is a JSONPath, or a list of them")
                continue
            try:
                found.append(compile_path(expression.strip(), proven=self.proven))
            except PathError as error:
                self.wrong(path, f"{path_text(path)}: {shown(expression)} is no JSONPath: {error}")
        return found

    def _field(self) -> Path:
        value = self.tree.get("field")
        if value is None:
            return ()
        if not isinstance(value, str):
            self.wrong(("field",), f"field is a path such as spec.replicas{_unquoted(value)}")
            return ()
        steps = common_steps(value.strip())
        if steps is not None and not any(step is None or isinstance(step, tuple) for step in steps):
            return tuple(step for step in steps if isinstance(step, (str, int)))
        try:
            compile_path(value)
        except PathError as error:
            self.wrong(("field",), f"field: {shown(value)} is no JSONPath: {error}")
        else:
            self.wrong(("field",), "field leads to one place below each: wildcards belong in each")
        return ()

    def _expectation(self) -> Met | None:
        value = self.tree.get("expect")
        if value is None:
            return None
        options = ", ".join(EXPECTATIONS)
        if not isinstance(value, dict):
            self.wrong(("expect",), f"expect is a mapping with one of {options}")
            return None
        strange = [name for name in value if name not in EXPECTATIONS]
        for name in strange:
            self.wrong(("expect", name), unknown("expectation", name, EXPECTATIONS))
        if strange:
            return None
        if len(value) != 1:
            told = " and ".join(value) if value else "none"
            self.wrong(("expect",), f"exactly one expectation is needed, here is {told}")
            return None
        (name, wanted), *_ = value.items()
        try:
            return compile_expectation(name, wanted)
        except ExpectationError as error:
            self.wrong(("expect", name), str(error))
            return None


def _unquoted(value: object) -> str:
    """Say what YAML makes of a word without quotes."""
    if isinstance(value, (bool, int, float)):
        kind = "boolean" if isinstance(value, bool) else "number"
        return f", and this is a {kind}: write it in quotes"
    return ""
