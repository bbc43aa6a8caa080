"""Which names of authors name one person, and who that is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.model.ids import person_id
from kg.model.records import Person
from kg.resolve.outlets import preferred_name


class People:
    """Gathers the authors of articles. A person is known by name within one outlet."""

    def __init__(self) -> None:
        self._names: dict[str, Counter[str]] = defaultdict(Counter)

    def count(self, outlet: str | None, names: Iterable[str]) -> None:
        """Count the authors of an article of an outlet."""
        for name in names:
            self._names[person_id(outlet, name)][name] += 1

    def entities(self) -> tuple[Person, ...]:
        """Return the people, sorted by CURIE."""
        return tuple(self._person(id_) for id_ in sorted(self._names))

    def _person(self, id_: str) -> Person:
        names = self._names[id_]
        label = preferred_name(names) or ""
        return Person(id_, label, tuple(sorted(names.keys() - {label})))
