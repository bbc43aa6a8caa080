"""Articles that tests write in every form, and what all forms need to write them."""

from __future__ import annotations

import csv
import io
import json
import time
from calendar import timegm
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Files = dict[str, str]
"""By its path below the archive, the text of a file."""


class Piece(NamedTuple):
    """An article, and when somebody kept it."""

    link: str
    title: str = ""
    published: str = ""
    added: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    summary: str = ""
    image: str = ""

    def only(self, names: Iterable[str], days: Iterable[str] = ()) -> Piece:
        """Return the piece with its address and these fields alone; of some dates only the day."""
        kept = {name: getattr(self, name) for name in names}
        return Piece(self.link, **{**kept, **{name: kept[name][:10] for name in days}})

    @property
    def slug(self) -> str:
        """The name of its file."""
        return self.link.rpartition("/")[2]


class Written(NamedTuple):
    """How a form writes an archive."""

    kind: str
    """The name of the form in the registry."""
    write: Callable[[Sequence[Piece]], Files]
    states: tuple[str, ...]
    """What it can hold beside the address."""
    days: tuple[str, ...] = ()
    """Dates of which it holds the day alone."""

    def write_to(self, folder: Path, pieces: Sequence[Piece]) -> None:
        """Make the folder hold the pieces and nothing else."""
        folder.mkdir(parents=True, exist_ok=True)
        files = self.write(pieces)
        for path in folder.rglob("*"):
            if path.is_file() and path.relative_to(folder).as_posix() not in files:
                path.unlink()
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")


PIECES = (
    Piece(
        "https://harbour-post.example/2023/11/ferry-runs-again",
        "The ferry runs again",
        "2023-11-04T08:30:00Z",
        "2023-11-06T19:05:00Z",
        "Harbour Post",
        ("Ines Dahl", "Tom Okafor"),
        ("Ferries", "Harbours"),
        "After a year in dock the night ferry is back.",
        "https://harbour-post.example/pictures/ferry.jpg",
    ),
    Piece(
        "https://railwaygazette.example/news/tunnel-opens",
        "A tunnel under the bay opens & trains slow down",
        "2024-02-29T00:15:00Z",
        "2024-03-01T07:00:00Z",
        "Railway Gazette",
        ("Mira Novák",),
        ("Railways",),
        "Trains take <40 minutes less, and cost more.",
        "https://railwaygazette.example/tunnel.png",
    ),
    Piece(
        "https://harbour-post.example/2024/03/tunnel-takes-passengers",
        "„Ein Tunnel“ takes the ferry's passengers",
        "2024-03-09T17:45:00Z",
        "2024-03-09T18:00:00Z",
        "Harbour Post",
        ("Ines Dahl",),
        ("Ferries", "Railways", "Fares"),
        "One in three: now by train.",
        "https://harbour-post.example/pictures/empty-deck.jpg",
    ),
)
ALL = Piece._fields[1:]


def seconds(instant: str) -> int:
    """Return an instant in seconds since 1970."""
    return timegm(time.strptime(instant, "%Y-%m-%dT%H:%M:%SZ"))


def to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def table(rows: Sequence[Mapping[str, object]], separator: str = ",") -> str:
    """Return a table with a row of names."""
    stream = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(stream, names, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def posts(suffix: str, head: Callable[[Piece], str]) -> Callable[[Sequence[Piece]], Files]:
    """Return what writes each piece as a file."""
    return lambda pieces: {f"{each.slug}{suffix}": head(each) for each in pieces}


def one(name: str, write: Callable[[Sequence[Piece]], str]) -> Callable[[Sequence[Piece]], Files]:
    """Return what writes all pieces into one file."""
    return lambda pieces: {name: write(pieces)}
