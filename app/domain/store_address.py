"""Where a department's common store is: a database of a PostgreSQL server, as settings name it."""

from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from app.domain.addresses import Peer

SCHEME: Final = "postgresql"
PORT: Final = 5432
_FILES: Final = ("sslrootcert", "sslcert", "sslkey")


@dataclass(frozen=True, slots=True)
class StoreAddress:
    """A database on a server.

    host: its name, or the folder of its socket. files: paths of certificates, by libpq's names.
    at: the network address to use in place of the one that name service gives for the host.
    """

    role: str
    host: str
    port: int
    database: str
    files: dict[str, str] = field(default_factory=dict)
    at: str = ""

    @property
    def is_here(self) -> bool:
        """Whether the server is this very machine, so that nothing travels over a wire."""
        return self.host.startswith("/") or (not self.at and Peer(self.host, self.port).is_loopback)

    def __str__(self) -> str:
        """For sentences and for `store_url` of another workstation."""
        role, database = quote(self.role, safe=""), quote(self.database, safe="")
        more = {"hostaddr": self.at, **self.files}
        if self.host.startswith("/"):
            place, more = "", {"host": self.host, **more}
        else:
            place = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == PORT else f":{self.port}"
        rest = "&".join(f"{name}={quote(value)}" for name, value in more.items() if value)
        return f"{SCHEME}://{role}@{place}{port}/{database}{f'?{rest}' if rest else ''}"


def store_address(text: str) -> StoreAddress:
    """`postgresql://ROLE@HOST[:PORT]/DATABASE?sslrootcert=PATH`; see README for all of it.

    Raises ValueError with the second half of a sentence that begins with the setting's name.
    """
    try:
        found = urlsplit(text)
        port = found.port or PORT
        asked = dict(
            parse_qsl(found.query, keep_blank_values=True, strict_parsing=bool(found.query))
        )
    except ValueError as error:
        raise ValueError("is no address postgresql://ROLE@HOST/DATABASE") from error
    role, database = unquote(found.username or ""), unquote(found.path.removeprefix("/"))
    if found.password is not None:
        raise ValueError("must not hold a password; store_password says where it is")
    if found.scheme != SCHEME or found.fragment or not role or not _is_name(database):
        raise ValueError("needs postgresql://ROLE@HOST/DATABASE")
    folder = asked.pop("host", "")
    at = asked.pop("hostaddr", "")
    unknown = sorted(set(asked) - set(_FILES))
    if unknown:
        raise ValueError(
            f"does not know '{unknown[0]}'; known: host, hostaddr, {', '.join(_FILES)}"
        )
    if bool(folder) == bool(found.hostname) or (folder and not folder.startswith("/")):
        raise ValueError("needs a host, or ?host=/FOLDER of the socket of a server on this machine")
    address = StoreAddress(role, folder or found.hostname or "", port, database, asked, at)
    if not address.is_here and not asked.get("sslrootcert"):
        raise ValueError(
            "needs ?sslrootcert=PATH, the certificate of the authority that vouches for the server"
        )
    return address


def _is_name(text: str) -> bool:
    return bool(text) and text.isprintable() and "/" not in text
