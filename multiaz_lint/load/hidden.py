"""Objects whose words a search does not find: Kubernetes would read them all the same."""

from __future__ import annotations

# What makes a letter of ASCII in a double quoted key, and a key that goes on on the next line.
_ESCAPES = r"\\(?:x[4-7]|u00[4-7]|U000000[4-7])|^[ \t]*\?[ \t]"
_BREAKS = r"(?:\r(?!\n)|[\x85\u2028\u2029])---(?:[ \t\r\n\x85\u2028\u2029]|\Z)"


def may_hide_object(text: str) -> bool:
    """Whether a text without the words may hold an object: in escapes, or in base64."""
    if "!!binary" in text or "yaml.org,2002:binary" in text:
        return True
    if "\\" not in text:
        return False
    import re

    return re.search(_ESCAPES, text, re.MULTILINE) is not None


def is_wide(text: str) -> bool:
    """Whether a text is UTF-16 or UTF-32 that does not say so, and may hold an object."""
    if "\0" not in text:
        return False
    narrow = text.replace("\0", "")
    return "apiVersion" in narrow and "kind" in narrow


def other_document(text: str) -> int:
    """Return where another document begins that no line feed parts from the first; else -1.

    To YAML these are line ends too, but Kubernetes parts documents at lines (YAMLReader), and of
    what is left it reads the first one only (YAMLToJSON).
    """
    if not any(map(text.__contains__, "\r\x85\u2028\u2029")):
        return -1
    import re

    if re.search(_BREAKS, text) is None:
        return -1
    from multiaz_lint.load import reference

    return reference.second_document(text)
