"""URLs, as Go's net/url reads them (1.26): what it takes, and in which words it refuses."""

from __future__ import annotations

from multiaz_lint.api.golang import quoted

_DIGITS = frozenset(b"0123456789")
_HEX = frozenset(b"0123456789abcdefABCDEF")
_LETTERS = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_UNRESERVED = _LETTERS | _DIGITS | frozenset(b"-_.~")
_IN_HOST = _UNRESERVED | frozenset(b"!$&'()*+,;=:[]<>\"")
_IN_USER = _UNRESERVED | frozenset(b"!$&'()*+,;=:%@")
_PLAIN_IN_USER = _UNRESERVED | frozenset(b"$&+,;=")
_IN_SCHEME = _LETTERS | _DIGITS | frozenset(b"+-.")


class Url:
    """The parts of a URL that are looked at: decoded, but for the query and the user."""

    __slots__ = ("fragment", "host", "query", "scheme", "user")

    def __init__(self) -> None:
        self.scheme = ""
        self.host = ""
        self.query = ""
        self.fragment = ""
        self.user: str | None = None


class UrlError(Exception):
    """Why a text is no URL."""


def parse(text: str) -> Url:
    """Read a URL; raises UrlError in Go's words."""
    whole = text.encode("utf-8", "surrogatepass")
    rest, _, fragment = whole.partition(b"#")
    url = Url()
    read = rest
    try:
        _read(url, rest)
        read = whole
        url.fragment = _text(_unescaped(fragment))
    except UrlError as error:
        raise UrlError(f"parse {_quoted(read)}: {error}") from None
    return url


def is_request_url(text: str) -> bool:
    """Tell whether a text is a URL with a scheme and a host, as url.ParseRequestURI reads it."""
    url = Url()
    try:
        _read(url, text.encode("utf-8", "surrogatepass"))
    except UrlError:
        return False
    return bool(url.scheme and url.host)


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _quoted(raw: bytes) -> str:
    return quoted(_text(raw))


def _read(url: Url, raw: bytes) -> None:
    if any(byte < 0x20 or byte == 0x7F for byte in raw):
        raise UrlError("net/url: invalid control character in URL")
    if raw == b"*":
        return
    scheme, rest = _scheme(raw)
    url.scheme = scheme.decode().lower()
    rest, _, query = rest.partition(b"?")
    url.query = _text(query)
    if not rest.startswith(b"/"):
        if scheme:
            return
        if b":" in rest.partition(b"/")[0]:
            raise UrlError("first path segment in URL cannot contain colon")
    if rest.startswith(b"//") and (scheme or not rest.startswith(b"///")):
        authority, slash, path = rest[2:].partition(b"/")
        _authority(url, authority)
        rest = slash + path
    _unescaped(rest)


def _scheme(raw: bytes) -> tuple[bytes, bytes]:
    """Part the scheme from the rest."""
    scheme, colon, rest = raw.partition(b":")
    if colon and not scheme:
        raise UrlError("missing protocol scheme")
    if colon and scheme[0] in _LETTERS and _IN_SCHEME.issuperset(scheme):
        return scheme, rest
    return b"", raw


def _authority(url: Url, authority: bytes) -> None:
    user, at, host = authority.rpartition(b"@")
    url.host = _text(_host(url.scheme, host))
    if not at:
        return
    if not _IN_USER.issuperset(user):
        raise UrlError("net/url: invalid userinfo")
    name, colon, password = user.partition(b":")
    url.user = "".join((_in_user(name), _text(colon), _in_user(password)))


def _in_user(raw: bytes) -> str:
    """Write a user's name or password as Go does, whose escapes are read first."""
    return "".join(
        chr(byte) if byte in _PLAIN_IN_USER else f"%{byte:02X}" for byte in _unescaped(raw)
    )


def _host(scheme: str, host: bytes) -> bytes:
    opening = host.rfind(b"[")
    if opening > 0:
        raise UrlError("invalid IP-literal")
    if opening == 0:
        return _bracketed(host)
    colon = host.find(b":")
    if colon >= 0:
        if scheme not in {"http", "https"}:
            colon = host.rfind(b":")
        _port(host[colon:])
    return _unescaped(host, "host")


def _bracketed(host: bytes) -> bytes:
    from multiaz_lint.api.literal_ips import complaint

    closing = host.rfind(b"]")
    if closing < 0:
        raise UrlError("missing ']' in host")
    _port(host[closing + 1 :])
    name = host[1:closing]
    zone = name.find(b"%25")
    if zone < 0:
        name = _unescaped(name, "host")
    else:
        name = _unescaped(name[:zone], "host") + _unescaped(name[zone:], "zone")
    words = complaint(_text(name))
    if words is not None:
        raise UrlError(words)
    return host


def _port(raw: bytes) -> None:
    if raw and not (raw.startswith(b":") and _DIGITS.issuperset(raw[1:])):
        raise UrlError(f"invalid port {_quoted(raw)} after host")


def _unescaped(raw: bytes, where: str = "") -> bytes:
    """Read escapes of percent signs; a host, or its zone, may escape few characters only."""
    out = bytearray()
    position = 0
    while position < len(raw):
        byte = raw[position]
        if byte != 0x25:
            if where and byte < 0x80 and byte not in _IN_HOST:
                raise UrlError(
                    f"invalid character {_quoted(raw[position : position + 1])} in host name"
                )
            out.append(byte)
            position += 1
            continue
        escape = raw[position : position + 3]
        if len(escape) < 3 or not _HEX.issuperset(escape[1:]):
            raise UrlError(f"invalid URL escape {_quoted(escape)}")
        value = int(escape[1:], 16)
        if escape != b"%25" and (
            (where == "host" and value < 0x80)
            or (where == "zone" and value != 0x20 and value not in _IN_HOST)
        ):
            raise UrlError(f"invalid URL escape {_quoted(escape)}")
        out.append(value)
        position += 3
    return bytes(out)
