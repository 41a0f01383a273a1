"""One datagram there and one back, over a connected socket so that a refusal is heard too."""

import asyncio
from time import perf_counter


class _Exchange(asyncio.DatagramProtocol):
    """Hands on the first datagram, or why there was none."""

    def __init__(self, came: asyncio.Future[tuple[bytes, float]]) -> None:
        self.came = came

    def datagram_received(self, data: bytes, _address: object) -> None:
        if not self.came.done():
            self.came.set_result((data, perf_counter()))

    def error_received(self, error: Exception) -> None:
        if not self.came.done():
            self.came.set_exception(error)


async def exchange(address: str, port: int, packet: bytes, patience: float) -> tuple[bytes, float]:
    """What came back, and after how many seconds. Raises OSError or TimeoutError."""
    loop = asyncio.get_running_loop()
    came: asyncio.Future[tuple[bytes, float]] = loop.create_future()
    async with asyncio.timeout(patience):
        line, _ = await loop.create_datagram_endpoint(
            lambda: _Exchange(came), remote_addr=(address, port)
        )
        try:
            begun = perf_counter()
            line.sendto(packet)
            data, heard = await came
        finally:
            line.close()
    return data, heard - begun
