"""Where a message may be sent: network addresses as a settings file names them."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True)
class Peer:
    """Host and port of a receiver. tls: encrypted from the first byte on."""

    host: str
    port: int
    tls: bool = False

    @property
    def is_loopback(self) -> bool:
        """Whether this is the machine itself, so that nothing travels over a wire."""
        if self.host.lower() == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An http or https address, taken apart. path: with its query, begins with a slash."""

    peer: Peer
    path: str


def peer(text: str) -> Peer:
    """`host:port`, or `tls://host:port` for TLS from the first byte on.

    Raises ValueError with the second half of a sentence that begins with the setting's name.
    """
    rest = text.removeprefix("tls://")
    found = None if "://" in rest else _split(f"//{rest}")
    if found is None or not found.hostname or not found.port:
        raise ValueError("needs host:port (or tls://host:port)")
    if found.path or found.query or found.fragment or "@" in text:
        raise ValueError("is host:port and nothing else")
    return Peer(found.hostname, found.port, rest != text)


def plain_peer(text: str) -> Peer:
    """`host:port` only. Raises ValueError."""
    found = peer(text)
    if found.tls:
        raise ValueError("is host:port and nothing else")
    return found


def web_address(text: str) -> WebAddress:
    """An https address; http is taken for this machine itself only. Raises ValueError."""
    found = _split(text)
    if found is None or found.scheme not in {"https", "http"} or not found.hostname:
        raise ValueError("needs an https:// address")
    if "@" in found.netloc:
        raise ValueError("must not hold a name or password; a setting with _token is for that")
    if found.fragment:
        raise ValueError("must not hold a #")
    tls = found.scheme == "https"
    where = Peer(found.hostname, found.port or (443 if tls else 80), tls)
    if not tls and not where.is_loopback:
        raise ValueError("needs https; plain http goes to this machine itself only")
    path = (found.path or "/") + (f"?{found.query}" if found.query else "")
    return WebAddress(where, path)


def directory_address(text: str) -> Peer:
    """`ldaps://host[:port]`, or `ldap://host[:port]`, which is turned to TLS by STARTTLS.

    Raises ValueError.
    """
    found = _split(text)
    if found is None or found.scheme not in {"ldap", "ldaps"} or not found.hostname:
        raise ValueError("needs ldaps://host or ldap://host")
    if found.path.strip("/") or found.query or found.fragment or "@" in found.netloc:
        raise ValueError("is ldaps://host or ldap://host, with a port at most, and nothing else")
    tls = found.scheme == "ldaps"
    return Peer(found.hostname, found.port or (636 if tls else 389), tls)


def mail_addresses(text: str) -> tuple[str, ...]:
    """One mail address, or several with commas between. Raises ValueError."""
    found = tuple(part.strip() for part in text.split(","))
    if not all(_is_mail(one) for one in found):
        raise ValueError("needs mail addresses, name@host, with commas between")
    return found


def mail_address(text: str) -> str:
    """One mail address. Raises ValueError."""
    if not _is_mail(text):
        raise ValueError("needs one mail address, name@host")
    return text


def _is_mail(text: str) -> bool:
    name, at, host = text.partition("@")
    return bool(name and at and host) and _is_plain(text) and not set(text) & set('<>,;:"()\\')


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and " " not in text


def _split(text: str) -> SplitResult | None:
    if not _is_plain(text):
        return None
    try:
        found = urlsplit(text)
        found.port  # noqa: B018 - looks whether it is a number
    except ValueError:
        return None
    return found
