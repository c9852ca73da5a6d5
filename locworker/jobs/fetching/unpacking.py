"""Bodies: pieces as they come in, the whole out, uncompressed and never larger than allowed."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

from locworker.errors import FetchError, InputError

MAX_BYTES = 5_000_000
"""The most bytes of an article, after decompression."""

_PIECE = 65_536


def join(pieces: Iterable[bytes]) -> bytes:
    """Return all pieces as one.

    Raises:
        InputError: They are too large; the rest was not read.
    """
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > MAX_BYTES:
            raise _too_large()
    return bytes(content)


def unpack(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield a body without its compression, in pieces whose size does not depend on how well it was compressed.

    Raises:
        InputError: The compression is damaged, or one that was not asked for.
        FetchError: The body ends before its compression does.
    """
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        yield from pieces
    elif name in {"gzip", "x-gzip", "deflate"}:
        try:
            yield from _inflate(_bounded(pieces), name)
        except zlib.error as error:
            raise InputError("is damaged: its compression cannot be read") from error
    else:
        raise InputError("is compressed in a way that was not asked for")


def _inflate(pieces: Iterable[bytes], name: str) -> Iterator[bytes]:
    unpacker = None
    for piece in pieces:
        rest, more = piece, False
        while rest or more:
            unpacker = unpacker or zlib.decompressobj(_window(name, rest))
            unpacked = unpacker.decompress(rest, _PIECE)
            yield unpacked
            rest, more = unpacker.unconsumed_tail, len(unpacked) == _PIECE
            if unpacker.eof:
                # Another gzip member may follow, and so may zeros that fill a block.
                rest, more, unpacker = unpacker.unused_data.lstrip(b"\x00"), False, None
    if unpacker is not None:
        raise FetchError("sent no whole answer; try again later")


def _bounded(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what comes in; compressed it may not be larger than unpacked."""
    received = 0
    for piece in pieces:
        received += len(piece)
        if received > MAX_BYTES:
            raise _too_large()
        yield piece


def _window(name: str, start: bytes) -> int:
    """Return how zlib reads a body: gzip, or deflate with or without zlib's own header."""
    if name != "deflate":
        return zlib.MAX_WBITS | 16
    # RFC 1950: the compression method is 8, in the lower half of the first byte.
    return zlib.MAX_WBITS if start[0] & 0x0F == 8 else -zlib.MAX_WBITS


def _too_large() -> InputError:
    return InputError(f"is larger than {MAX_BYTES // 1_000_000} MB; that is no article")
