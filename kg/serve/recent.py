"""What was made of the latest texts, within a number of bytes."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """
    A cache that is bounded by bytes, whatever clients send; several threads may use it.

    What takes more than an eighth of the whole is not kept.

    >>> recent = Recent[str](max_bytes=80)
    >>> for key in range(12):
    ...     recent.put(key, "made", size=10)
    >>> recent.get(11), recent.get(0), recent.size
    ('made', None, 80)
    """

    def __init__(self, max_bytes: int) -> None:
        self.size = 0
        """Bytes that are kept, as those who put them said."""
        self._max_bytes = max_bytes
        self._kept: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Value | None:
        """Return what is kept under a key, or None."""
        with self._lock:
            found = self._kept.get(key)
            if not found:
                return None
            self._kept.move_to_end(key)
            return found[0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value of so many bytes, and let go of the oldest for it."""
        if size > self._max_bytes // 8:
            return
        with self._lock:
            self.size += size - self._kept.pop(key, (value, 0))[1]
            self._kept[key] = (value, size)
            while self.size > self._max_bytes:
                self.size -= self._kept.popitem(last=False)[1][1]
