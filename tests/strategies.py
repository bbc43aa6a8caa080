"""Graphs of every shape, for the properties that each export must have."""

from __future__ import annotations

from hypothesis import strategies as st

from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic
from kg.model.text import clean_text

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


@st.composite
def graphs(draw: st.DrawFn) -> KnowledgeGraph:
    """Draw a graph whose links lead to entities that it has."""
    topics = draw(
        _distinct(
            id=names.map("topic:{}".format),
            label=labels,
            alt_labels=_several(labels),
            hidden_labels=_several(labels),
        )
    )
    outlets = draw(
        _distinct(
            id=names.map("outlet:{}".format),
            label=labels,
            domain=labels,
            alternate_names=_several(labels),
            url=st.none() | addresses,
            logo=st.none() | addresses,
            description=st.none() | texts,
        )
    )
    articles = draw(
        _distinct(
            id=st.integers(0, 9).map("article:{:016x}".format),
            type=st.sampled_from(["schema:NewsArticle", "schema:Course"]),
            label=labels,
            url=addresses,
            abstract=st.none() | texts,
            date_published=st.none() | st.just("2024-05-01T09:30:00Z"),
            image=st.none() | addresses,
            quality=st.none() | st.integers(0, 2**31 - 1),
            heat=st.none() | st.integers(-5, 5),
            curated=st.booleans(),
            published=st.none() | st.booleans(),
            removed=st.none() | st.booleans(),
            amp_urls=_several(addresses),
            amp_cache_urls=_several(addresses),
            same_as=_several(addresses),
            posts=_several(names.map("post:{}.md".format)),
        )
    )

    def some(ids: list[object]) -> tuple[str, ...]:
        chosen = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)) if ids else []
        return tuple(sorted(map(str, chosen)))

    topic_ids, outlet_ids = [t["id"] for t in topics], [o["id"] for o in outlets]
    article_ids = [a["id"] for a in articles]
    for topic in topics:
        broader = some([id_ for id_ in topic_ids if id_ != topic["id"]])
        topic["broader"] = broader[0] if broader else None
    for article in articles:
        publisher = some(outlet_ids)
        article["publisher"] = publisher[0] if publisher else None
        article["about"] = some(topic_ids)
        article["related_to"] = some([id_ for id_ in article_ids if id_ != article["id"]])
    return KnowledgeGraph(
        tuple(sorted((Article(**each) for each in articles), key=lambda each: each.id)),  # type: ignore[arg-type]
        tuple(sorted((Outlet(**each) for each in outlets), key=lambda each: each.id)),  # type: ignore[arg-type]
        tuple(sorted((Topic(**each) for each in topics), key=lambda each: each.id)),  # type: ignore[arg-type]
        base_iri=draw(st.sampled_from(["https://example.org/kg/", "https://kg.example/x#"])),
        title=draw(labels),
    )
