"""What the user says beats what the rules found: groups of articles that tell one event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from kg.stories.events import Group, Watch
from kg.stories.reports import Report
from kg.stories.stated import Divided


def overrule(
    events: Sequence[Group],
    reports: Sequence[Report],
    originals: Mapping[int, int],
    together: Iterable[Set[int]],
    apart: Divided,
    watch: Watch | None = None,
) -> list[Group]:
    """
    Return the groups of reports that tell one event, with those joined that belong together.

    `watch` is told which groups become one.
    """
    group_of = {at: group for group in events for at in group.members}
    overruling = _Overruling(group_of, reports, originals, apart, watch or Watch())
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
        watch: Watch,
    ) -> None:
        self._watch = watch
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
            self._watch.join(whole, Group(at, self._reports[at]), "stated")
            self._group_of[at] = whole
            whole.take_late(at, self._reports[at])

    def _unite(self, one: Group, other: Group, joined: Set[int]) -> None:
        """Make two groups one; what may not be with the others stays in a group of its own."""
        kept = sorted(joined & {*one.members, *other.members})
        left: list[list[int]] = []
        if not any(self._apart.divides(at, one.members) for at in other.members):
            self._watch.join(one, other, "stated")
            one.take(other)
            self._group_of.update(dict.fromkeys(other.members, one))
            return
        for group in (one, other):
            out: list[int] = []
            for at in sorted(set(group.members) - joined):
                (out if self._apart.divides(at, kept) else kept).append(at)
            left.append(out)
        halves = [self._place({*kept} & {*group.members}) for group in (one, other)]
        self._watch.join(halves[0], halves[1], "stated")
        self._place(kept)
        for out in left:
            if out:
                self._place(out)

    def _place(self, members: Iterable[int]) -> Group:
        """Return a group made of articles; of copies, their originals come first."""
        first, *rest = sorted(members, key=lambda at: (at in self._originals, at))
        whole = self._group_of[first] = Group(first, self._reports[first])
        for at in rest:
            own = Group(at, self._reports[at])
            if self._originals.get(at) in whole.members:
                whole.take_copies(own)
            else:
                whole.take(own)
            self._group_of[at] = whole
        return whole
