from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.address_rules import MAX_REWRITES, REWRITES, RULES, Pair
from kg.model.limits import MAX_URL_CHARS
from kg.model.normal_urls import normalise_url

RAIN = "https://example.org/news/rain-falls-on-rome"
PAIRS = [(rule.name, pair) for rule in RULES for pair in rule.same]
APART = [pair for rule in RULES for pair in rule.apart]


@pytest.mark.parametrize(("name", "pair"), PAIRS)
def test_the_addresses_that_a_rule_calls_the_same_compare_equal(name: str, pair: Pair) -> None:
    one, other = map(normalise_url, pair)
    assert one.url == other.url
    assert name in one.rules + other.rules


@pytest.mark.parametrize("pair", APART)
def test_the_addresses_that_a_rule_keeps_apart_differ(pair: Pair) -> None:
    one, other = map(normalise_url, pair)
    assert one.url != other.url


def test_each_rule_has_a_name_of_its_own_a_source_and_pairs_of_both_kinds() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert all(rule.what and rule.source and rule.same and rule.apart for rule in RULES)
    assert all(rule.rewrite and rule.marks for rule in REWRITES)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://example.org/amp", "https://example.org/amp"),
        ("https://example.org/amp/amp/", "https://example.org/amp/amp"),
        ("https://example.org/science-and-technology/amp", None),
        ("https://example.org/2020/08/amp", None),
        ("https://example.org/amp/sport", None),
        ("https://example.org/?amp=1", "https://example.org?amp=1"),
        ("https://example.org/index.html", None),
        ("https://example.org/world/europe/print", None),
    ],
)
def test_no_rule_leads_to_the_front_of_a_site_or_a_section(url: str, kept: str | None) -> None:
    assert normalise_url(url).url == (kept or url)


@pytest.mark.parametrize(
    "path",
    ["rain-falls-on-rome", "551071002", "2020/08/rain", "rain.html", "AbcDE12fGHiJk",
     "%E9%9B%A8%E4%B8%8B%E5%9C%A8%E7%BD%97%E9%A9%AC%E5%9F%8E%E9%87%8C%E4%B8%8B%E9%9B%A8"],
)  # fmt: skip
def test_words_numbers_dates_and_file_names_make_an_article(path: str) -> None:
    assert normalise_url(f"https://example.org/{path}/amp").url == f"https://example.org/{path}"


def test_a_wrapper_around_a_wrapper_is_opened_and_all_rules_are_named() -> None:
    archived = f"https://web.archive.org/web/2020/https://www.google.com/url?q={RAIN}/amp/"
    assert normalise_url(archived) == (RAIN, ("wayback", "google-link", "amp-segment"))


def test_an_address_wrapped_too_often_stays_as_it_is() -> None:
    prefix = "https://web.archive.org/web/2020/"
    deep = prefix * (MAX_REWRITES + 2) + RAIN
    assert normalise_url(deep) == (deep, ())
    assert normalise_url(prefix * 3 + RAIN).url == RAIN


def test_what_contains_no_address_stays_as_it_is() -> None:
    for url in (
        "https://google.com/url?q=rain",
        "https://google.com/url?q=https%3A%2F%2Fhttps%3A%2F%2Fx",
        "https://t.co/AbCdE",
        "https://feedproxy.google.com/~r/x/~3/AbCdE/rain",
    ):
        assert normalise_url(url) == (url, ())


def test_a_route_in_the_fragment_keeps_its_path() -> None:
    url = f"{RAIN}/amp#/story/1"
    assert normalise_url(url).url == url


@pytest.mark.parametrize("other", ["lite", "touch", "wap", "mobile", "m", "amp"])
def test_hosts_for_phones_are_the_host(other: str) -> None:
    assert normalise_url(f"https://{other}.example.org/a") == (
        "https://example.org/a",
        ("mobile-host",),
    )


pieces = st.sampled_from(
    "amp AMP amp.html .amp index.php index.html default.aspx print print.html article-amp 2020 08 "
    "rain-falls-on-rome rain https: http: www.example.org %61mp %2F url l.php web embed watch "
    "abcdefghijk videoseries video 123456".split()
) | st.text(max_size=6)
hosts = st.sampled_from(
    "example.org www.google.com google.com l.facebook.com web.archive.org youtu.be youtube.com "
    "vimeo.com dai.ly archive.ph a.safelinks.protection.outlook.com m.amp.example.org "
    "en.m.m.example.org x.cdn.ampproject.org".split()
)
parameters = st.sampled_from(
    "amp amp=1 AMP=1 utm_source=x outputType=amp print=1 id=7 v=abcdefghijk "
    "q=https%3A%2F%2Fa.org%2Fb u=http://a.org/amp/rain-falls-on-rome "
    "url=https%253A%252F%252Fa.org".split()
) | st.text(max_size=6)
addresses = st.builds(
    lambda host, path, query: f"https://{host}/{'/'.join(path)}?{'&'.join(query)}",
    hosts, st.lists(pieces, max_size=5), st.lists(parameters, max_size=4),
)  # fmt: skip


@given(st.text() | addresses)
def test_normalising_never_fails_and_twice_is_once(text: str) -> None:
    normal = normalise_url(text).url
    assert normalise_url(normal) == (normal, ())


DROPPED = ["amp=1", "outputType=amp", "print=1", "utm_source=x", "fbclid=y", "mod=z"]


@given(st.permutations([*DROPPED, "id=7"]))
def test_the_order_of_parameters_that_go_changes_nothing(order: list[str]) -> None:
    assert normalise_url(f"{RAIN}?{'&'.join(order)}").url == f"{RAIN}?id=7"


@pytest.mark.parametrize(
    "unit",
    ["/amp", "/print", "/index.html", "https://web.archive.org/web/2020/", "&amp;", "?amp", "-a",
     "/2020/08", "&amp=1", "%61", "A1", "/index.php", ".amp", "/print/index.html"],
)  # fmt: skip
def test_a_long_address_takes_little_time(unit: str) -> None:
    start = time.perf_counter()
    normalise_url("https://example.org" + unit * (1_000_000 // len(unit)))
    normalise_url("https://example.org" + unit * ((MAX_URL_CHARS - 50) // len(unit)))
    normalise_url("https://google.com/url?q=" + RAIN + unit * 200)
    assert time.perf_counter() - start < 1
