"""
What of the last build the next one takes over, because it would make the very same.

What one entity alone decides is found again by what the entity says; what costs much to make, by
a digest of what it is made from. Who knows of no last build makes everything anew.
"""

from __future__ import annotations

import marshal
import mmap
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg.model.records import Entity
from kg.model.vocabulary import values_of

T = TypeVar("T")

Memoize = Callable[[str, str, Callable[[], str]], str]
"""Of a name, a key and a function: the text of that name if it has that key, or what is made."""
EntityText = Callable[[str, Entity, Callable[[Entity], str]], T]
"""Of a kind of text, an entity and the function that makes it: the text, or what stands for it."""
Spans = dict[bytes, tuple[int, int]]
"""Where texts stand in a file, by their keys: the first byte, and the one after the last."""
Stamp = tuple[int, int, int]
"""Size and times of a file, in nanoseconds since 1970: when it was modified, and changed."""


def compute(_name: str, _key: str, make: Callable[[], str]) -> str:
    """Return what the function makes."""
    return make()


def write_entity(_kind: str, entity: Entity, write: Callable[[Entity], str]) -> str:
    """Return what the function makes of the entity."""
    return write(entity)


class BuildMemory:
    """What is known of the last build into a folder, and of the one that takes its place."""

    def __init__(
        self,
        remember: Memoize = compute,
        before: Mapping[str, tuple[Stamp, Spans]] | None = None,
    ) -> None:
        self.remember = remember
        self.keeps = before is not None
        self.before = before or {}
        """By the name of a file, how it was when texts of entities stood there in it."""
        self.spans: dict[str, Spans] = {}
        """The same of the new files that were written."""
        self._digests: dict[str, bytes] = {}

    def digest(self, entity: Entity) -> bytes:
        """Return a digest of all that an entity says."""
        digest = self._digests.get(entity.id)
        if not digest:
            # Of this version marshal gives the same bytes for equal values, whoever holds them.
            said = marshal.dumps(values_of(entity), 2)
            digest = self._digests[entity.id] = blake2b(said, digest_size=16).digest()
        return digest


class CopiedText(NamedTuple):
    """The text of an entity, and the key by which it is found again."""

    key: bytes
    text: bytes


class TextReuser:
    r"""
    Takes texts from a file as it was, and notes where they come to stand in the new one.

    >>> from kg.model.records import Topic
    >>> keeper = TextReuser(BuildMemory().digest)
    >>> texts = [keeper.keep("", Topic("topic:ai", "AI"), lambda topic: f"{topic.label}\n")]
    >>> list(keeper.placed(["# topics\n", *texts])), list(keeper.spans.values())
    ([b'# topics\nAI\n'], [(9, 12)])
    """

    def __init__(self, digest: Callable[[Entity], bytes]) -> None:
        self.digest = digest
        self.spans: Spans = {}
        self._before: Spans = {}
        self._data: Any = b""

    @contextmanager
    def opened(self, path: Path, stamp: Stamp, before: Spans) -> Iterator[None]:
        """Take from a file what stands there in it, unless it is another by now."""
        with suppress(OSError, ValueError), open(path, "rb") as stream:  # an empty file has no map
            info = os.fstat(stream.fileno())
            if (info.st_size, info.st_mtime_ns, info.st_ctime_ns) == stamp:
                self._data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
                self._before = before
        try:
            yield
        finally:
            if self._data:
                self._data.close()  # or Windows would let no other file take its place
            self._data, self._before = b"", {}

    def keep(self, kind: str, entity: Entity, write: Callable[[Entity], str]) -> CopiedText:
        """Return the text of an entity as it was, if all that it is made of is as it was."""
        key = self.digest(entity) + kind.encode()
        span = self._before.get(key)
        if span:
            return CopiedText(key, self._data[slice(*span)])
        return CopiedText(key, write(entity).encode("utf-8", "backslashreplace"))

    def placed(self, pieces: Iterable[str | CopiedText], size: int = 1 << 16) -> Iterator[bytes]:
        """Yield the pieces of a text as UTF-8, in blocks of about that size."""
        start = 0
        block: list[bytes] = []
        for piece in pieces:
            if isinstance(piece, CopiedText):
                data = piece.text
                self.spans[piece.key] = start, start + len(data)
            else:
                data = piece.encode("utf-8", "backslashreplace")
            block.append(data)
            if start // size < (start + len(data)) // size:
                yield b"".join(block)
                block = []
            start += len(data)
        yield b"".join(block)
