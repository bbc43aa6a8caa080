"""Which of several addresses an article is opened by, and which one it is known by."""

from __future__ import annotations

from typing import Any

import pytest

from kg.model.addresses import clean_domain, host_of, legal_url, normal_form
from kg.model.ids import article_id
from kg.model.limits import MAX_URL_CHARS
from kg.model.records import Article, Mention, Post
from kg.resolve import Entities, resolve

ROOT = "https://www.example.org/"
WEB = "https://www.example.org/rain/"
ORIGINAL = "http://example.org/first"
AMP = "https://example.org/amp/rain"
CACHE = "https://example-org.cdn.ampproject.org/c/s/example.org/rain"


def only(*mentions: Mention) -> Article:
    """Return the article that posts of these mentions are about; the last one is the strongest."""
    posts = [Post(f"{number}.md", mention) for number, mention in enumerate(mentions)]
    (article,) = resolve(posts).articles
    return article


def rain(**stated: Any) -> Mention:
    return Mention(title="Rain", **stated)


@pytest.mark.parametrize(
    ("stated", "url", "identity"),
    [
        ({"web_url": WEB, "original_url": ORIGINAL, "amp_url": AMP}, WEB, "https://example.org/rain"),
        ({"original_url": ORIGINAL, "amp_url": AMP}, ORIGINAL, "https://example.org/first"),
        ({"amp_url": AMP, "amp_cache_url": CACHE}, AMP, "https://example.org/amp/rain"),
        ({"amp_cache_url": CACHE}, CACHE, "https://example.org/rain"),
        ({"web_url": ROOT, "original_url": ORIGINAL}, ORIGINAL, "https://example.org/first"),
        ({"web_url": ROOT, "amp_url": AMP}, AMP, "https://example.org/amp/rain"),
        ({"web_url": ROOT, "amp_cache_url": CACHE}, CACHE, "https://example.org/rain"),
        ({"web_url": ROOT, "original_url": f"{ROOT}#a", "amp_url": AMP}, AMP,
         "https://example.org/amp/rain"),
        ({"web_url": ROOT}, ROOT, "https://example.org\nrain"),
        ({"web_url": ROOT, "original_url": "https://other.example"}, ROOT,
         "https://example.org\nrain"),
    ],
)  # fmt: skip
def test_the_first_address_that_identifies_opens_the_article(
    stated: dict[str, str], url: str, identity: str
) -> None:
    article = only(rain(**stated))
    assert (article.url, article.id) == (url, article_id(identity))


def test_a_front_page_beside_an_amp_address_is_another_address_of_the_article() -> None:
    article = only(rain(web_url=ROOT, amp_url=AMP))
    assert (article.url, article.amp_urls, article.same_as) == (AMP, (AMP,), (ROOT,))
    assert article.amp_cache_urls == ()


def test_every_address_is_kept_once_in_its_place() -> None:
    article = only(rain(web_url=WEB, original_url=ORIGINAL, amp_url=AMP, amp_cache_url=CACHE))
    assert article.url == WEB
    assert article.same_as == (ORIGINAL,)
    assert (article.amp_urls, article.amp_cache_urls) == ((AMP,), (CACHE,))


def test_an_address_that_identifies_is_taken_from_a_weaker_mention() -> None:
    weak = rain(web_url="https://example.org/a", amp_url=AMP)
    strong = rain(web_url=ROOT, amp_url=AMP)
    article = only(weak, strong)
    assert article.url == "https://example.org/a"
    assert article.same_as == (ROOT,)


def test_the_winner_s_own_address_comes_before_that_of_a_weaker_mention() -> None:
    weak = rain(web_url="https://example.org/a", amp_url=AMP)
    strong = rain(original_url="https://example.org/b", amp_url=AMP)
    article = only(weak, strong)
    assert (article.url, article.id) == (
        "https://example.org/b", article_id("https://example.org/b")
    )  # fmt: skip
    assert article.same_as == ("https://example.org/a",)


def found(posts: list[Post], mentions: tuple[Mention, ...] = ()) -> tuple[int, int, int, int]:
    entities: Entities = resolve(posts, mentions)
    return (
        len(entities.articles), entities.mentions, entities.untitled, entities.self_links
    )  # fmt: skip


def test_mentions_are_counted_as_often_as_they_are_stated() -> None:
    a, b = rain(web_url="https://example.org/a"), rain(web_url="https://example.org/b")
    bare = Mention(web_url="https://example.org/bare")
    posts = [Post("1.md", a, (0, 1, 2)), Post("2.md", a, (0, 0)), Post("3.md", b)]
    assert found(posts, (a, b, bare)) == (2, 8, 1, 3)
    assert resolve(posts, (a, b, bare)).repeats == (("2.md", "https://example.org/a", 1),)
    assert found([]) == (0, 0, 0, 0)


# ---- bounds ---------------------------------------------------------------------------------


def test_an_address_may_have_as_many_characters_as_are_read() -> None:
    longest = "https://example.org/" + "a" * (MAX_URL_CHARS - 20)
    assert len(longest) == 16_384
    assert legal_url(longest) == longest
    with pytest.raises(ValueError, match=r"^a URL longer than 16,384 characters$"):
        legal_url(longest + "a")


@pytest.mark.parametrize(
    ("port", "is_legal"),
    [("0", True), ("1", True), ("65535", True), ("65536", False), ("099999", False),
     ("000080", True), ("", True), ("8o", False)],
)  # fmt: skip
def test_ports_end_at_65535(port: str, is_legal: bool) -> None:
    url = f"https://example.org:{port}/a"
    if is_legal:
        assert legal_url(url) == (url if port else "https://example.org/a")
    else:
        with pytest.raises(ValueError, match=r"^a URL with an invalid port$"):
            legal_url(url)


def test_a_host_may_have_253_characters() -> None:
    longest = ".".join(["a" * 49] * 5) + ".abc"
    assert len(longest) == 253
    assert clean_domain(longest) == longest
    with pytest.raises(ValueError, match=r"^not a domain$"):
        clean_domain(f"{longest}d")


@pytest.mark.parametrize(
    "address", ["[::1]", "[2001:db8::7]", "[::ffff:1.2.3.4]"]
)  # fmt: skip
def test_a_host_may_be_an_address_of_ipv6(address: str) -> None:
    assert legal_url(f"http://{address}:81/a") == f"http://{address}:81/a"


@pytest.mark.parametrize("address", ["[::1", "[]", "[::1%25eth0]", "[1.2.3.4]", "[:::]", "::1"])
def test_what_is_no_address_of_ipv6_is_no_host(address: str) -> None:
    with pytest.raises(ValueError, match=r"^a URL without a valid host$"):
        legal_url(f"http://{address}/a")


@pytest.mark.parametrize(
    ("url", "normal", "host"),
    [
        ("https://example.org./a", "https://example.org/a", "example.org"),
        ("https://www.example.org.:443/a", "https://example.org/a", "example.org"),
        ("http://例え.jp./a", "https://xn--r8jz45g.jp/a", "例え.jp"),
        ("https://example.org:8443/a", "https://example.org:8443/a", "example.org"),
        ("https://example.org:8443?x=1", "https://example.org:8443?x=1", "example.org"),
        ("http://[::1]:8080/a", "https://[::1]:8080/a", "[::1]"),
    ],
)
def test_a_host_is_the_same_with_and_without_its_last_dot(url: str, normal: str, host: str) -> None:
    assert (normal_form(url), host_of(url)) == (normal, host)
