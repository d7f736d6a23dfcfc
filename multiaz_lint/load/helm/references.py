"""What the pipelines of a template's actions give: values at paths from ``.Values`` on."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    Names = tuple[str, ...]
    """Names from the root, as ``("Values", "image", "tag")``."""
    Scope = Mapping[str, tuple[Names, ...]]
    """The values of which ``.`` and variables stand for one; none where that is not known."""

ITEM = "[]"
"""The name of any item of a list, and of any value of a mapping."""
ROOT: Scope = {".": ((),), "$": ((),)}
"""What they stand for outside of all blocks."""
STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`]*`|\'(?:[^\'\\\n]|\\.)*\'')
_TOKEN = re.compile(
    rf"(?P<string>{STRING.pattern})|(?P<path>(?:\$\w*)?(?:\.\w+)+|\$\w*|\.)"
    r"|(?P<number>[-+]?\d[\w.+-]*)|(?P<word>\w+)|(?P<mark>[(|)])|(?P<other>\S)"
)
_LONGEST = 10_000
"""Characters of a pipeline."""
_MOST_PATHS = 16
_MOST_NAMES = 32
_CONSTANTS = frozenset({"true", "false", "nil"})
_PASSING = frozenset(
    "and coalesce deepCopy default float64 indent int int64 max min nindent or print quote required"
    " squote toJson toPrettyJson toRawJson toString toToml toYaml toYamlPretty trim".split()
)
"""Functions that give one of what they are given, be it in another form."""
_MAKING = frozenset(
    "concat dict include list merge mergeOverwrite mustMerge mustMergeOverwrite omit pick template"
    " tpl".split()
)
"""Functions that may give what they are given, and may make something else of it."""
_ONE_VERB = re.compile(r"%[dqsv]\Z")
_INCLUDING = ("include", "template", "block")
_INCLUDES = re.compile(rf"(?:{'|'.join(_INCLUDING)})\s+({STRING.pattern})")
_SHAPING = re.compile(r"(?:n?indent\s+(\d{1,3})|trim)")
"""What may be done with an included template that leaves its lines what they are."""


class Given:
    """What a pipeline gives: the value at one of ``paths``, or what is said ``literal``.

    It may be ``computed``: then nothing tells a value from a result that is equal to it.
    ``made_of`` is what stands at the keys of a mapping or a list that the pipeline makes.
    """

    __slots__ = ("computed", "literal", "made_of", "paths")

    def __init__(
        self,
        paths: Iterable[Names] = (),
        *,
        literal: str | None = None,
        computed: bool = False,
        made_of: Mapping[str, Given] | None = None,
    ) -> None:
        self.paths = tuple(dict.fromkeys(paths))
        self.literal = literal
        self.computed = computed
        self.made_of = made_of
        if len(self.paths) > _MOST_PATHS or any(len(each) > _MOST_NAMES for each in self.paths):
            self.paths, self.computed = (), True

    def below(self, names: Sequence[str]) -> Given:
        """Return what stands below it."""
        whole, at = self, 0
        while at < len(names) and whole.made_of is not None and names[at] in whole.made_of:
            whole, at = whole.made_of[names[at]], at + 1
        if at == len(names):
            return whole
        paths = () if whole.computed else whole.paths
        return Given(((*each, *names[at:]) for each in paths), computed=not paths)


class _Command:
    """A function and what it is given, or an operand alone; the last operand may be piped in."""

    __slots__ = ("operands", "piped", "word")

    def __init__(self, *piped: Given) -> None:
        self.word = ""
        self.operands: list[Given] = []
        self.piped = piped

    def name(self, word: str) -> None:
        """Take a word: the function, or an operand."""
        if self.word or self.operands or word in _CONSTANTS:
            self.operands.append(Given(literal=word, computed=word not in _CONSTANTS))
        else:
            self.word = word

    def gives(self) -> Given:
        operands = [*self.operands, *self.piped]
        if not operands or (not self.word and len(operands) > 1):
            return Given(computed=True)
        if not self.word:
            return operands[0]
        if self.word in {"index", "get"}:
            return _below(operands[0], operands[1:])
        if self.word == "dig" and len(operands) > 1:
            return _any_of([_below(operands[-1], operands[:-2]), operands[-2]])
        if self.word == "ternary":
            operands = operands[:2]
            return _any_of(operands, computed=any(each.literal is not None for each in operands))
        if self.word == "printf" and _ONE_VERB.match(operands[0].literal or ""):
            return _any_of(operands[1:])
        if self.word in _PASSING:
            return _any_of(operands)
        made = _any_of(operands if self.word in _MAKING else (), computed=True)
        if self.word in {"dict", "list"}:
            made.made_of = dict(_made_of(self.word, operands))
        return made


class Call:
    """An action that includes a template by its name: what it gives to that for all there is.

    Each line of what it writes but the first begins with ``indent`` blanks.
    """

    __slots__ = ("argument", "indent", "name")

    def __init__(self, name: str, argument: Given, indent: int) -> None:
        self.name = name
        self.argument = argument
        self.indent = indent


def call_of(pipeline: str, scope: Scope) -> Call | None:
    """Return which template an action includes, if it writes that and nothing else."""
    if len(pipeline) > _LONGEST or not pipeline.startswith(_INCLUDING):
        return None
    first, *others = _parted(pipeline)
    begins, indent = _INCLUDES.match(first), 0
    for each in others:
        shaping = _SHAPING.fullmatch(each.strip())
        if shaping is None:
            return None
        indent += int(shaping[1] or 0)
    if begins is None:
        return None
    return Call(begins[1][1:-1], given_by(first[begins.end() :], scope), indent)


def _parted(pipeline: str) -> Iterator[str]:
    """Yield the commands of a pipeline."""
    depth = start = 0
    for token in _TOKEN.finditer(pipeline):
        if token[0] == "|" and not depth:
            yield pipeline[start : token.start()]
            start = token.end()
        depth += (token[0] == "(") - (token[0] == ")")
    yield pipeline[start:]


def given_by(pipeline: str, scope: Scope) -> Given:
    """Return what a pipeline gives, as far as its scope knows."""
    if len(pipeline) > _LONGEST:
        return Given(computed=True)
    commands = [_Command()]
    closed = -1
    for token in _TOKEN.finditer(pipeline):
        kind, says, now = token.lastgroup, token[0], commands[-1]
        if kind == "path" and token.start() == closed and says.startswith("."):
            now.operands[-1] = now.operands[-1].below(_fields(says))
            closed = token.end()
        elif kind == "path":
            now.operands.append(_named(says, scope))
        elif kind == "word":
            now.name(says)
        elif says == "(":
            commands.append(_Command())
        elif says == ")" and len(commands) > 1:
            commands.pop()
            commands[-1].operands.append(now.gives())
            closed = token.end()
        elif says == "|":
            commands[-1] = _Command(now.gives())
        elif kind == "string":
            now.operands.append(Given(literal=says[1:-1]))
        elif kind == "number":
            now.operands.append(Given(literal=says))
        else:
            return Given(computed=True)
    return commands[0].gives() if len(commands) == 1 else Given(computed=True)


def _named(says: str, scope: Scope) -> Given:
    """Return what a path names that begins with a variable or the dot."""
    variable = says.partition(".")[0]
    return Given(scope.get(variable or ".", ())).below(_fields(says[len(variable) :]))


def _fields(says: str) -> list[str]:
    return [each for each in says.split(".") if each]


def _below(whole: Given, keys: Iterable[Given]) -> Given:
    return whole.below([ITEM if each.literal is None else each.literal for each in keys])


def _made_of(word: str, operands: Sequence[Given]) -> Iterator[tuple[str, Given]]:
    if word == "list":
        yield from ((str(index), each) for index, each in enumerate(operands))
        return
    for key, value in zip(operands[::2], operands[1::2], strict=False):
        if key.literal is not None:
            yield key.literal, value


def _any_of(operands: Sequence[Given], *, computed: bool = False) -> Given:
    return Given(
        (path for each in operands for path in each.paths),
        computed=computed or any(each.computed for each in operands),
    )
