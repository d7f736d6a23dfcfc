r"""Makes strings that come from manifests harmless for the place they are written to.

Every report takes names, values, labels, paths and messages through this module: one function for
each kind of place. What a reader could not see (control, bidirectional and zero-width characters,
lone surrogates) is spelled out everywhere, in the notation of Python and Rust: ``\x1b``,
``\u{202e}``.
"""

from __future__ import annotations

try:
    from _json import encode_basestring_ascii as _quote  # without the cost of importing json
except ImportError:  # not CPython
    from json.encoder import encode_basestring_ascii as _quote

LIMIT = 4_000
"""Characters of one string that a report for people shows; programs get the whole string."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}


def visible(text: str) -> str:
    """Spell out every character that moves, hides or reorders text."""
    if text.isprintable():
        return text
    return "".join([c if c.isprintable() else _spelled(c) for c in text])


def _spelled(character: str) -> str:
    code = ord(character)
    if code == 0xA0:
        return " "
    return _SHORT.get(character) or (f"\\x{code:02x}" if code < 0x100 else f"\\u{{{code:x}}}")


def clip(text: str, limit: int = LIMIT) -> str:
    """Cut a text that nobody would read to its end, and say how much is missing."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}… ({len(text) - limit} more characters)"


def shown(text: str) -> str:
    """Return a text for a terminal or a log: visible, on one line, not endless.

    CI servers look for commands anywhere in a log line: ``##vso[``, ``##[``, ``##teamcity[``.
    """
    if len(text) > LIMIT or not text.isprintable():
        text = visible(clip(text))
    return without_commands(text) if "##" in text else text


def without_commands(text: str) -> str:
    """Part the number signs of what a CI server could take for a command."""
    while "##" in text and "[" in text:
        text = text.replace("##", "# #")
    return text


def line(text: str) -> str:
    """Return a whole line of a text for a terminal or a log: its tabs are kept."""
    text = "\t".join(without_commands(visible(part)) for part in text.split("\t"))
    return text.replace("::", ": :", 1) if text.lstrip().startswith("::") else text


def line_start(path: str) -> str:
    """Return a path for the start of a log line, where ``::`` would begin a workflow command."""
    text = shown(path)
    return f"./{text}" if text.lstrip().startswith((":", "#")) else text


def json_string(text: str) -> str:
    """Return a JSON string in ASCII, quotes included; safe inside HTML and scripts too."""
    quoted: str = _quote(text)
    if "<" in quoted:
        quoted = quoted.replace("<", "\\u003c")
    if "#" in quoted:
        quoted = quoted.replace("##", "#\\u0023")
    return quoted


def github_data(text: str) -> str:
    """Escape the message of a GitHub workflow command."""
    return shown(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """Escape a property of a GitHub workflow command."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")


def azure_data(text: str) -> str:
    """Escape the message of an Azure Pipelines logging command."""
    return shown(text).replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def azure_property(text: str) -> str:
    """Escape a property of an Azure Pipelines logging command."""
    return azure_data(text).replace(";", "%3B").replace("]", "%5D")


def teamcity(text: str) -> str:
    """Escape a value of a TeamCity service message."""
    text = shown(text).replace("|", "||").replace("'", "|'")
    text = text.replace("[", "|[").replace("]", "|]")
    if text.isascii():
        return text
    return "".join([c if ord(c) < 0x80 else _teamcity_unicode(c) for c in text])


def _teamcity_unicode(character: str) -> str:
    code = ord(character)
    if code > 0xFFFF:
        code -= 0x10000
        return f"|0x{0xD800 + (code >> 10):04X}|0x{0xDC00 + (code & 0x3FF):04X}"
    return f"|0x{code:04X}"


def html(text: str) -> str:
    """Escape text or a quoted attribute of HTML."""
    return _markup(shown(text))


def xml(text: str) -> str:
    """Escape text or a quoted attribute of XML 1.0."""
    return _markup(shown(text))


def _markup(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


_MARKDOWN = {ord(c): f"\\{c}" for c in "\\`*_{}[]|~$!"} | {
    ord("<"): "&lt;", ord(">"): "&gt;", ord("&"): "&amp;",
    ord("@"): "@<!-- -->", ord("#"): "#<!-- -->",
}  # fmt: skip


def markdown(text: str) -> str:
    """Escape running text of GitHub's and GitLab's Markdown, table cells included.

    Nobody is mentioned, no issue is linked, and no address becomes a link.
    """
    text = shown(text).translate(_MARKDOWN)
    return text.replace("://", ":<!-- -->//").replace("www.", "www<!-- -->.")


def markdown_code(text: str) -> str:
    """Return a code span of Markdown that also holds inside a table."""
    text = shown(text) or " "
    fence = "`"
    while fence in text:
        fence += "`"
    pad = " " if "`" in text or (text[0] == " " == text[-1] and text.strip()) else ""
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\|")


_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def uri(path: str) -> str:
    """Percent-encode a path with forward slashes as a URI reference (RFC 3986)."""
    if _PLAIN.issuperset(path):
        return path
    encoded = path.encode("utf-8", "surrogateescape" if _decoded(path) else "surrogatepass")
    return "".join([chr(b) if chr(b) in _PLAIN else f"%{b:02X}" for b in encoded])


def _decoded(path: str) -> bool:
    try:
        path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True
