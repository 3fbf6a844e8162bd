"""Fifty people at once, in a process of their own: what to ask comes by standard input, times go out again.

Each person keeps one connection, asks for a page, reads it, thinks, and asks for the next. Nothing but the
standard library, so that the measuring costs little of the two cores.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from collections import defaultdict


async def person(
    port: int, session: str, pages: dict[str, str], until: float, think: float, taken: dict[str, list[float]]
) -> None:
    dice = random.Random(session)
    await asyncio.sleep(dice.random() * min(think, 1.0))
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    names = list(pages)
    while time.monotonic() < until:
        name = dice.choice(names)
        begun = time.perf_counter()
        status = await fetch(reader, writer, pages[name], session)
        taken[name if status == 200 else "failed"].append(time.perf_counter() - begun)
        if think:
            await asyncio.sleep(dice.expovariate(1 / think))
    writer.close()


async def fetch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, page: str, session: str) -> int:
    head = f"GET {page} HTTP/1.1\r\nHost: localhost\r\nCookie: cairn_session={session}\r\n\r\n"
    writer.write(head.encode())
    await writer.drain()
    answered = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
    length = next(
        (int(line.split(":")[1]) for line in answered.split("\r\n") if line.startswith("content-length:")),
        None,
    )
    if length is not None:
        await reader.readexactly(length)
    else:
        while int((await reader.readline()).strip() or b"0", 16):  # pieces of a page of no known length
            await reader.readuntil(b"\r\n")
    return int(answered.split()[1])


async def main() -> None:
    asked = json.loads(sys.stdin.read())
    taken: dict[str, list[float]] = defaultdict(list)
    until = time.monotonic() + asked["seconds"]
    people = (
        person(asked["port"], session, asked["pages"], until, asked["think"], taken)
        for session in asked["sessions"]
    )
    await asyncio.gather(*people)
    sys.stdout.write(json.dumps(taken))


if __name__ == "__main__":
    asyncio.run(main())
