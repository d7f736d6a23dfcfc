"""Objects whose words a search does not find: Kubernetes would read them all the same."""

from __future__ import annotations

# What makes a letter of ASCII in a double quoted key, and a key that goes on on the next line.
_ESCAPES = r"\\(?:x[4-7]|u00[4-7]|U000000[4-7])|^[ \t]*\?[ \t]"


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
