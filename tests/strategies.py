"""Graphs of every shape, for the properties that each export must have."""

from __future__ import annotations

from typing import Any, TypeVar

from hypothesis import strategies as st

from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Person, Story, Topic
from kg.model.text import clean_text

E = TypeVar("E")

texts = st.text(max_size=12).map(clean_text).filter(bool) | st.sampled_from(
    ['"\\', "a\\", "]]>", "<b>&amp;", "</script>", "line\nline", "\u2028", "雨 🌧", "\t", "{{}}"]
).map(clean_text).filter(bool)
labels = texts.map(lambda text: " ".join(text.split())).filter(bool)
addresses = st.sampled_from(["a", "a%20b", "?q=%E2%80%9C&r='", "(x);y,z!*", "~a#b"]).map(
    "https://example.org/{}".format
)
names = st.sampled_from(
    ["a", "b.example", "youtube.com/a", "c%2B%2B", "雨", "7", "x.", "-y", "a--b"]
)


def _several(values: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(values, max_size=3, unique=True).map(lambda some: tuple(sorted(some)))


def _distinct(**fields: st.SearchStrategy[object]) -> st.SearchStrategy[list[dict[str, object]]]:
    return st.lists(st.fixed_dictionaries(fields), max_size=4, unique_by=lambda each: each["id"])


instants = st.sampled_from(["2024-05-01T09:30:00Z", "2024-05-02T00:00:00Z"])
precisions = st.none() | st.sampled_from(["day", "month"])

TOPICS = _distinct(
    id=names.map("topic:{}".format),
    label=labels,
    alt_labels=_several(labels),
    hidden_labels=_several(labels),
)
OUTLETS = _distinct(
    id=names.map("outlet:{}".format),
    label=labels,
    domain=labels,
    alternate_names=_several(labels),
    url=st.none() | addresses,
    logo=st.none() | addresses,
    description=st.none() | texts,
)
PEOPLE = _distinct(
    id=names.map("person:-/{}".format), label=labels, alternate_names=_several(labels)
)
STORIES = _distinct(
    id=st.integers(0, 9).map("story:{:016x}".format),
    label=labels,
    start_date=instants,
    end_date=instants,
    start_precision=st.none() | st.just("day"),
    outlets=st.integers(0, 30),
    texts=st.integers(0, 30),
)
ARTICLES = _distinct(
    id=st.integers(0, 9).map("article:{:016x}".format),
    type=st.sampled_from(["schema:NewsArticle", "schema:Course"]),
    label=labels,
    url=addresses,
    abstract=st.none() | texts,
    date_published=st.none() | instants,
    published_precision=precisions,
    date_added=st.none() | instants,
    added_precision=precisions,
    date_modified=st.none() | instants,
    image=st.none() | addresses,
    quality=st.none() | st.integers(0, 2**31 - 1),
    heat=st.none() | st.integers(-5, 5),
    curated=st.booleans(),
    published=st.none() | st.booleans(),
    removed=st.none() | st.booleans(),
    correction=st.none() | st.just(value=True),
    language=st.none() | st.sampled_from(["en", "pt-BR"]),
    alternative_headlines=_several(labels),
    amp_urls=_several(addresses),
    amp_cache_urls=_several(addresses),
    same_as=_several(addresses),
    posts=_several(names.map("post:{}.md".format)),
)


class _Ends:
    """Draws what links lead to: of the entities that there are."""

    def __init__(self, draw: st.DrawFn) -> None:
        self._draw = draw

    def several(self, entities: list[dict[str, object]], but: object = None) -> tuple[str, ...]:
        ids = [str(each["id"]) for each in entities if each["id"] != but]
        drawn = st.lists(st.sampled_from(ids), unique=True, max_size=3) if ids else st.just([])
        return tuple(sorted(self._draw(drawn)))

    def one(self, entities: list[dict[str, object]], but: object = None) -> str | None:
        return next(iter(self.several(entities, but)), None)


@st.composite
def graphs(draw: st.DrawFn) -> KnowledgeGraph:
    """Draw a graph of all kinds of entity, whose links lead to entities that it has."""
    kinds = (ARTICLES, OUTLETS, TOPICS, PEOPLE, STORIES)
    articles, outlets, topics, people, stories = map(draw, kinds)
    ends = _Ends(draw)
    for topic in topics:
        topic["broader"] = ends.one(topics, topic["id"])
    for story in stories:
        story["first_outlets"] = ends.several(outlets)
        story["follows"] = ends.one(stories, story["id"])
    for article in articles:
        article["publisher"] = ends.one(outlets)
        article["authors"] = ends.several(people)
        article["about"] = ends.several(topics)
        article["suggested"] = ends.several(topics)
        article["related_to"] = ends.several(articles, article["id"])
        article["copy_of"] = ends.one(articles, article["id"])
        article["story"] = ends.one(stories)
    return KnowledgeGraph(
        base_iri=draw(st.sampled_from(["https://example.org/kg/", "https://kg.example/x#"])),
        title=draw(labels),
        articles=_sorted(Article, articles),
        outlets=_sorted(Outlet, outlets),
        topics=_sorted(Topic, topics),
        people=_sorted(Person, people),
        stories=_sorted(Story, stories),
    )


def _sorted(record: type[E], entities: list[dict[str, object]]) -> tuple[E, ...]:
    made: list[Any] = [record(**each) for each in entities]
    return tuple(sorted(made, key=lambda each: each.id))
