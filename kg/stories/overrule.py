"""What the user says beats what the rules found: groups of articles that tell one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from kg.stories.events import Group
from kg.stories.reports import Report
from kg.stories.stated import Divided


def overrule(
    events: Sequence[Group],
    reports: Sequence[Report],
    originals: Mapping[int, int],
    together: Iterable[Set[int]],
    apart: Divided,
) -> list[Group]:
    """Return the groups of reports that tell one event, with those joined that belong together."""
    group_of = {at: group for group in events for at in group.members}
    overruling = _Overruling(group_of, reports, originals, apart)
    for members in sorted(set(together), key=min):
        overruling.join(members)
    found = {id(group): group for group in group_of.values()}
    return list(found.values())


class _Overruling:
    """Joins groups, and takes out of them what is kept apart."""

    def __init__(
        self,
        group_of: dict[int, Group],
        reports: Sequence[Report],
        originals: Mapping[int, int],
        apart: Divided,
    ) -> None:
        self._group_of = group_of
        self._reports = reports
        self._originals = originals
        self._apart = apart

    def join(self, members: Set[int]) -> None:
        """Let articles be of one story. Without one whose date of publication is known: none."""
        dated = sorted(at for at in members if self._reports[at].dated)
        late = sorted(at for at in members if not self._reports[at].dated)
        if not dated:
            return
        for at in dated:
            if at not in self._group_of:  # a copy that is far from its original
                self._place([at])
            if self._group_of[at] is not self._group_of[dated[0]]:
                self._unite(self._group_of[dated[0]], self._group_of[at], members)
        whole = self._group_of[dated[0]]
        for at in late:
            self._group_of[at] = whole
            whole.take_late(at, self._reports[at])

    def _unite(self, one: Group, other: Group, joined: Set[int]) -> None:
        """Make two groups one; what may not be with the others stays in a group of its own."""
        kept = sorted(joined & {*one.members, *other.members})
        left: list[list[int]] = []
        if not any(self._apart.divides(at, one.members) for at in other.members):
            one.take(other)
            self._group_of.update(dict.fromkeys(other.members, one))
            return
        for group in (one, other):
            out: list[int] = []
            for at in sorted(set(group.members) - joined):
                (out if self._apart.divides(at, kept) else kept).append(at)
            left.append(out)
        self._place(kept)
        for out in left:
            if out:
                self._place(out)

    def _place(self, members: Iterable[int]) -> None:
        """Make a group of articles; of copies, their originals come first."""
        whole: Group | None = None
        for at in sorted(members, key=lambda at: (at in self._originals, at)):
            own = Group(at, self._reports[at])
            if whole is None:
                whole = own
            elif self._originals.get(at) in whole.members:
                whole.take_copies(own)
            else:
                whole.take(own)
            self._group_of[at] = whole
