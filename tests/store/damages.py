"""Damages to a file, for tests that something finds it: cut to nothing, in half or by a byte, and bits flipped."""

from collections.abc import Callable


def _flipped(place: float) -> Callable[[bytes], bytes]:
    def damage(data: bytes) -> bytes:
        at = int(place * (len(data) - 1))
        return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]

    return damage


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda _: b"",
    lambda data: data[: len(data) // 2],
    lambda data: data[:-1],
    *map(_flipped, (0.3, 0.5, 0.8)),
]
