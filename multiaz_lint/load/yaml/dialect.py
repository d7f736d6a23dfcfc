"""What Kubernetes' readers accept and libyaml does not, or otherwise: texts are made alike for it.

Kubernetes reads YAML by go.yaml.in/yaml/v2, which differs from libyaml in a colon before ``,`` or a
bracket (``[2001:db8::]`` holds an address, for libyaml nothing it can read), and in not knowing an
escaped slash; an object of JSON it reads by encoding/json. Every character keeps its offset.
"""

from __future__ import annotations

_STAND_INS = "\ue000\ue001\ue002\uf8fd\uf8fe\uf8ff"
_AFTER_COLON = (":,", ":]", ":}", ":[", ":{")


class Dialect:
    """A text as libyaml is to read it, and how what it returns is read back."""

    __slots__ = ("_is_json", "_original", "stand_in", "text")

    def __init__(self, text: str) -> None:
        self._original = text
        self._is_json: bool | None = None
        self.text = text
        self.stand_in = ""
        """The character that stands for a colon, where one does."""
        if any(map(text.__contains__, _AFTER_COLON)):
            self._hide_colons()

    @property
    def is_json(self) -> bool:
        """Whether the text is an object of JSON, which the YAML reader never gets to see."""
        if self._is_json is None:
            from multiaz_lint.load.yaml.json_reader import is_json

            self._is_json = is_json(self._original)
        return self._is_json

    @property
    def is_json_alone(self) -> bool:
        """Whether the text is JSON that YAML reads otherwise: line ends within strings."""
        text = self._original
        breaks = "\x85" in text or "\u2028" in text or "\u2029" in text
        return breaks and self.is_json

    def restored(self, text: str) -> str:
        """Return a scalar, an anchor or a tag as it is written in the original."""
        return text.replace(self.stand_in, ":") if self.stand_in else text

    def wrong_escape(self, start: int, end: int) -> int:
        """Return where a double quoted scalar escapes a slash, which is for JSON only; else -1."""
        at = self._original.find("\\", start, end)
        while 0 <= at < end:
            if self._original[at + 1] == "/":
                return -1 if self.is_json else at
            at = self._original.find("\\", at + 2, end)
        return -1

    def _hide_colons(self) -> None:
        import re

        # The colon first: what is looked for by its first character is found much faster.
        find = re.compile(r""":(?<=[^\s"'\[\]{},]:)(?=[,\[\]{}])""")
        if find.search(self.text) is None:
            return
        self.stand_in = next((each for each in _STAND_INS if each not in self.text), "")
        if self.stand_in:
            self.text = find.sub(self.stand_in, self.text)
