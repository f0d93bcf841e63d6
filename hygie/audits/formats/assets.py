"""One spelling for each asset, so that a report finds again what another one said. Text only: nothing is looked up."""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from .text import ASSET, clean

#: nothing longer is read at all: what is kept of it would not be the asset any more
READ_AT_MOST = 4 * ASSET

_LABELS = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\Z")
_LAST_IS_NUMBER = re.compile(r"(?:\A|\.)(?:[0-9]+|0x[0-9a-f]*)\Z")
_SID = re.compile(r"S-1-5-21(?:-[0-9]{1,10}){3}\Z", re.IGNORECASE)
_AUTHORITY_ENDS = re.compile(r"[/?#\\]")
_USUAL_PORTS = {"http": ("80",), "ws": ("80",), "https": ("443",), "wss": ("443",), "ftp": ("21",)}
_NAME_AT_MOST = 253


@lru_cache(maxsize=8192)
def host(name_or_ip: str) -> str:
    """Host name in lower case and ASCII without its last dot, or canonical IP address without zone; "" for neither."""
    if len(name_or_ip) > READ_AT_MOST:
        return ""
    text = name_or_ip.strip().lower()
    return _address(text) or _name(text)


def web(url_or_authority: str) -> str:
    """Authority of a URL: name, and port where it is not the usual one of its scheme; "" where there is none.

    Without a scheme, 80 and 443 are both usual: tools write one site both ways.
    """
    if len(url_or_authority) > READ_AT_MOST:
        url_or_authority = url_or_authority[:READ_AT_MOST]
    scheme, separator, rest = url_or_authority.strip().partition("://")
    authority = _AUTHORITY_ENDS.split(rest if separator else scheme, maxsplit=1)[0].rpartition("@")[2]
    name, port = _split_port(authority)
    name = host(name)
    if not name or (port and not (port.isascii() and port.isdigit() and 0 < int(port[:6]) < 65536)):
        return ""
    usual = _USUAL_PORTS.get(scheme.lower(), ()) if separator else ("80", "443")
    shown = f"[{name}]" if ":" in name else name
    port = port.lstrip("0")
    whole = shown if not port or port in usual else f"{shown}:{port}"
    return whole if len(whole) <= ASSET else ""


def domain(fqdn_or_sid: str) -> str:
    """Active Directory domain: its name in lower case, or its SID in upper case; "" for neither."""
    text = fqdn_or_sid.strip()[:READ_AT_MOST]
    if _SID.match(text):
        return text.upper()
    name = host(text)
    return "" if _address(name) else name


def product(name_or_purl: str) -> str:
    """Package URL without version, qualifiers and subpath, or a name; in lower case, since tools differ on it."""
    text = " ".join(clean(name_or_purl, READ_AT_MOST).lower().split())
    if not text.startswith("pkg:"):
        return text[:ASSET].rstrip()
    path = re.split(r"[?#]", text[4:].lstrip("/"), maxsplit=1)[0].rstrip("/")
    parents, slash, name = path.rpartition("/")
    # before the last “/”, an “@” begins the scope of an npm package, which others write %40
    return ("pkg:" + parents.replace("@", "%40") + slash + name.partition("@")[0])[:ASSET]


def _address(text: str) -> str:
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    if ":" in text:
        text = text.partition("%")[0]
    elif not text[-1:].isdigit():
        return ""
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(address)


def _name(text: str) -> str:
    if not text.isascii():
        try:
            text = text.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return ""
    text = text.removesuffix(".")
    if len(text) > _NAME_AT_MOST or not _LABELS.match(text) or _LAST_IS_NUMBER.search(text):
        return ""
    return text


def _split_port(authority: str) -> tuple[str, str]:
    if authority.startswith("["):
        name, _, rest = authority[1:].partition("]")
        return f"[{name}]", rest.removeprefix(":")
    if authority.count(":") > 1:  # an IPv6 address without its brackets
        return authority, ""
    name, _, port = authority.partition(":")
    return name, port
