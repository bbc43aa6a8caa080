"""
HTTP whose requests have an end: each must come in time, and no head may be too long.

A connection that waits for its client holds nothing but itself. Where there are too many, the one
that has waited longest is closed for a new one, so that silent ones never shut others out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from enum import Enum
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES = 2**16
"""Of a request before its body."""
HEAD_SECONDS = 10.0
"""From the first byte of a request to the end of its head; as long for a first byte to come."""
BODY_SECONDS = 30.0
"""From there to the end of its body."""
KEEP_ALIVE_SECONDS = 30
"""From a response to the next request."""
SEND_SECONDS = 60.0
"""During which a client may take nothing of its response."""
LINGER_SECONDS = 2.0
"""From a refusal to the end of the connection, so that the client can read it."""
MAX_CONNECTIONS = 1024


class Phase(Enum):
    """What a connection is about."""

    IDLE = "between requests"
    HEAD = "receives a head"
    BODY = "receives a body"
    BUSY = "a response is made or sent"
    REFUSED = "nothing is read any more"


class LimitedHttp(HttpToolsProtocol):
    """One connection."""

    max_connections = MAX_CONNECTIONS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.phase = Phase.IDLE
        self.since = 0.0
        self._head = 0
        self._unsent = (0, 0.0)

    # ---- time -------------------------------------------------------------------------------

    def look_after(self, at: float) -> None:
        """Close the connection if its client is too slow; to be called about every second."""
        if not self._sends(at):
            self.transport.abort()
        elif self.flow.read_paused:
            self.since = at  # what does not come now is not the client's fault
        elif at - self.since > self._patience() and not self.transport.is_closing():
            self._give_up()

    def _patience(self) -> float:
        if self.phase is Phase.IDLE:
            return HEAD_SECONDS if self.cycle is None else KEEP_ALIVE_SECONDS
        return {
            Phase.HEAD: HEAD_SECONDS,
            Phase.BODY: BODY_SECONDS,
            Phase.BUSY: float("inf"),
            Phase.REFUSED: LINGER_SECONDS,
        }[self.phase]

    def _sends(self, at: float) -> bool:
        """Return whether the client still takes what is sent, if anything is."""
        unsent = self.transport.get_write_buffer_size()
        if not unsent or unsent != self._unsent[0]:
            self._unsent = (unsent, at)
        return at - self._unsent[1] <= SEND_SECONDS

    def _give_up(self) -> None:
        late = self.phase is Phase.HEAD or (self.phase is Phase.BODY and not self._answers())
        if late:
            seconds = HEAD_SECONDS if self.phase is Phase.HEAD else BODY_SECONDS
            self._refuse(
                408, f"The request did not arrive within {seconds:g} seconds. Send it again."
            )
        else:
            self.transport.close()

    def _answers(self) -> bool:
        """Return whether a response is on its way, so that no other can be sent."""
        return self.cycle is not None and self.cycle.response_started

    # ---- number -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.since = self.loop.time()
        if len(self.connections) > self.max_connections:
            make_room(self.connections, self.max_connections)

    # ---- requests ---------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        if self.phase is Phase.REFUSED:
            return
        if self.phase is Phase.IDLE:
            self.phase, self.since = Phase.HEAD, self.loop.time()
        self._head += len(data)
        super().data_received(data)
        if self._head > MAX_HEAD_BYTES and self.phase is not Phase.REFUSED:
            self._refuse_head()

    def on_headers_complete(self) -> None:
        # It may be what came in one piece with the head that is long, or before it.
        unsure = self._head > MAX_HEAD_BYTES or self.phase is not Phase.HEAD
        self._head = 0
        if self.phase is Phase.REFUSED:
            return
        if unsure and self._size() > MAX_HEAD_BYTES:
            self._refuse_head()
            return
        self.phase, self.since = Phase.BODY, self.loop.time()
        super().on_headers_complete()

    def _size(self) -> int:
        """Return the bytes of the head that has been read."""
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def on_body(self, body: bytes) -> None:
        self._head = 0
        if self.phase is not Phase.REFUSED:
            super().on_body(body)

    def on_message_complete(self) -> None:
        self._head = 0
        if self.phase is Phase.REFUSED:
            return
        self.phase = Phase.BUSY
        super().on_message_complete()
        if self.cycle.response_complete:  # a response that did not wait for the body
            self.phase, self.since = Phase.IDLE, self.loop.time()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.phase is Phase.BUSY and not self.pipeline:
            self.phase, self.since = Phase.IDLE, self.loop.time()

    # ---- refusals ---------------------------------------------------------------------------

    def send_400_response(self, msg: str) -> None:
        """Tell that this is no HTTP, unless the request has been refused already."""
        if self.phase is not Phase.REFUSED:
            super().send_400_response(msg)

    def _refuse_head(self) -> None:
        kib = MAX_HEAD_BYTES // 2**10
        self._refuse(431, f"The request headers are longer than {kib} KiB. Shorten them.")

    def _refuse(self, status: int, sentence: str) -> None:
        """Send a sentence, unless a response is being made, and read nothing more."""
        busy = self.cycle is not None and not self.cycle.response_complete
        waits = self.phase is Phase.BODY and not self._answers()
        self.phase, self.since = Phase.REFUSED, self.loop.time()
        self.flow.resume_reading()
        if self.transport.is_closing():
            return
        if busy and not waits:
            self.transport.close()
            return
        body = sentence.encode() + b"\n"
        head = (
            f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
            "content-type: text/plain; charset=utf-8\r\nx-content-type-options: nosniff\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        if waits:  # whatever waits for the body learns that there is none
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        else:
            self.transport.close()


def make_room(connections: Iterable[Any], most: int) -> None:
    """Close connections that wait for their clients, the longest waiting first, down to `most`."""
    there = [each for each in connections if not each.transport.is_closing()]
    waiting = [each for each in there if each.phase is not Phase.BUSY]
    waiting.sort(key=lambda each: (each.phase is Phase.BODY, each.since))
    for each in waiting[: max(0, len(there) - most)]:
        each.transport.close()
