"""Calls to other machines: one connection, no redirects, and never to an address that the caller must not reach."""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from .parcels import Away

TIMEOUT_S = 10
#: However slowly the other side answers, a call ends after so long: one that drips bytes must not keep a worker.
WHOLE_S = 30
#: Whatever the other side says beyond this is of no interest.
MOST_READ = 64 * 1024
#: What may stand in a path or query as it is; everything else, Vietnamese letters too, is escaped.
_AS_IT_IS = "!#$%&'()*+,/:;=?@[]~"
#: Networks whose addresses carry an older address in their last 32 bits, and one that carries it elsewhere.
_WRAPS = tuple(map(ipaddress.ip_network, ("::/96", "64:ff9b::/96")))
_INNER_WRAP = ipaddress.ip_network("64:ff9b:1::/48")


class Forbidden(Exception):
    """The address is one that may not be called from here."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said."""

    status: int
    body: bytes
    retry_after: str = ""


def call(method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"", is_inner_allowed: bool = False) -> Answer:
    """Call ``url`` and return the answer; `Forbidden` for an address of the inner network, `Away` when nobody answers.

    The name is resolved once and the connection goes to that very address, so a name that changes its mind between check
    and call (DNS rebinding) reaches nothing; the certificate is still checked against the name.
    """
    if not is_callable(url, is_inner_allowed=is_inner_allowed):
        raise Forbidden(url)
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        address = _resolve(host, port, is_inner_allowed=is_inner_allowed)
        connection = _connect(parts.scheme, host, address, port)
        is_over = threading.Event()
        watch = threading.Timer(WHOLE_S, _cut, [connection.sock, is_over])
        watch.daemon = True
        watch.start()
        try:
            if isinstance(connection.sock, ssl.SSLSocket):
                connection.sock.do_handshake()
            path = quote(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", safe=_AS_IT_IS)
            connection.request(method, path, body or None, dict(headers))
            said = connection.getresponse()
            body = said.read(MOST_READ)
            if is_over.is_set():
                raise TimeoutError(host)
            return Answer(said.status, body, said.headers.get("Retry-After", ""))
        finally:
            watch.cancel()
            connection.close()
    except (OSError, http.client.HTTPException) as error:
        raise Away(f"Không gọi được {host}: {type(error).__name__}") from error


def is_callable(url: str, *, is_inner_allowed: bool = False) -> bool:
    """Tell whether an address has a form that may be called at all; where its name leads is looked at with each call."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError:
        return False
    if not host or parts.username is not None or parts.scheme not in (("https", "http") if is_inner_allowed else ("https",)):
        return False
    return is_inner_allowed or not _is_number(host) or _is_open(host)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def _resolve(host: str, port: int, *, is_inner_allowed: bool) -> str:
    """Return an address of ``host``; every address that it has must be one of the open internet."""
    found = [str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not is_inner_allowed and not all(_is_open(each) for each in found):
        raise Forbidden(host)
    return found[0]


def _is_open(address: str) -> bool:
    """Tell whether an address belongs to the open internet; one that wraps an older address is judged by that."""
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        if ip in _INNER_WRAP:
            return False
        ip = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None) or _wrapped(ip) or ip
    return ip.is_global and not ip.is_multicast


def _wrapped(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if any(ip in each for each in _WRAPS) else None


def _cut(line: socket.socket, is_over: threading.Event) -> None:
    """End a call that took too long: what waits for its bytes wakes up. The layer of TLS is left to the thread that reads it."""
    is_over.set()
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)


def _secured(plain: socket.socket, host: str) -> ssl.SSLSocket:
    """Return the line under TLS before anything was said on it, so that even the greeting is watched."""
    return ssl.create_default_context().wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)


def _connect(scheme: str, host: str, address: str, port: int) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    plain = socket.create_connection((address, port), TIMEOUT_S)
    try:
        connection.sock = _secured(plain, host) if scheme == "https" else plain
    except OSError:
        plain.close()
        raise
    return connection
