"""
Read damaged files of every form, and stop at the first that breaks a promise.

    PYTHONPATH=tests python tests/fuzz/mutate_forms.py [SEED [ROUNDS]]

A file is damaged in one to four places. Promised: reading raises nothing, every record is a post,
passed over, or failed with a reason. tests/read/test_damaged_forms.py runs a few rounds.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator

from written import PIECES, WRITTEN

from kg.read.reader import Reader

SPLICES = (
    b"\0", b"\xff", b'"', b"'", b"<", b">", b"&", b"]", b"}", b"[", b"{", b",", b"\n", b"\r", b"\t",
    b"---\n", b"<!--", b"<![CDATA[", b"</item>", b"&#0;", b"9" * 5_000, b"[" * 2_000, b"\\ud800",
    b"*a", b"&a ", b"<<: ", b"\xed\xa0\x80", b"\xe2\x80\xa8", b"1e999", b"http://[",
)  # fmt: skip


class BrokenError(AssertionError):
    """A promise that a damaged file breaks."""


def damaged(data: bytes, dice: random.Random) -> bytes:
    """Return a file with one to four places cut, repeated, changed or spliced."""
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data) + 1)
        end = min(len(data), at + dice.randint(0, 40))
        kept = dice.choice((data[at:], data[end:], data[end:], data[at:end] + data[at:], b""))
        data = data[:at] + dice.choice((b"", *SPLICES)) + kept
    return data


def check(path: str, data: bytes) -> None:
    """Raise if these bytes, read as a file of this name, break a promise."""
    for record in Reader().parse(path, data):
        if record.failed and not record.problems:
            raise BrokenError(f"{path}: a record fails without a reason: {data!r}")
        if not (record.failed or record.skipped or record.post or record.taxonomy):
            raise BrokenError(f"{path}: a record says nothing: {data!r}")


def cases(seed: int, rounds: int) -> Iterator[tuple[str, bytes]]:
    """Yield damaged files of every form, the same ones for the same seed."""
    dice = random.Random(seed)  # noqa: S311  damage is no secret
    whole = [file for written in WRITTEN.values() for file in written.write(PIECES[:2]).items()]
    for _ in range(rounds):
        for path, text in whole:
            yield path, damaged(text.encode(), dice)


if __name__ == "__main__":
    seed, rounds = (int(text) for text in (*sys.argv[1:], "0", "100")[:2])
    for path, data in cases(seed, rounds):
        try:
            check(path, data)
        except Exception:
            print(f"{path}: {data!r}", file=sys.stderr)
            raise
