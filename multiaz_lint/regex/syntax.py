"""Reads a regular expression by the syntax of Go's regexp package (RE2): a tree of small nodes.

There is no looking around and no reference back, so that a search never has to try anew. Whether
a repeat takes as much or as little as it can makes no difference to whether something is found.
"""

from __future__ import annotations

from multiaz_lint.regex.classes import CATEGORIES, LAST, PERL, POSIX, Class
from multiaz_lint.regex.nodes import (
    Assertion,
    Choice,
    Node,
    One,
    Repeat,
    Sequence,
)

MOST_REPEATS = 1000
_DEEPEST = 100
_LONGEST = 20_000
_ESCAPES = {"a": "\a", "f": "\f", "t": "\t", "n": "\n", "r": "\r", "v": "\v"}
_ASSERTIONS = {"A": "start", "z": "end", "b": "word", "B": "no word"}
_SIGNS = frozenset("imsU")


class PatternError(ValueError):
    """A text that is no regular expression."""


def parse(pattern: str) -> Node:
    """Read an expression.

    Raises:
        PatternError: It is none; the words say why, much as Go's do.

    """
    if len(pattern) > _LONGEST:
        raise PatternError(f"longer than {_LONGEST:,} characters")
    reader = _Reader(pattern)
    node = reader.choice(0)
    if reader.at < len(pattern):
        raise PatternError("unexpected )")
    return node


class _Reader:
    """Goes through an expression once; ``flags`` are those that hold where it stands."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.flags: frozenset[str] = frozenset()
        self.names: set[str] = set()

    def choice(self, depth: int) -> Node:
        if depth > _DEEPEST:
            raise PatternError("expression nests too deeply")
        options = [self.sequence(depth)]
        while self.next_is("|"):
            options.append(self.sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def next_is(self, sign: str) -> bool:
        if self.pattern.startswith(sign, self.at):
            self.at += len(sign)
            return True
        return False

    def sequence(self, depth: int) -> Node:
        items: list[Node] = []
        stacked = False
        while self.at < len(self.pattern) and self.pattern[self.at] not in "|)":
            repeat = self.repeat()
            if repeat is not None:
                written, least, most = repeat
                if not items:
                    raise PatternError(f"missing argument to repetition operator: `{written}`")
                if stacked:
                    raise PatternError(f"invalid nested repetition operator: `{written}`")
                items.append(_repeated(items.pop(), least, most))
                stacked = True
                continue
            self.item(items, depth)
            stacked = False
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def repeat(self) -> tuple[str, int, int | None] | None:
        """Read a repetition operator, if one stands here."""
        start = self.at
        found: tuple[int, int | None] | None
        if self.next_is("*"):
            found = 0, None
        elif self.next_is("+"):
            found = 1, None
        elif self.next_is("?"):
            found = 0, 1
        else:
            found = self._counts()
        if found is None:
            return None
        least, most = found
        if least > MOST_REPEATS or (most is not None and (most > MOST_REPEATS or most < least)):
            raise PatternError(f"invalid repeat count: `{self.pattern[start : self.at]}`")
        self.next_is("?")
        return self.pattern[start : self.at], least, most

    def _counts(self) -> tuple[int, int | None] | None:
        if not self.pattern.startswith("{", self.at):
            return None
        inside, closed, _ = self.pattern[self.at + 1 : self.at + 30].partition("}")
        least, comma, most = inside.partition(",")
        if not closed or not _is_count(least) or not (most == "" or _is_count(most)):
            return None
        self.at += len(inside) + 2
        if not comma:
            return int(least), int(least)
        return int(least), int(most) if most else None

    def item(self, items: list[Node], depth: int) -> None:
        """Read what may be repeated: a character, a class, a group, an assertion."""
        sign = self.pattern[self.at]
        self.at += 1
        if sign == "(":
            self._group(items, depth)
        elif sign == "[":
            items.append(One(self._class()))
        elif sign == ".":
            items.append(One(Class(() if "s" in self.flags else (("\n", "\n"),), negated=True)))
        elif sign == "^":
            items.append(Assertion("line start" if "m" in self.flags else "start"))
        elif sign == "$":
            items.append(Assertion("line end" if "m" in self.flags else "end"))
        elif sign == "\\":
            self._escape(items)
        else:
            items.append(self._literal(sign))

    def _literal(self, sign: str) -> One:
        return One(Class(((sign, sign),), folded="i" in self.flags))

    def _group(self, items: list[Node], depth: int) -> None:
        before, name = self.flags, ""
        if self.next_is("?"):
            if self.next_is("P<") or (
                self.pattern[self.at : self.at + 2] not in {"<=", "<!"} and self.next_is("<")
            ):
                name = self._name()
            elif self._flags():
                return
        items.append(self.choice(depth + 1))
        self.flags = before
        if not self.next_is(")"):
            raise PatternError("missing closing )")
        self.names.add(name)

    def _name(self) -> str:
        name, closed, _ = self.pattern[self.at :].partition(">")
        plain = name.isascii() and name.replace("_", "a").isalnum()
        if not closed or not plain:
            raise PatternError(f"invalid named capture: `{name[:40]}`")
        if name in self.names:
            raise PatternError(f"duplicate capture group name: `{name}`")
        self.at += len(name) + 1
        return name

    def _flags(self) -> bool:
        """Read ``(?i)`` or ``(?i:``; tell whether the group ends with them."""
        start = self.at
        flags, on, seen = set(self.flags), True, False
        while self.at < len(self.pattern):
            sign = self.pattern[self.at]
            self.at += 1
            if sign in _SIGNS:
                (flags.add if on else flags.discard)(sign)
                seen = True
            elif sign == "-" and on:
                on = seen = False
            elif sign in ":)" and (on or seen):
                self.flags = frozenset(flags)
                return sign == ")"
            else:
                break
        written = "(?" + self.pattern[start : self.at]
        around = self.pattern.startswith(("=", "!", "<=", "<!"), start)
        words = "it looks around" if around else "not known"
        raise PatternError(f"invalid or unsupported Perl syntax: `{written}` ({words})")

    def _escape(self, items: list[Node]) -> None:
        sign = self.pattern[self.at : self.at + 1]
        if sign in _ASSERTIONS and sign:
            self.at += 1
            items.append(Assertion(_ASSERTIONS[sign]))
        elif sign == "Q":
            quoted, _, _ = self.pattern[self.at + 1 :].partition("\\E")
            self.at += min(len(quoted) + 3, len(self.pattern) - self.at)
            items.extend(map(self._literal, quoted))
        else:
            found = self._named_class()
            items.append(One(found) if found is not None else self._literal(self._character()))

    def _named_class(self) -> Class | None:
        """Read what stands behind a backslash, where it is a class."""
        sign = self.pattern[self.at : self.at + 1]
        folded = "i" in self.flags
        if sign and sign in "dDsSwW":
            self.at += 1
            return Class((), (Class(PERL[sign.lower()], folded=folded),), negated=sign.isupper())
        if sign not in {"p", "P"}:
            return None
        name = self.pattern[self.at + 1 : self.at + 2]
        self.at += 2
        if name == "{":
            name, closed, _ = self.pattern[self.at :].partition("}")
            self.at += len(name) + 1
            name = name if closed else "{" + name
        negated = (sign == "P") != name.startswith("^")
        name = name.removeprefix("^")
        if name == "Any":
            return Class((("\0", LAST),), negated=negated)
        if name not in CATEGORIES:
            raise PatternError(f"invalid character class range: `\\{sign}{{{name[:40]}}}`")
        return Class((), (Class(category=name, folded=folded),), negated=negated)

    def _character(self) -> str:
        """Read what stands behind a backslash, where it is one character."""
        sign = self.pattern[self.at : self.at + 1]
        if not sign:
            raise PatternError("trailing backslash at end of expression")
        self.at += 1
        if sign in _ESCAPES:
            return _ESCAPES[sign]
        if sign == "x":
            return self._hexadecimal()
        octal = self.pattern[self.at : self.at + 1]
        if sign == "0" or (sign in "1234567" and octal and octal in "01234567"):
            digits = sign
            while len(digits) < 3 and self.pattern[self.at : self.at + 1] in set("01234567"):
                digits += self.pattern[self.at]
                self.at += 1
            return chr(int(digits, 8))
        if sign < "\x80" and not sign.isalnum():
            return sign
        words = " (no reference back)" if sign.isdigit() else ""
        raise PatternError(f"invalid escape sequence: `\\{sign}`{words}")

    def _hexadecimal(self) -> str:
        if self.next_is("{"):
            digits, closed, _ = self.pattern[self.at : self.at + 20].partition("}")
            self.at += len(digits) + 1
        else:
            digits, closed = self.pattern[self.at : self.at + 2], "}"
            self.at += 2
            closed = closed if len(digits) == 2 else ""
        if not closed or not digits or set(digits) - set("0123456789abcdefABCDEF"):
            raise PatternError("invalid escape sequence: `\\x`")
        if int(digits, 16) > ord(LAST):
            raise PatternError("invalid escape sequence: `\\x`")
        return chr(int(digits, 16))

    def _class(self) -> Class:
        start = self.at - 1
        negated = self.next_is("^")
        ranges: list[tuple[str, str]] = []
        parts: list[Class] = []
        first = True
        while first or not self.pattern.startswith("]", self.at):
            first = False
            if self.at >= len(self.pattern):
                raise PatternError(f"missing closing ]: `{self.pattern[start:][:40]}`")
            if self.pattern.startswith("[:", self.at) and ":]" in self.pattern[self.at :]:
                parts.append(self._posix())
                continue
            if self.pattern.startswith("\\", self.at):
                self.at += 1
                found = self._named_class()
                if found is not None:
                    parts.append(found)
                    continue
                self.at -= 1
            low = high = self._class_character()
            ahead = self.pattern[self.at : self.at + 2]
            if ahead[:1] == "-" and ahead[1:] not in {"", "]"}:
                self.at += 1
                high = self._class_character()
            if high < low:
                raise PatternError(f"invalid character class range: `{low}-{high}`")
            ranges.append((low, high))
        self.at += 1
        folded = "i" in self.flags
        return Class((), (Class(ranges, parts, folded=folded),), negated=negated)

    def _class_character(self) -> str:
        if self.at >= len(self.pattern):
            raise PatternError("missing closing ]")
        sign = self.pattern[self.at]
        self.at += 1
        return self._character() if sign == "\\" else sign

    def _posix(self) -> Class:
        name, _, _ = self.pattern[self.at + 2 :].partition(":]")
        self.at += len(name) + 4
        bare = name.removeprefix("^")
        if bare not in POSIX:
            raise PatternError(f"invalid character class range: `[:{name[:40]}:]`")
        folded = Class(POSIX[bare], folded="i" in self.flags)
        return Class((), (folded,), negated=bare != name)


def _is_count(text: str) -> bool:
    """Whether a text counts repeats: digits, none of them a zero in front."""
    return text.isascii() and text.isdigit() and (text == "0" or text[0] != "0")


def _repeated(item: Node, least: int, most: int | None) -> Node:
    node = Repeat(item, least, most)
    if (least > 1 or (most or 0) > 1) and _most_repeats(node) > MOST_REPEATS:
        raise PatternError("invalid repeat count: repeats within repeats are more than 1,000")
    return node


def _most_repeats(node: Node) -> int:
    """Return how many copies of something the counts of a node make at most."""
    if isinstance(node, Repeat):
        own = max(node.least, node.most or 0, 1)
        return own * _most_repeats(node.item)
    if isinstance(node, (Sequence, Choice)):
        return max(map(_most_repeats, node.items), default=1)
    return 1
