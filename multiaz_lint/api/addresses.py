"""IP addresses and CIDRs, as old API fields accept them (apimachinery util/validation, 1.37).

Old fields read leading zeros as decimal (``netutils.ParseIPSloppy``); strict validation (gate
StrictIPCIDRValidation) then refuses what other programs may read differently.
"""

from __future__ import annotations

from multiaz_lint.api.golang import parse_int

TYPE_CHECKING = False
if TYPE_CHECKING:
    import ipaddress

    from multiaz_lint.api.errors import Errors, Link

    Address = ipaddress.IPv4Address | ipaddress.IPv6Address
    Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def sloppy_ip(text: str) -> Address | None:
    """Read an address; leading zeros of IPv4 parts do not matter."""
    if "%" in text:
        return None
    import ipaddress

    try:
        if ":" in text:
            head, _, tail = text.rpartition(":")
            if "." in tail:
                text = f"{head}:{_plain(tail)}"
            return ipaddress.IPv6Address(text)
        return ipaddress.IPv4Address(_plain(text))
    except ValueError:
        return None


def _plain(text: str) -> str:
    return ".".join(part.lstrip("0") or "0" if part.isdigit() else part for part in text.split("."))


def strict_ip(text: str) -> Address | None:
    """Return an address; None for another text, as one with leading zeros."""
    import ipaddress

    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def is_mapped(address: Address) -> bool:
    """Whether an IPv6 address stands for one of IPv4 (``::ffff:10.0.0.1``)."""
    return address.version == 6 and address.ipv4_mapped is not None


def legacy_ip(errors: Errors, place: Link, text: str) -> bool:
    """Check an address; return whether it is good."""
    if sloppy_ip(text) is None:
        detail = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
        errors.invalid(place, text, detail)
        return False
    strict = strict_ip(text)
    if strict is None:
        errors.invalid(place, text, "must not have leading 0s")
        return False
    if is_mapped(strict):
        errors.invalid(place, text, "must not be an IPv4-mapped IPv6 address")
        return False
    return True


def canonical_ip(errors: Errors, place: Link, text: str) -> bool:
    """Check an address that is written as Go writes it; return whether it is good."""
    return legacy_ip(errors, place, text) and _is_canonical(errors, place, text, strict_ip(text))


def canonical_cidr(errors: Errors, place: Link, text: str) -> None:
    """Check a CIDR that is written as Go writes it."""
    if legacy_cidr(errors, place, text):
        _is_canonical(errors, place, text, sloppy_cidr(text))


def _is_canonical(errors: Errors, place: Link, text: str, value: object) -> bool:
    if text != str(value):
        errors.invalid(place, text, f'must be in canonical form ("{value}")')
    return text == str(value)


def unreachable_ip(errors: Errors, place: Link, text: str) -> None:
    """Refuse addresses that nothing can be reached at (ValidateEndpointIP)."""
    address = sloppy_ip(text)
    if address is None:
        errors.invalid(place, text, "must be a valid IP address")
        return
    address = unmapped(address)
    if address.is_unspecified:
        errors.invalid(place, text, f"may not be unspecified ({text})")
    if address.is_loopback:
        errors.invalid(place, text, "may not be in the loopback range (127.0.0.0/8, ::1/128)")
    if address.is_link_local:
        detail = "may not be in the link-local range (169.254.0.0/16, fe80::/10)"
        errors.invalid(place, text, detail)
    number = int(address)
    if number >> 8 == 0xE00000 if address.version == 4 else number >> 112 & 0xFF0F == 0xFF02:
        detail = "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)"
        errors.invalid(place, text, detail)


def sloppy_cidr(text: str) -> Network | None:
    """Read a CIDR; bits beyond the prefix do not matter."""
    host, slash, length = text.partition("/")
    address = sloppy_ip(host)
    bits = parse_int(length) if length[:1] not in {"+", "-"} else None
    if not slash or address is None or bits is None or bits > address.max_prefixlen:
        return None
    return _network(address, bits)


def _network(address: Address, length: int) -> Network:
    import ipaddress

    return ipaddress.ip_network((address, length), strict=False)


def begins_in(part: Network, whole: Network) -> bool:
    """Whether a network has the first address of another, as ``net.IPNet.Contains`` says.

    To Go an address that IPv6 maps is an IPv4 one, in the part and in the whole.
    """
    address, wanted = unmapped(part.network_address), unmapped(whole.network_address)
    length = whole.prefixlen - (96 if wanted is not whole.network_address else 0)
    return address.version == wanted.version and address in _network(wanted, length)


def unmapped(address: Address) -> Address:
    """Return the IPv4 address that one of IPv6 maps, as Go takes it, or the address itself."""
    return address.ipv4_mapped or address if address.version == 6 else address


def legacy_cidr(errors: Errors, place: Link, text: str) -> bool:
    """Check a range as old fields accept it; return if it is good (IsValidCIDRForLegacyField)."""
    if sloppy_cidr(text) is None:
        detail = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"
        errors.invalid(place, text, detail)
        return False
    host, _, length = text.partition("/")
    address = strict_ip(host)
    if address is None or (length != "0" and length.startswith("0")):
        errors.invalid(place, text, "must not have leading 0s in IP or prefix length")
    elif is_mapped(address):
        errors.invalid(place, text, "must not have an IPv4-mapped IPv6 address")
    elif _network(address, int(length)).network_address != address:
        errors.invalid(place, text, "must not have bits set beyond the prefix length")
    else:
        return True
    return False


def splits(text: str) -> bool:
    """Tell whether Go's net.SplitHostPort takes a text for a host and a port."""
    colon = text.rfind(":")
    if colon < 0:
        return False
    if text[0] != "[":
        return ":" not in text[:colon] and "[" not in text and "]" not in text
    end = text.find("]")
    return end + 1 == colon and "[" not in text[1:] and "]" not in text[end + 1 :]
