"""The difference of two builds as RDF Patch."""

from __future__ import annotations

from collections.abc import Iterator

from kg.analysis.compare.builds import Build


def to_patch(old: Build, new: Build) -> Iterator[str]:
    """
    Yield the lines of RDF Patch that make the new triples of the old ones.

    First what is deleted (`D`), then what is added (`A`), each sorted. No line for what is the
    same.

    >>> rain = Build("a", {}, {}, "", frozenset({'<urn:a> <urn:p> "rain" .'}))
    >>> list(to_patch(rain, rain._replace(triples=frozenset({'<urn:a> <urn:p> "sun" .'}))))
    ['D <urn:a> <urn:p> "rain" .', 'A <urn:a> <urn:p> "sun" .']
    """
    for sign, lines in (("D", old.triples - new.triples), ("A", new.triples - old.triples)):
        for line in sorted(lines):
            yield f"{sign} {line}"
