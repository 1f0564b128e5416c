"""The hospital's directory: asks it whether a login and a password belong together."""

import re
import ssl
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from app.domain.addresses import directory_address
from app.domain.errors import SignInError
from app.export.peers import NotDeliveredError, secret
from app.settings import Settings

if TYPE_CHECKING:
    from ldap3 import Connection

WAIT_S = 10
_LOGIN = "{login}"
_RESERVED = re.compile(r'[,+"\\<>;=#\x00]')
_UNREACHABLE = (
    "the hospital's directory cannot be reached safely; check the network and ldap_url, or sign "
    "in as a local user"
)


@dataclass(frozen=True, slots=True)
class DirectoryPlace:
    """Where the directory is, and how it knows a user by its login.

    url: ldaps://host[:port], or ldap://host[:port], which is turned to TLS before anything is
    said. template: the name to bind as, with {login} in it. Or base and search, the filter with
    {login} in it, looked up by a service account, bind_name and bind_password. ca_file: who may
    have issued the server's certificate; None for those the operating system trusts.
    """

    url: str
    template: str = ""
    base: str = ""
    search: str = ""
    bind_name: str = ""
    bind_password: Callable[[], str] = str
    ca_file: str | None = None


Dial = Callable[[str, str], "Connection"]
"""Makes a connection that is protected but not bound yet, for a name and a password."""


def service_password(place: str) -> str:
    """The service account's password; "" when none is named. Raises SignInError."""
    try:
        return secret(place, "ldap_bind_password") if place else ""
    except NotDeliveredError as error:
        raise SignInError(str(error)) from error


def directory_of(settings: Settings) -> "LdapDirectory | None":
    """The directory that the settings name, if they name one."""
    if not settings.ldap_url:
        return None
    return LdapDirectory(
        DirectoryPlace(
            settings.ldap_url,
            settings.ldap_user_template,
            settings.ldap_base,
            settings.ldap_filter,
            settings.ldap_bind,
            partial(service_password, settings.ldap_bind_password),
            settings.ldap_ca_file or None,
        )
    )


class LdapDirectory:
    """Signs users in by binding as them; nothing of the answer is kept.

    A password is said only to a server whose certificate was checked.
    """

    def __init__(self, place: DirectoryPlace, dial: Dial | None = None) -> None:
        self._place = place
        self._dial = dial or _Dialler(place)

    def accepts(self, login: str, password: str) -> bool:
        """Whether the directory lets this user in. Raises SignInError when it cannot be asked."""
        from ldap3.core.exceptions import LDAPException  # noqa: PLC0415 - few sites have one

        if not password or not login or _RESERVED.search(login):
            return False  # a bind without a password asks for nothing and always succeeds
        try:
            name = self._name_of(login)
            return name is not None and self._bound(name, password)
        except (LDAPException, OSError, ssl.SSLError) as error:
            raise SignInError(_UNREACHABLE) from error

    def _name_of(self, login: str) -> str | None:
        """The name to bind as; None when there is no such user, or more than one."""
        from ldap3.utils.conv import escape_filter_chars  # noqa: PLC0415 - as above

        place = self._place
        if place.template:
            return place.template.replace(_LOGIN, login)
        asking = self._dial(place.bind_name, place.bind_password())
        try:
            if not asking.bind():
                raise SignInError(
                    "the hospital's directory refuses the service account; check ldap_bind and "
                    "ldap_bind_password, or sign in as a local user"
                )
            wanted = place.search.replace(_LOGIN, escape_filter_chars(login))
            asking.search(place.base, wanted, attributes=[])
            found = [one["dn"] for one in asking.response if one.get("type") == "searchResEntry"]
        finally:
            _leave(asking)
        return found[0] if len(found) == 1 else None

    def _bound(self, name: str, password: str) -> bool:
        asking = self._dial(name, password)
        try:
            return bool(asking.bind())
        finally:
            _leave(asking)


class _Dialler:
    """Connects by LDAPS, or by LDAP that STARTTLS protects before a name is said."""

    def __init__(self, place: DirectoryPlace) -> None:
        self._place = place

    def __call__(self, name: str, password: str) -> "Connection":
        """Raises what ldap3 raises when it cannot be reached or its certificate is not good."""
        from ldap3 import SYNC, Connection, Server, Tls  # noqa: PLC0415 - as above

        peer = directory_address(self._place.url)
        tls = Tls()
        tls.wrap_socket = partial(_wrap, ssl.create_default_context(cafile=self._place.ca_file))
        server = Server(
            peer.host, peer.port, use_ssl=peer.tls, tls=tls, get_info=None, connect_timeout=WAIT_S
        )
        asking = Connection(
            server,
            name,
            password,
            client_strategy=SYNC,
            receive_timeout=WAIT_S,
            auto_referrals=False,  # a password is said to this server only
        )
        asking.open()
        if not peer.tls and not asking.start_tls():
            raise ConnectionError("no protection")
        return asking


def _wrap(context: ssl.SSLContext, asking: Any, do_handshake: bool = True) -> None:  # noqa: ARG001 - as ldap3 calls it
    """In place of ldap3's own, which sends no host name and knows nobody the system trusts."""
    host: str = asking.server.host
    asking.socket = context.wrap_socket(asking.socket, server_hostname=host)


def _leave(asking: Any) -> None:
    from ldap3.core.exceptions import LDAPException  # noqa: PLC0415 - as above

    with suppress(LDAPException, OSError):
        asking.unbind()
