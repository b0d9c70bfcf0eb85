"""A small load client: kept-alive HTTP/1.1 connections that ask for one address again and again."""

from __future__ import annotations

import asyncio
import re
import statistics
import time
from collections.abc import Iterable
from urllib.parse import urlsplit

CONNECTIONS = 16
#: Requests sent at once on each connection, so that the client is not what is measured.
PIPELINED = 16


def _request(address: str) -> tuple[str, int, bytes]:
    parts = urlsplit(address)
    text = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: gzip\r\n\r\n"
    return "127.0.0.1", parts.port or 80, text.encode()


_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


async def _ask(reader: asyncio.StreamReader) -> int:
    """Read one answer and return the length of its body."""
    head = await reader.readuntil(b"\r\n\r\n")
    found = _LENGTH.search(head)
    if not head.startswith(b"HTTP/1.1 200") or not found:
        raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
    length = int(found[1])
    await reader.readexactly(length)
    return length


async def _hold(address: str, ends: float) -> int:
    """Keep one connection busy and return how many answers came."""
    host, port, request = _request(address)
    reader, writer = await asyncio.open_connection(host, port)
    answered = 0
    while time.perf_counter() < ends:
        writer.write(request * PIPELINED)
        for _ in range(PIPELINED):
            await _ask(reader)
        answered += PIPELINED
    writer.close()
    return answered


async def _rate(address: str, seconds: float) -> float:
    began = time.perf_counter()
    async with asyncio.timeout(seconds + 30):
        answered = await asyncio.gather(*(_hold(address, began + seconds) for _ in range(CONNECTIONS)))
    return sum(answered) / (time.perf_counter() - began)


def size(address: str) -> int:
    """Return how many bytes the body of ``address`` has on the wire."""

    async def ask() -> int:
        host, port, request = _request(address)
        reader, writer = await asyncio.open_connection(host, port)
        try:
            writer.write(request)
            return await _ask(reader)
        finally:
            writer.close()

    return asyncio.run(ask())


def rates(addresses: Iterable[str], *, rounds: int = 5, seconds: float = 2.0) -> list[float]:
    """Return the median rate of each address; rounds alternate, so that a busy moment hits all of them alike."""
    wanted = list(addresses)
    for address in wanted:
        asyncio.run(_rate(address, 0.5))
    found = [[asyncio.run(_rate(address, seconds)) for address in wanted] for _ in range(rounds)]
    return [statistics.median(column) for column in zip(*found, strict=True)]
