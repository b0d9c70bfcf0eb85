"""A small load client: kept-alive HTTP/1.1 connections that ask for one address again and again."""

from __future__ import annotations

import asyncio
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


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, int]:
    """Send one request, read the whole answer and return the length of its body and of all of it."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.split(b"\r\n", 1)[0].decode())
    body = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
    await reader.readexactly(body)
    return body, len(head) + body


async def _hold(address: str, ends: float) -> int:
    """Keep one connection busy; answers to one address have one length, so that a batch is read at once."""
    host, port, request = _request(address)
    reader, writer = await asyncio.open_connection(host, port)
    _, length = await _ask(reader, writer, request)
    answered = 1
    while time.perf_counter() < ends:
        writer.write(request * PIPELINED)
        batch = await reader.readexactly(length * PIPELINED)
        if batch.count(b"HTTP/1.1 200") != PIPELINED:
            raise RuntimeError(f"{address} changed its answer")
        answered += PIPELINED
    writer.close()
    return answered


async def _rate(address: str, seconds: float) -> float:
    began = time.perf_counter()
    answered = await asyncio.gather(*(_hold(address, began + seconds) for _ in range(CONNECTIONS)))
    return sum(answered) / (time.perf_counter() - began)


def size(address: str) -> int:
    """Return how many bytes the body of ``address`` has on the wire."""

    async def ask() -> int:
        host, port, request = _request(address)
        reader, writer = await asyncio.open_connection(host, port)
        try:
            return (await _ask(reader, writer, request))[0]
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
