from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.addresses import clean_domain
from kg.model.ids import article_id
from kg.model.records import Article, Mention, Organization, Post, Subject
from kg.resolve import Entities, Place
from kg.resolve import resolve as resolve_numbered
from kg.resolve.articles import MAX_WEB_URLS


def url(name: str) -> str:
    return f"https://example.org/{name}"


def mention(name: str, **stated: Any) -> Mention:
    return Mention(**{"title": name.title(), "web_url": url(name), **stated})


class Telling(NamedTuple):
    """A post whose entries are mentions, not yet numbered."""

    path: str
    mention: Mention
    related: tuple[Mention, ...] = ()


def post(name: str, *related: Mention, **stated: Any) -> Telling:
    return Telling(f"{name}.md", mention(name, **stated), related)


def resolve(posts: Iterable[Telling], *taxonomy: Any) -> Entities:
    mentions: list[Mention] = []
    numbered = []
    for told in posts:
        places = range(len(mentions), len(mentions) + len(told.related))
        mentions += told.related
        numbered.append(Post(told.path, told.mention, places))
    return resolve_numbered(numbered, mentions, *taxonomy)


def only(entities: Entities) -> Article:
    (article,) = entities.articles
    return article


# ---- which mentions name one article ------------------------------------------------------


def test_all_addresses_of_one_mention_name_one_article() -> None:
    article = only(
        resolve([post("a", original_url=url("b"), amp_url=url("c"), amp_cache_url=url("d"))])
    )
    assert article.url == url("a")
    assert article.same_as == (url("b"),)
    assert article.amp_urls == (url("c"),)
    assert article.amp_cache_urls == (url("d"),)


def test_two_amp_addresses_resolve_to_one_article() -> None:
    chain = [
        post("a", amp_url=url("amp-1")),
        post("b", amp_url=url("amp-1"), amp_cache_url=url("amp-2")),
        post("c", original_url=url("amp-2")),
    ]
    assert only(resolve(chain)).posts == ("post:a.md", "post:b.md", "post:c.md")


def test_the_id_is_the_hash_of_the_normalised_canonical_address() -> None:
    article = only(resolve([post("a/?utm_source=x")]))
    assert article.url == "https://example.org/a/?utm_source=x"
    assert article.id == article_id("https://example.org/a")


def test_a_front_page_merges_nobody_and_is_kept_and_reported() -> None:
    root = "https://example.org/"
    entities = resolve([post("a", original_url=root), post("b", original_url=root)])
    assert [article.same_as for article in entities.articles] == [(root,), (root,)]
    assert "front page" in str(entities.problems[0])


def test_two_articles_that_state_only_a_front_page_are_told_apart_by_title() -> None:
    root = "https://example.org/"
    posts = [Telling(f"{t}.md", Mention(title=t, web_url=root)) for t in ("Rain", "Flood", "rain")]
    entities = resolve(posts)
    assert sorted(article.label for article in entities.articles) == ["Flood", "rain"]


def test_an_address_with_too_many_articles_merges_nobody_and_is_reported() -> None:
    def live(count: int) -> Entities:
        return resolve([post(f"n{at}", original_url=url("live")) for at in range(count)])

    assert len(live(MAX_WEB_URLS).articles) == 1
    entities = live(MAX_WEB_URLS + 1)
    assert len(entities.articles) == MAX_WEB_URLS + 1
    assert all(article.same_as == (url("live"),) for article in entities.articles)
    assert "cannot identify an article" in str(entities.problems[0])


def test_a_mention_without_title_lends_its_addresses() -> None:
    bare = Mention(web_url=url("b"), original_url=url("a"))
    a, _ = sorted(resolve([post("a"), post("x", bare)]).articles, key=lambda each: each.label)
    assert a.same_as == (url("b"),)


def test_an_article_without_any_title_is_left_out_and_reported() -> None:
    entities = resolve([post("a", Mention(web_url=url("nowhere")))])
    assert only(entities).related_to == ()
    assert "has no title" in str(entities.problems[0])


# ---- which mention wins -------------------------------------------------------------------


def test_a_post_beats_a_related_entry_of_a_later_date() -> None:
    later = mention("a", title="Related", published_at="2030-01-01T00:00:00Z")
    entities = resolve([post("z", later), post("a", published_at="2020-01-01T00:00:00Z")])
    assert sorted(article.label for article in entities.articles) == ["A", "Z"]


def test_the_later_date_wins_and_then_the_greater_path() -> None:
    def label(*dates: str | None) -> str:
        posts = [
            Telling(f"{at}.md", mention("a", title=f"{at}", published_at=date))
            for at, date in enumerate(dates)
        ]
        return only(resolve(posts)).label

    assert label("2022-01-01T00:00:00Z", "2021-01-01T00:00:00Z") == "0"
    assert label("2022-01-01T00:00:00Z", "2022-01-01T00:00:00Z") == "1"
    assert label("2022-01-01T00:00:00.5Z", "2022-01-01T00:00:00Z") == "0"
    assert label("2022-01-01T00:00:00Z", None) == "0"


def test_what_the_winner_lacks_the_next_one_gives() -> None:
    entities = resolve(
        [post("a", mention("b", excerpt="Why.", quality=3)), post("b", heat=5, title="Winner")]
    )
    article = next(a for a in entities.articles if a.url == url("b"))
    assert (article.label, article.abstract) == ("Winner", "Why.")
    assert (article.quality, article.heat) == (3, 5)


def test_topics_are_the_union_of_all_mentions() -> None:
    entities = resolve([post("a", topics=("AI",)), Telling("b.md", mention("a", topics=("Law",)))])
    assert only(entities).about == ("topic:ai", "topic:law")


def test_flags_are_kept_apart() -> None:
    entities = resolve([post("a", mention("b"), published=False, removed=True)])
    a, b = sorted(entities.articles, key=lambda article: article.url)
    assert (a.curated, a.published, a.removed) == (True, False, True)
    assert (b.curated, b.published, b.removed) == (False, None, None)


def test_types_become_classes_of_schema_org() -> None:
    kinds = {"article": "NewsArticle", "video": "VideoObject", "course": "Course"}
    kinds |= {"collection": "CreativeWork", "download": "CreativeWork"}
    for kind, name in kinds.items():
        assert only(resolve([post("a", type=kind)])).type == f"schema:{name}"
    assert only(resolve([post("a")])).type == "schema:NewsArticle"


# ---- links --------------------------------------------------------------------------------


def test_a_post_is_linked_to_its_related_articles_once_and_never_to_itself() -> None:
    entities = resolve([post("a", mention("b"), mention("b", quality=1), mention("a"))])
    a = next(article for article in entities.articles if article.curated)
    b = next(article for article in entities.articles if not article.curated)
    assert a.related_to == (b.id,)
    assert b.related_to == ()


def test_links_of_two_posts_of_one_article_are_joined() -> None:
    entities = resolve([post("a", mention("b")), Telling("a2.md", mention("a"), (mention("c"),))])
    a = next(article for article in entities.articles if article.curated)
    assert len(a.related_to) == 2


# ---- outlets and topics -------------------------------------------------------------------


def test_an_outlet_is_named_by_its_most_used_spelling() -> None:
    def provider(name: str) -> dict[str, str]:
        return {"provider_name": name, "provider_domain": "times.example"}

    posts = [post("a", **provider("Times%2c Inc.")), post("b", **provider("Times"))]
    posts += [post("c", **provider("Times"))]
    (outlet,) = resolve(posts).outlets
    assert (outlet.label, outlet.alternate_names) == ("Times", ("Times%2c Inc.",))
    (outlet,) = resolve(posts[:2]).outlets
    assert outlet.label == "Times"


def test_one_name_may_stand_for_several_outlets() -> None:
    posts = [
        post("a", provider_name="Windows", provider_domain="windows.example"),
        post("b", provider_name="Windows", provider_domain="other.example"),
    ]
    assert [o.id for o in resolve(posts).outlets] == [
        "outlet:other.example",
        "outlet:windows.example",
    ]


def test_an_organisation_file_names_its_outlet() -> None:
    file = Organization("o.md", "times.example", "The Times", "Daily.", None, ("Times (UK)",))
    stated = {"provider_name": "Times", "provider_domain": "times.example"}
    (outlet,) = resolve([post("a", **stated)], [file]).outlets
    assert (outlet.label, outlet.description) == ("The Times", "Daily.")
    assert outlet.alternate_names == ("Times", "Times (UK)")


def test_a_provider_without_domain_is_at_home_where_its_article_is() -> None:
    entities = resolve([post("a", provider_name="The Example")])
    assert only(entities).publisher == "outlet:example.org"
    assert entities.outlets[0].label == "The Example"


@pytest.mark.parametrize(
    ("url", "outlet"),
    [
        ("https://example.org/a", "outlet:example.org"),
        ("https://www.bbc.co.uk/a", "outlet:bbc.co.uk"),
        ("https://edition.news.cnn.com/a", "outlet:cnn.com"),
        ("https://www.amp.com.au/a", "outlet:amp.com.au"),
        ("https://www.gov.uk/a", "outlet:www.gov.uk"),
        ("https://xn--strae-oqa.example./a", "outlet:straße.example"),
        ("https://jane.github.io/a", "outlet:github.io/jane"),
        ("https://127.0.0.1:8000/a", "outlet:127.0.0.1"),
        ("https://www.youtube.com/watch?v=1", None),
    ],
)
def test_an_article_without_provider_is_its_site_s(url: str, outlet: str | None) -> None:
    entities = resolve([post("a", web_url=url)])
    assert only(entities).publisher == outlet
    assert [each.id for each in entities.outlets] == ([outlet] if outlet else [])


def test_a_name_on_another_host_of_a_site_is_the_site_s() -> None:
    entities = resolve([post("a", web_url="https://edition.cnn.com/a", provider_name="CNN")])
    assert only(entities).publisher == "outlet:cnn.com"


def test_a_domain_in_punycode_and_with_a_dot_is_one_outlet() -> None:
    domains = ("bücher.example", "xn--bcher-kva.example", "bücher.example.", "WWW.BÜCHER.example")
    posts = [
        post(str(at), web_url=f"https://{at}.example.org/a", provider_domain=clean_domain(domain))
        for at, domain in enumerate(domains)
    ]
    assert [outlet.id for outlet in resolve(posts).outlets] == ["outlet:bücher.example"]


def test_values_that_lose_are_told_and_other_headlines_kept() -> None:
    one = post("a", title="River", excerpt="Wet.", published_at="2024-05-01T00:00:00Z")
    two = post("b", title="The river", web_url=url("a"), published_at="2024-05-02T00:00:00Z")
    entities = resolve([one, two])
    article = only(entities)
    assert (article.label, article.alternative_headlines) == ("The river", ("River",))
    assert [(c.field, c.values, places) for c, places in entities.conflicts] == [
        (
            "publishedDateTime",
            (("2024-05-02T00:00:00Z", 0), ("2024-05-01T00:00:00Z", 1)),
            (Place("b.md", ("publishedDateTime",)), Place("a.md", ("publishedDateTime",))),
        ),
        (
            "title",
            (("The river", 0), ("River", 1)),
            (Place("b.md", ("title",)), Place("a.md", ("title",))),
        ),
    ]


def test_topic_files_give_hierarchy_and_other_labels() -> None:
    files = [
        Subject("1", "Computer Vision", "AI", "CV", ("image recognition", "CV")),
        Subject("2", "AI", "AI"),
    ]
    ai, vision = resolve([post("a", topics=("computer  vision",))], (), files).topics
    assert (ai.id, ai.broader) == ("topic:ai", None)
    assert (vision.label, vision.broader) == ("Computer Vision", "topic:ai")
    assert vision.alt_labels == ("CV", "computer  vision")
    assert vision.hidden_labels == ("image recognition",)


def test_a_parent_without_file_is_a_topic() -> None:
    topics = resolve([post("a")], (), [Subject("1", "AI", "Technology")]).topics
    assert [topic.label for topic in topics] == ["AI", "Technology"]


# ---- order --------------------------------------------------------------------------------

names = st.sampled_from([*"abcdef", "", "x/?utm_source=1"])
mentions = st.builds(
    lambda **stated: Mention(**stated),
    title=st.sampled_from(["One", "Two", None]),
    web_url=st.none() | names.map(url),
    original_url=names.map(url),
    amp_url=st.none() | names.map(url),
    published_at=st.sampled_from([None, "2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"]),
    quality=st.none() | st.integers(0, 2),
    provider_name=st.sampled_from([None, "One", "Two"]),
    provider_domain=st.sampled_from([None, "one.example", "youtube.com"]),
    topics=st.lists(st.sampled_from(["AI", "ai", "Law"]), max_size=2).map(tuple),
)
archives = st.lists(
    st.builds(
        lambda **stated: Telling(**stated),
        path=st.integers(0, 9).map(lambda number: f"{number}.md"),
        mention=mentions.map(lambda m: m._replace(title=m.title or "None")),
        related=st.lists(mentions, max_size=4).map(tuple),
    ),
    max_size=6,
    unique_by=lambda post: post.path,
)


@given(archives, st.randoms())
def test_the_order_of_posts_does_not_change_the_graph(
    posts: list[Telling], chance: random.Random
) -> None:
    shuffled = posts[:]
    chance.shuffle(shuffled)
    assert resolve(shuffled) == resolve(posts)


@given(archives)
def test_every_mention_names_an_article_with_its_addresses(posts: list[Telling]) -> None:
    entities = resolve(posts)
    assert len({article.id for article in entities.articles}) == len(entities.articles)
    by_post = {file: article for article in entities.articles for file in article.posts}
    for each in posts:
        article = by_post[f"post:{each.path}"]
        kept = {article.url, *article.same_as, *article.amp_urls, *article.amp_cache_urls}
        assert kept >= set(each.mention.urls)
        assert article.id not in article.related_to
    ids = {article.id for article in entities.articles}
    assert all(ids >= set(article.related_to) for article in entities.articles)
    known = {outlet.id for outlet in entities.outlets} | {topic.id for topic in entities.topics}
    for article in entities.articles:
        assert known >= {*article.about, *([article.publisher] if article.publisher else [])}


@pytest.mark.parametrize(
    ("attribute", "values", "field"),
    [
        ("title", ("A", "B"), "title"),
        ("excerpt", ("A", "B"), "excerpt"),
        ("published_at", ("2024-05-02T00:00:00Z", "2024-05-01T00:00:00Z"), "publishedDateTime"),
        ("type", ("article", "video"), "type"),
        ("quality", (1, 2), "quality"),
        ("heat", (1, 2), "heat"),
        ("published", (True, False), "published"),
        ("removed", (True, False), "removed"),
        ("image", ("https://example.org/1.png", "https://example.org/2.png"), "images"),
        ("provider_domain", ("one.example", "two.example"), "provider"),
    ],
)
def test_of_every_field_a_value_that_loses_is_told(
    attribute: str, values: tuple[Any, Any], field: str
) -> None:
    one = post("b", title="T", web_url=url("a"))
    two = post("a", title="T", web_url=url("a"))
    posts = [
        told._replace(mention=told.mention._replace(**{attribute: value}))
        for told, value in zip((one, two), values, strict=True)
    ]
    ((conflict, places),) = resolve(posts).conflicts
    assert (conflict.field, places) == (field, (Place("b.md", (field,)), Place("a.md", (field,))))
