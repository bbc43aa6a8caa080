"""What led to the copies and stories of an archive, as parts of a document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, overload

from kg.analysis.explain.mentions import Knowledge
from kg.model.records import Article, Story
from kg.stories import Part
from kg.stories.explain import Joining, Miss, Stories, Texts, compare_texts

Document = dict[str, Any]
_BY = {
    "like": "likeness",
    "shared": "shared words",
    "grown": "likeness of two groups",
    "stated": "kg.toml",
    "copy": "copy",
}
"""By the name of a step what it is called in the document."""


class Events:
    """Explains the copies and stories of an archive."""

    def __init__(self, knowledge: Knowledge, parts: Sequence[Part]) -> None:
        self.knowledge = knowledge
        self.stories = Stories(parts)

    def brief(self, id_: str) -> Document:
        """Return what tells an article from others."""
        article = self.knowledge.article(id_)
        outlet = self.knowledge.entities.get(article.publisher or "")
        return {
            "id": id_, "label": article.label, "url": article.url,
            "outlet": outlet.label if outlet else None, "date": article.date_published,
        }  # fmt: skip

    def briefs(self, ids: Iterable[str]) -> list[Document]:
        return [self.brief(id_) for id_ in ids]

    # ---- copies ----------------------------------------------------------------------------

    def copy(self, article: Article) -> Document | None:
        """Return why an article is a copy; None if it is none."""
        place = self.stories.place(article.id)
        if not article.copy_of or not place:
            return None
        part, at = place
        copy = part.copies[at]
        original = part.place_of[article.copy_of]
        members = [original, *(each for each, of in part.copies.items() if of.original == original)]
        texts = compare_texts(part, at, copy.like)
        like = copy.like
        for other in members:  # two of one day may have changed places since they were compared
            if texts.short == 0 or copy.alike is None:
                break
            if other != at and compare_texts(part, at, other).short == 0:
                like, texts = other, compare_texts(part, at, other)
        return {
            "original": self.brief(article.copy_of),
            "like": self.brief(part.reports[like].id),
            "by": "kg.toml" if copy.alike is None else "rule",
            **_of_texts(texts),
        }

    def texts(self, one: str, other: str) -> Document | None:
        """Return what the rule for copies sees in two articles; None if it compares them not."""
        found = self.stories.places(one, other)
        return _of_texts(compare_texts(*found)) if found else None

    # ---- stories ---------------------------------------------------------------------------

    def story(self, article: Article) -> Document | None:
        """Return the story of an article and how it came into it; None if it has none."""
        if not article.story:
            return None
        members = self.members(article.story)
        steps = self.stories.joinings(members)
        joined = next((step for step in steps if article.id in step.articles), None)
        if joined is None:
            joined = next((step for step in steps if article.id in step.to), None)
        first = self._first(members)
        return {
            **self.brief_story(article.story),
            "began": article.id in first,
            "first_articles": len(first),
            "joined": self.joining(joined) if joined else None,
        }

    def _first(self, members: Iterable[str]) -> set[str]:
        """Return which articles of a story are known to be no later than any other."""
        places = [place for id_ in members if (place := self.stories.place(id_))]
        reports = [part.reports[at] for part, at in places if part.reports[at].dated]
        day = min((each.day for each in reports), default=0)
        reports = [each for each in reports if each.day == day]
        exact = all(each.exact for each in reports)
        time = min((each.time for each in reports), default=0.0)
        return {each.id for each in reports if not exact or each.time == time}

    def members(self, story: str) -> list[str]:
        """Return the CURIEs of the articles of a story, the earliest first."""
        articles = [each for each in self.knowledge.graph.articles if each.story == story]
        articles.sort(key=lambda each: (each.date_published or each.date_added or "", each.id))
        return [each.id for each in articles]

    def brief_story(self, id_: str) -> Document:
        """Return what tells a story from others."""
        story = self.knowledge.entities[id_]
        assert isinstance(story, Story)  # noqa: S101  # a CURIE tells the kind
        return {
            "id": id_, "label": story.label, "start": story.start_date, "end": story.end_date,
            "start_precision": story.start_precision, "articles": len(self.members(id_)),
            "outlets": story.outlets, "texts": story.texts,
        }  # fmt: skip

    def whole(self, story: Story) -> Document:
        """Return the articles of a story, how it came about, and what it follows."""
        members = self.members(story.id)
        follows = None
        if story.follows:
            chapter = self.stories.chapter(members, self.members(story.follows))
            follows = {
                **self.brief_story(story.follows),
                "likeness": _rounded(chapter.likeness) if chapter else None,
                "least": chapter.least if chapter else None,
                "words": list(chapter.words) if chapter else [],
            }
        steps = self.stories.joinings(members)
        return {
            "articles": self.briefs(members),
            "joinings": [self.joining(step) for step in steps],
            "follows": follows,
        }

    def joining(self, step: Joining) -> Document:
        """Return how an article, or a group of them, came into a story."""
        alike = step.by in ("like", "grown")
        return {
            "by": _BY[step.by],
            "articles": self.briefs(step.articles),
            "to": self.briefs(step.to),
            "likeness": _rounded(step.likeness) if alike else None,
            "least": step.least if alike else None,
            "shared": _rounded(step.shared),
            "enough": _rounded(step.enough),
            "words": list(step.words),
        }  # fmt: skip

    def both(self, one: str, other: str) -> Joining | None:
        """Return the step that brought two articles into one story."""
        story = self.knowledge.article(one).story
        for step in self.stories.joinings(self.members(story or "")):
            if (one in step.articles and other in step.to) or (
                other in step.articles and one in step.to
            ):
                return step
        return None

    def miss(self, article: str, other: str | None = None) -> Document | None:
        """Return by how much an article missed the story of another, or any; None if it cannot."""
        if other is not None:
            article, other = self._in_order(article, other)
        missed = self.stories.missed(article, other)
        return self._of_miss(missed) if missed else None

    def _in_order(self, one: str, other: str) -> tuple[str, str]:
        found = self.stories.places(one, other)
        return (one, other) if not found or found[1] >= found[2] else (other, one)

    def _of_miss(self, miss: Miss) -> Document:
        return {
            "article": self.brief(miss.article),
            "to": self.briefs(miss.others),
            "likeness": _rounded(miss.likeness),
            "least": miss.least,
            "short": round(max(0.0, miss.least - _rounded(miss.likeness)), 3),
            "shared": _rounded(miss.shared),
            "enough": _rounded(miss.enough),
            "words": list(miss.words),
            "why": miss.why,
            "days": round(miss.days, 2),
        }

    def kept_from(self, article: str) -> Document:
        """Return the articles that kg.toml keeps one apart from, as stories and as texts."""
        return {
            "apart_from": self.briefs(self.stories.kept_from("apart", article)),
            "no_copy_of": self.briefs(self.stories.kept_from("different", article)),
        }

    def _is_dated(self, article: str) -> bool:
        """Return whether the day of publication of an article is known."""
        place = self.stories.place(article)
        return place[0].reports[place[1]].dated if place else False

    def obstacles(self, one: str, other: str) -> list[str]:
        """Return what keeps two articles from being compared, or from being of one story."""
        found: list[str] = []
        articles = [self.knowledge.article(each) for each in (one, other)]
        if not all(each.date_published or each.date_added for each in articles):
            found.append("date")
        elif not self.stories.places(one, other):
            found.append("language")
        elif not all(self._is_dated(each) for each in (one, other)):
            found.append("day")
        if other in self.stories.kept_from("apart", one):
            found.append("apart in kg.toml")
        if other in self.stories.kept_from("different", one):
            found.append("no copies in kg.toml")
        elif self._texts_kept_apart(one, other):
            found.append("other copies in kg.toml")
        return found

    def _texts_kept_apart(self, one: str, other: str) -> bool:
        """Return whether kg.toml keeps apart copies of two articles."""
        ours, theirs = self.stories.one_text(one), self.stories.one_text(other)
        return any(not theirs.isdisjoint(self.stories.kept_from("different", id_)) for id_ in ours)


def _of_texts(texts: Texts) -> Document:
    headlines, excerpts = map(_rounded, texts.alike)
    least = texts.least
    return {
        "headlines": headlines,
        "excerpts": excerpts if texts.excerpts_compared else None,
        "least": {"headlines": least.headlines, "excerpts": least.excerpts},
        "short": round(max(0.0, least.headlines - headlines, least.excerpts - excerpts), 3),
        "days": round(texts.days, 2),
        "most_days": texts.most_days,
        "one_outlet": texts.same_outlet,
    }


@overload
def _rounded(number: float) -> float: ...


@overload
def _rounded(number: float | None) -> float | None: ...


def _rounded(number: float | None) -> float | None:
    """Return a likeness with three digits, never rounded up to a limit that it misses."""
    return None if number is None else int(number * 1000) / 1000
