"""
What happened: which articles are copies of another, and which tell one event.

    text        the words of headlines and excerpts
    languages   which language an article is in
    reports     what is compared of an article
    rarity      how rare words are on a day
    copies      one text at several outlets
    events      articles that tell one event
    chapters    names of stories, and what each follows
    stated      what the user says in kg.toml
    overrule    which beats what the rules find
    explain     why two articles are copies, or of one story
    counts      how many there are, and why there are none

An article is compared with a bounded number of others: for copies with the latest 40 for each of
three words of its headline, and with the 40 that share most of its excerpt; for stories with the
groups of the latest 60 for each of three words, and of the latest 60 in all while the archive has
fewer than 1,000 articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kg.errors import Problem
from kg.model.records import Article, Outlet, Story
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.stories.chapters import Later, late_copies
from kg.stories.copies import Copy, find_copies
from kg.stories.events import Group, Watch, find_events
from kg.stories.languages import Stems, groups, languages_of
from kg.stories.overrule import overrule
from kg.stories.rarity import Rarity
from kg.stories.reports import Report, report_of
from kg.stories.stated import Stated, problems_of_names, read_stated
from kg.stories.text import is_correction


class Told(NamedTuple):
    """The articles with their stories, and the stories, both sorted by CURIE."""

    articles: tuple[Article, ...]
    stories: tuple[Story, ...]
    problems: tuple[Problem, ...] = ()


def tell(
    articles: Sequence[Article],
    outlets: Iterable[Outlet] = (),
    settings: Settings = DEFAULT_SETTINGS,
    parts: list[Part] | None = None,
) -> Told:
    """
    Return the articles, each with its original and its story if it has one; and the stories.

    The order of the articles makes no difference. `problems` are addresses in the settings that
    no article has, contradictions, and names of stories that are not used. To `parts` is added
    what was compared, for explaining it.
    """
    stated = read_stated(articles, settings)
    changes: dict[str, dict[str, Any]] = {
        article.id: {"correction": True} for article in articles if is_correction(article.label)
    }
    stories: list[Story] = []
    for part in parts_of(articles, outlets, stated):
        if parts is not None:
            parts.append(part)
        for article, original in part.originals():
            changes.setdefault(article, {})["copy_of"] = original
        for story, members in part.stories():
            stories.append(story)
            for member in members:
                changes.setdefault(member, {})["story"] = story.id
    told = tuple(
        article._replace(**change) if (change := changes.get(article.id)) else article
        for article in articles
    )
    problems = (*stated.problems, *problems_of_names(stated, told, settings))
    return Told(told, tuple(sorted(stories)), problems)


def parts_of(
    articles: Iterable[Article], outlets: Iterable[Outlet], stated: Stated
) -> Iterator[Part]:
    """Yield the articles that have a date, language by language."""
    names = {outlet.id: outlet.label for outlet in outlets}
    dated = [article for article in articles if article.date_published or article.date_added]
    for language, places in _by_language(dated, stated).items():
        yield Part([dated[at] for at in places], language, names, stated)


def _by_language(articles: Sequence[Article], stated: Stated) -> Mapping[str, Sequence[int]]:
    """Return the places of articles by their language; what is stated together has one."""
    texts = [f"{article.label} {article.abstract or ''}"[:300] for article in articles]
    languages = languages_of([article.language for article in articles], texts)
    if joined := stated.joined:
        place_of = {article.id: at for at, article in enumerate(articles)}
        for group in joined:
            places = sorted(place_of[id_] for id_ in group if id_ in place_of)
            for at in places[1:]:
                languages[at] = languages[places[0]]
    return groups(languages)


class Part:
    """The copies and stories of the articles in one language."""

    def __init__(
        self,
        articles: Iterable[Article],
        language: str,
        outlet_names: Mapping[str, str],
        stated: Stated,
    ) -> None:
        stems = Stems(language)
        pairs = [(report_of(article, outlet_names, stems), article) for article in articles]
        pairs.sort(key=lambda pair: (pair[0].time, pair[0].id))
        self.reports = [report for report, _ in pairs]
        self.articles = [article for _, article in pairs]
        self._names = outlet_names
        self.language = language
        self.stated = stated
        place_of = {report.id: at for at, report in enumerate(self.reports)}
        self._together = stated.places("together", place_of)
        self._apart = stated.divided("apart", place_of)
        self.copies: Mapping[int, Copy] = find_copies(
            self.reports,
            self.rarity_for_copies(),
            self._tells_outlet,
            stated.places("same", place_of),
            stated.divided("different", place_of),
        )
        self._original_of = {at: copy.original for at, copy in self.copies.items()}
        self.place_of = place_of

    def _tells_outlet(self, at: int, of: int) -> bool:
        """Return whether the text of an article names the outlet of another."""
        article, name = self.articles[at], self._names.get(self.reports[of].outlet, "")
        text = f"{article.label} {article.abstract or ''}".casefold()
        return bool(name) and name.casefold() in text

    def rarity_for_copies(self) -> Rarity:
        """Return how rare words as they are written are, on the first day."""
        return Rarity((each.day, {*each.headline, *each.excerpt}) for each in self.reports)

    def originals(self) -> Iterable[tuple[str, str]]:
        """Yield the CURIE of each copy with that of its original."""
        for at, copy in self.copies.items():
            yield self.reports[at].id, self.reports[copy.original].id

    def stories(self, watch: Watch | None = None) -> Iterable[tuple[Story, Sequence[str]]]:
        """Yield each story with the CURIEs of its articles; `watch` is told how they came to it."""
        reports, originals, apart = self.reports, self._original_of, self._apart
        events = self.events(watch)
        group_of = {at: group for group in events for at in group.members}
        late_copies(originals, reports, group_of, apart, watch)
        found = [group for group in events if len(group.members) > 1]
        late = [
            at for at, each in enumerate(reports)
            if not each.dated and at not in originals and at not in group_of
        ]  # fmt: skip
        later = Later(found, reports, self.rarity(), apart, watch)
        in_order = later.settle(originals.keys(), late)
        ids = [_story_id(story, reports) for story in in_order]
        for at, story in enumerate(in_order):
            members = sorted(reports[member].id for member in story.members)
            follows = later.follows.get(at)
            name = self.stated.name_of(members) or self.articles[later.names[at]].label
            yield (
                self._to_story(ids[at], story, name, None if follows is None else ids[follows]),
                members,
            )

    def events(self, watch: Watch | None = None) -> list[Group]:
        """Return the groups of articles that tell one event, also those of a single article."""
        originals, together, apart = self._original_of, self._together, self._apart
        events = find_events(self.reports, originals, self.rarity(), together, apart, watch)
        if together:
            events = overrule(events, self.reports, originals, together.values(), apart, watch)
        return events

    def rarity(self) -> Rarity:
        """Return how rare words are for stories, on the first day."""
        dated = ((each.day, each.anywhere) for each in self.reports if each.dated)
        return Rarity(dated)

    def _to_story(self, id_: str, story: Group, name: str, follows: str | None) -> Story:
        dated = sorted(at for at in story.members if self.reports[at].dated)
        first = self.reports[dated[0]]
        of_first_day = [self.reports[at] for at in dated if self.reports[at].day == first.day]
        exact = all(each.exact for each in of_first_day)
        firsts = [each for each in of_first_day if not exact or each.time == first.time]
        return Story(
            id_,
            name,
            self.articles[dated[0]].date_published or "",
            self.articles[dated[-1]].date_published or "",
            None if exact else "day",
            tuple(sorted({each.outlet for each in firsts if each.outlet})),
            len({self.reports[at].outlet for at in story.members}),
            story.core.texts,
            follows,
        )


def _story_id(story: Group, reports: Sequence[Report]) -> str:
    first = min(at for at in story.members if reports[at].dated)
    return f"story:{reports[first].id.partition(':')[2]}"
