from __future__ import annotations

from collections.abc import Callable
from typing import Literal
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.body import MAX_BODY_CHARS, links_everywhere, links_in, original_link
from kg.read.errors import ReadError
from kg.read.unwanted_links import absolute_address, why_unwanted

A, B, C = "https://a.example/1", "https://b.example/2", "https://c.example/3"
Markup = Literal["markdown", "html"]


def found(
    body: str, markup: Markup = "markdown", own: frozenset[str] = frozenset()
) -> list[tuple[str, str]]:
    return [(link.address, link.text) for link in links_in(body, markup, own)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"- [Rain falls]({A}) by Jane Doe", "Rain falls"),
        (f"[**Rain** _falls_ `x`]({A})", "Rain falls x"),
        (f"[Rain\nfalls]({A})", "Rain falls"),
        (f"[Rain falls →]({A})", "Rain falls"),
        (f"[Rain &amp; sun]({A} 'title')", "Rain & sun"),
        (f"[Rain falls][r]\n\n[r]: {A}", "Rain falls"),
        (f"[Rain falls]\n\n[rain falls]: <{A}>", "Rain falls"),
        (f"# [Rain falls]({A})", "Rain falls"),
        (f'Look: <a class=x href="{A}">Rain <b>falls</b></a>', "Rain falls"),
        (f'<div>\n<a href="{A}">Rain\nfalls</a>\n</div>', "Rain falls"),
        (f"| a | b |\n|---|---|\n| [Rain falls]({A}) | x |", "Rain falls"),
        (f"> - [ ] [Rain falls]({A})", "Rain falls"),
        (f"Text[^1]\n\n[^1]: See [Rain falls]({A}).", "Rain falls"),
        (f"[![The harbour](https://i.example/a.png) Rain falls]({A})", "Rain falls"),
        (f"~~[Rain falls]({A})~~", "Rain falls"),
        (f'[Rain falls]({A}){{:target="_blank"}}', "Rain falls"),
        (f"[雨が降る]({A})", "雨が降る"),
    ],
)
def test_the_text_of_a_link_is_its_headline(body: str, text: str) -> None:
    assert found(body) == [(A, text)]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (f"**Rain falls** ([source]({A}))", "Rain falls"),
        (f"**Rain falls.** A long text about it. [Read more…]({A})", "Rain falls"),
        (f"- Rain falls: {A}", "Rain falls"),
        (f"- Rain falls <{A}>", "Rain falls"),
        (f"- Rain falls [1]({A})", "Rain falls"),
        (f"- Rain falls [a.example]({A})", "Rain falls"),
        (f"- [Link]({A}): Rain falls", "Rain falls"),
        (f"- {A} Rain falls", "Rain falls"),
        (f"Rain falls\n{A}", "Rain falls"),
        (f"Rain falls\n\n{A}", "Rain falls"),
        (f"### Rain falls\n\nIt fell all day. [Read more]({A})", "Rain falls"),
        (f"### Rain falls\n\n[![](https://i.example/a.png)]({A})", "Rain falls"),
        (f"| No | Title | Link |\n|--|--|--|\n| 1 | Rain falls | [link]({A}) |", "Rain falls"),
        (f"[The A]({A})", "The A"),
        (f"It rained all day. [More]({A})", "It rained all day"),
        (f"[here]({A})", ""),
        (A, ""),
    ],
)
def test_a_text_that_only_points_gives_way_to_what_stands_beside_it(body: str, text: str) -> None:
    assert found(body) == [(A, text)]


def test_the_name_of_a_site_set_apart_gives_way_to_the_headline() -> None:
    address = "https://www.theguardian.com/a"
    assert found(f"Rain falls – [The Guardian]({address})") == [(address, "Rain falls")]
    assert found(f"According to [The Guardian]({address}), yes.") == [(address, "The Guardian")]


def test_lines_of_a_text_each_have_their_own_link() -> None:
    assert found(f"Rain falls\n{A}\nSun shines\n{B}.") == [(A, "Rain falls"), (B, "Sun shines")]
    links = f"[Link]({A}) Rain falls\n[Link]({B}) Sun shines"
    assert found(links) == [(A, "Rain falls"), (B, "Sun shines")]


def test_links_after_a_headline_borrow_nothing() -> None:
    body = f"- [Rain falls]({A}) all day long and on\n  and on ([comments]({B})) [via]({C})"
    assert found(body) == [(A, "Rain falls"), (B, ""), (C, "")]


def test_a_heading_over_several_links_is_nobody_s_headline() -> None:
    assert found(f"## News\n\n[here]({A})\n\n[here]({B})") == [(A, ""), (B, "")]


def test_an_address_that_stands_twice_is_one_link_with_the_first_headline() -> None:
    body = f"[![](https://i.example/a.png)]({A})\n\n[Rain falls]({A})\n\n[Later]({A})"
    assert links_in(body) == [(A, "Rain falls", 1)]


def test_each_link_has_its_line() -> None:
    body = f"é\n\n[Rain]({A})\n\n<div>\n<p>\n<a href='{B}'>Sun</a>\n</div>\n\n- x\n- {C}\n"
    assert [link.line for link in links_in(body)] == [3, 7, 11]
    assert [link.line for link in links_in(body.replace("\n", "\r\n"))] == [3, 7, 11]
    html = f"<p>é\n<a\nhref='{A}'>Rain</a>\n<a href={B}>Sun</a>"
    assert [link.line for link in links_in(html, "html")] == [2, 4]


@pytest.mark.parametrize(
    "body",
    [
        f"![Rain]({A})",
        f"`{A}` and `[Rain]({A})`",
        f"```\n[Rain]({A})\n```",
        f"    {A}",
        f"<pre>{A} <a href='{A}'>Rain</a></pre>",
        f"<code><a href='{A}'>Rain</a></code>",
        f"<!-- [Rain]({A}) <a href='{A}'>Rain</a> -->",
        f"<script>var a = '<a href=\"{A}\">Rain</a>'</script>",
        "[[Rain]] and [[Rain|falls]] https",
        "[Rain](/rain) [Rain](rain.md) [Rain](//a.example/) [Rain](ftp://a.example/) http:",
        "[Rain](mailto:a@a.example) <a@a.example> https:",
        "[Rain]({{ site.url }}/rain) [Rain](https://a.example/{{ slug }}) {% link http.md %}",
        "{% youtube https://y.example/1 %} {{< tweet https://t.example/1 >}}",
        "{% highlight sh %}\ncurl https://a.example/1\n{% endhighlight %}",
        "{% comment %}[Rain](https://a.example/1){% endcomment %}",
        "[Rain](https://localhost/1) [Rain](https:///1) [Rain](http://)",
        "[Rain](https://a.example/a.png) [Rain](https://a.example/a.JPG?w=1)",
        "[Tweet](https://twitter.com/intent/tweet?url=x) [f](https://www.facebook.com/sharer/sharer.php?u=1)",
        "[x](https://example.us1.list-manage.com/unsubscribe?u=1) [y](https://a.example/unsubscribe)",
        f"[View this email in your browser]({A}) [Unsubscribe]({B})",
        "[View Highlight](https://read.readwise.io/read/01)",
    ],
)  # fmt: skip
def test_what_leads_to_no_article_is_not_taken(body: str) -> None:
    assert found(body) == []


def test_links_to_own_hosts_are_not_taken() -> None:
    own = frozenset({"a.example", "www.b.example"})
    body = f"[1x]({A}) [2x](https://www.a.example/2) [3x]({B}) [4x](https://sub.a.example/)"
    assert found(body, own=own) == [("https://sub.a.example/", "4x")]


@pytest.mark.parametrize(
    ("body", "addresses"),
    [
        (f"See {A}.", [A]),
        (f"(see {A}/x_(y))", [f"{A}/x_(y)"]),
        (f"{A}，然后 {B}。", [A, B]),
        (f"HTTPS://A.example/Q and foo{A}", ["HTTPS://A.example/Q"]),
        (f'"{A}" *{B}*', [B]),
        (f"{A}?a=1&amp;b=2", [f"{A}?a=1&b=2"]),
    ],
)
def test_bare_addresses_end_where_the_sentence_goes_on(body: str, addresses: list[str]) -> None:
    assert [address for address, _ in found(body)] == addresses


def test_html_is_read_as_browsers_read_it() -> None:
    card = f"<a href='{A}'><img alt=x><h3>Rain falls</h3><p>It fell all day</p></a>"
    assert found(card, "html") == [(A, "Rain falls")]
    assert found(f"<A HREF = {A} >Rain<br>falls</A>", "html") == [(A, "Rain falls")]
    assert found(f"<p>Rain falls <a href='{A}'>here</a>", "html") == [(A, "Rain falls")]
    assert found(f"<a href='{A}'>Rain<a href='{B}'>Sun", "html") == [(A, "Rain"), (B, "Sun")]
    assert found(f"<nav><a href='{A}'>x</a></nav>{B}<a href='{C}&amp;x'>Rain", "html") == [
        (f"{C}&x", "Rain")
    ]


def test_a_tag_that_is_never_closed_ends_with_its_paragraph() -> None:
    assert found(f"<a href='{A}'>Rain\n\nText [Sun]({B})") == [(A, "Rain"), (B, "Sun")]
    assert found(f"<code> x\n\n[Sun]({B})") == [(B, "Sun")]


def test_the_original_of_a_clipping_is_found() -> None:
    body = f"#Omnivore\n\n[Read on Omnivore](https://omnivore.app/me/1)\n[Read Original]({A}_(x))\n"
    assert original_link(body) == f"{A}_(x)"
    assert original_link("[Read Original](/x)") is None
    assert original_link("[Read Original](") is None
    assert original_link("Text") is None


def test_addresses_in_more_than_half_of_four_posts_or_more_are_everywhere() -> None:
    counts = {A: 4, B: 3, C: 2}
    assert links_everywhere(counts, 3) == frozenset()
    assert links_everywhere(counts, 4) == {A, B}
    assert links_everywhere(counts, 6) == {A}
    assert links_everywhere(counts, 8) == frozenset()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://www.linkedin.com/shareArticle?url=x", "share"),
        ("https://mastodon.example/share?text=x", "share"),
        ("https://news.ycombinator.com/item?id=1", None),
        ("https://twitter.com/someone/status/1", None),
        ("https://a.example/how-to-share-a-secret", None),
        ("https://a.example/why-people-unsubscribe-from-news/", None),
        ("https://a.example/news/unsubscribe?id=1", "newsletter"),
        ("https://a.example/login?next=/", "account"),
        ("https://nottwitter.com/intent/tweet", None),
    ],
)
def test_addresses_say_what_they_are_for(address: str, why: str | None) -> None:
    parts = absolute_address(address)
    assert parts
    assert why_unwanted(parts) == why


def test_a_body_that_is_too_long_says_so() -> None:
    assert links_in("a" * (MAX_BODY_CHARS + 1)) == []
    with pytest.raises(ReadError, match="longer than"):
        links_in("http://a.example " + "a" * MAX_BODY_CHARS)


def test_surrogates_and_control_characters_are_no_error() -> None:
    assert found(f"\ud800\0\x1f [Rain\0 falls]({A}) \ud800") == [(A, "Rain falls")]


N = 400_000
HOSTILE: dict[str, Callable[[int], str]] = {
    "brackets": lambda n: "[" * n,
    "images": lambda n: "![" * (n // 2),
    "angles": lambda n: "<" * n,
    "ticks": lambda n: "`" * n + " a" + "`a``" * (n // 4),
    "stars": lambda n: "*a **a _a " * (n // 10),
    "quotes": lambda n: ">" * n + "a\n",
    "quotes with lazy lines": lambda n: "> " * (n // 4) + "a\n" + "b\n" * (n // 4),
    "lists": lambda n: "- " * (n // 2) + "a\n" + "b\n" * (n // 4),
    "links": lambda n: "[a](" * (n // 4),
    "link texts": lambda n: "[" + "→" * n + "a](http://a.example)",
    "divs": lambda n: "<div>" * (n // 5),
    "open tags": lambda n: '<a href="' * (n // 9),
    "open comments": lambda n: "a <!-- " * (n // 7),
    "scripts": lambda n: "<script></SCRIPT>" * (n // 17),
    "attributes": lambda n: "<a " + "x= " * (n // 3),
    "headings": lambda n: "# a\n" * (n // 4),
    "directives": lambda n: "{{" * (n // 2),
    "blocks of code": lambda n: "{% highlight %}" * (n // 15),
    "addresses": lambda n: "http://a.example " * (n // 17),
    "parentheses": lambda n: "http://a.example/" + ")" * n,
    "spaces": lambda n: "a" + " " * n + "b",
    "tables": lambda n: "|a" * (n // 4) + "\n" + "|-" * (n // 4) + "\n",
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("markup", ["markdown", "html"])
def test_hostile_bodies_are_read_to_their_end(make: Callable[[int], str], markup: Markup) -> None:
    links_in(make(N) + "\n\nhttp://z.example/ <a href='http://z.example/a'>Rain</a>", markup)


PIECES = st.sampled_from(
    [A, f"[Rain]({A})", "[", "](", "](x)", "<a href='", f"<a href={B}>", "</a>", "**", "\n", "\n\n",
     "- ", "> ", "`", "```", "# ", "|", "<h1>", "</h1>", "<pre>", "</pre>", "<!--", "-->", "{{",
     "}}",
     "{% highlight x %}", "{% endhighlight %}", "![", "&amp;", "\\", "[^1]", "[^1]: ", "<br>",
     "<td>",
     "<script>", " text ", "雨", "\0", "\ud800", "www.", "http://", "_"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40), st.sampled_from(["markdown", "html"]))
@settings(max_examples=300)
def test_any_body_gives_plain_links(pieces: list[str], markup: Markup) -> None:
    body = "".join(pieces)
    links = links_in(body, markup)
    addresses = [link.address for link in links]
    assert len(addresses) == len(set(addresses))
    for link in links:
        assert absolute_address(link.address)
        assert link.text == " ".join(link.text.split())
        assert 1 <= link.line <= body.count("\n") + 1
    original_link(body)


@given(st.text(max_size=200), st.sampled_from(["markdown", "html"]))
@settings(max_examples=100)
def test_any_text_raises_nothing(body: str, markup: Markup) -> None:
    links_in("http: " + body, markup)
    original_link(f"[Read Original]({body}")


@given(
    st.lists(st.tuples(st.text("abc雨 ", min_size=3), st.text(min_size=1, max_size=9)), max_size=9)
)
@settings(max_examples=60)
def test_lists_of_links_come_back(items: list[tuple[str, str]]) -> None:
    wanted = {
        f"https://a.example/{quote(path, safe='', errors='replace')}-x": f"Rain {text}x"
        for text, path in items
    }
    body = "".join(f"* [{text}]({address}) by Jane\n" for address, text in wanted.items())
    assert found(body) == [(address, " ".join(text.split())) for address, text in wanted.items()]
    html = "".join(f"<li><a href='{address}'>{text}</a>" for address, text in wanted.items())
    assert found(html, "html") == found(body)


# ---- elements -------------------------------------------------------------------------------

RAIN = f'<a href="{A}">Rain falls</a>'


@pytest.mark.parametrize("markup", ["markdown", "html"])
@pytest.mark.parametrize("tag", ["pre", "svg", "nav", "template", "noscript", "head"])
def test_what_stands_in_hidden_elements_is_not_read(tag: str, markup: Markup) -> None:
    after = f'<p><a href="{B}">Sun</a></p>'
    body = f"<div><{tag}>{RAIN}<b>Snow</b></{tag}></div>{after}"
    assert found(body, markup) == [(B, "Sun")]


@pytest.mark.parametrize("tag", ["body", "main", "article"])
def test_elements_that_stand_in_no_hidden_one_end_it(tag: str) -> None:
    assert found(f"<nav><{tag}>{RAIN}</{tag}>", "html") == [(A, "Rain falls")]
    assert found(f"<nav><section>{RAIN}</section>", "html") == []


@pytest.mark.parametrize("tag", ["code", "kbd", "samp", "tt"])
def test_links_in_code_are_none_but_its_text_is_text(tag: str) -> None:
    assert found(f"<p><{tag}>{RAIN}</{tag}></p>", "html") == []
    assert found(f'<p><a href="{A}">Rain <{tag}>falls</{tag}></a></p>', "html") == [
        (A, "Rain falls")
    ]
    assert found(f"<{tag}>[Rain falls]({A})</{tag}>") == []
    assert found(f"<p><{tag}>never closed</p><p>{RAIN}</p>", "html") == [(A, "Rain falls")]


@pytest.mark.parametrize(
    "tag",
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure "
    "footer form header hr li main ol p section summary table tbody tfoot thead tr ul "
    "h1 h2 h3 h4 h5 h6".split(),
)
def test_a_block_ends_what_a_link_may_borrow(tag: str) -> None:
    link = f'<a href="{A}">here</a>'
    text = f"Sun shines <{tag}></{tag}>Rain falls: {link}"
    assert found(text, "html") == [(A, "Rain falls")]


@pytest.mark.parametrize("tag", "span i u font small sub ins".split())
def test_other_elements_end_nothing(tag: str) -> None:
    text = f'Sun shines <{tag}></{tag}>Rain falls: <a href="{A}">here</a>'
    assert found(text, "html") == [(A, "Sun shines Rain falls")]


@pytest.mark.parametrize(
    ("body", "links"),
    [
        (f"[jane@x.example](mailto:jane@x.example) [Rain]({A})", [(A, "Rain")]),
        ("<jane@x.example>", []),
        (f"![a [Rain]({A}) b](https://i.example/a.png) [Sun]({B})", [(B, "Sun")]),
        (f"[![Rain](https://i.example/a.png)]({A})", [(A, "")]),
        (f"![x {A} y](https://i.example/a.png)", []),
        (f"`{A}` [Sun]({B})", [(B, "Sun")]),
        (f"```\n{A}\n```\n\n{B}", [(B, "")]),
        (f"    {A}\n\n{B}", [(B, "")]),
        (f"<pre>\n{A}\n</pre>\n\n{B}", [(B, "")]),
        (f"<b>{A}</b>", [(A, "")]),
        (f"<code>[Rain]({A}) x</code> [Sun]({B})", [(B, "Sun")]),
        (f"<nav>\n\n[Rain]({A})\n\n</nav>\n\n[Sun]({B})", [(B, "Sun")]),
        (f'<a href="{A}">Rain\n\nfalls [Sun]({B})', [(A, "Rain"), (B, "Sun")]),
        (f"text\n\n---\n\n[here]({A})", [(A, "")]),
    ],
)
def test_links_in_images_and_code_are_none(body: str, links: list[tuple[str, str]]) -> None:
    assert [(address, text) for address, text in found(body)] == links
