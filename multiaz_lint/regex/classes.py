"""Classes of characters: ranges and Unicode categories, negated or not."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Range = tuple[str, str]

LAST = "\U0010ffff"
_WORD = (("0", "9"), ("A", "Z"), ("_", "_"), ("a", "z"))
PERL: dict[str, tuple[Range, ...]] = {
    "d": (("0", "9"),),
    "s": (("\t", "\n"), ("\f", "\r"), (" ", " ")),
    "w": _WORD,
}
POSIX: dict[str, tuple[Range, ...]] = {
    "alnum": (("0", "9"), ("A", "Z"), ("a", "z")),
    "alpha": (("A", "Z"), ("a", "z")),
    "ascii": (("\0", "\x7f"),),
    "blank": (("\t", "\t"), (" ", " ")),
    "cntrl": (("\0", "\x1f"), ("\x7f", "\x7f")),
    "digit": (("0", "9"),),
    "graph": (("!", "~"),),
    "lower": (("a", "z"),),
    "print": ((" ", "~"),),
    "punct": (("!", "/"), (":", "@"), ("[", "`"), ("{", "~")),
    "space": (("\t", "\r"), (" ", " ")),
    "upper": (("A", "Z"),),
    "word": _WORD,
    "xdigit": (("0", "9"), ("A", "F"), ("a", "f")),
}
CATEGORIES = frozenset(
    "C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf Pi Po Ps S Sc Sk Sm So "
    "Z Zl Zp Zs".split()
)


class Class:
    """Characters of which one may stand in a place.

    ``parts`` are classes of their own that belong to this one; ``folded`` ignores case.
    """

    __slots__ = ("category", "folded", "negated", "parts", "ranges")

    def __init__(
        self,
        ranges: Sequence[Range] = (),
        parts: Sequence[Class] = (),
        *,
        category: str = "",
        negated: bool = False,
        folded: bool = False,
    ) -> None:
        self.ranges = tuple(ranges)
        self.parts = tuple(parts)
        self.category = category
        self.negated = negated
        self.folded = folded

    def holds(self, sign: str) -> bool:
        """Whether a character is one of them."""
        found = self._has(sign)
        if not found and self.folded:
            found = any(map(self._has, folds(sign)))
        return found != self.negated

    def _has(self, sign: str) -> bool:
        for low, high in self.ranges:
            if low <= sign <= high:
                return True
        if self.category:
            from unicodedata import category

            return category(sign).startswith(self.category)
        return any(part.holds(sign) for part in self.parts)


_FAMILIES = ("sS\u017f", "kK\u212a", "\u00e5\u00c5\u212b")


def folds(sign: str) -> list[str]:
    """Return the other characters that are this one when case does not count."""
    for family in _FAMILIES:
        if sign in family:
            return [each for each in family if each != sign]
    others = (sign.lower(), sign.upper(), sign.swapcase())
    return [each for each in others if len(each) == 1 and each != sign]
