from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.addresses import stated_domain
from kg.read.text import (
    clean_label,
    decode_references,
    markdown_link,
    plain_excerpt,
    plain_text,
    plain_title,
    remove_tags,
    split_authors,
    split_labels,
    without_emphasis,
)

# ---- references and tags --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "decoded"),
    [
        ("Q&amp;A", "Q&A"),
        ("&amp;lt;", "&lt;"),
        ("&#8217;&#x2019;&rsquo;", "’’’"),
        ("&hellip;&nbsp;", "…\u00a0"),
        ("&#0;", "\ufffd"),
        ("&#xD800;", "\ufffd"),
        ("&nothing; &copy &notit; &; &#; &#x; AT&T", "&nothing; &copy &notit; &; &#; &#x; AT&T"),
        ("a?b=1&copy=2", "a?b=1&copy=2"),
        ("&#99999999999;", "&#99999999999;"),
    ],
)
def test_references_are_decoded_once(text: str, decoded: str) -> None:
    assert decode_references(text) == decoded


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("<p>One</p><p>Two</p>", "One Two"),
        ("One<br>Two<br/>Three<BR />Four", "One Two Three Four"),
        ("<b>b</b>old <em class='x'>and</em> <I>so</I> on", "bold and so on"),
        ('<a href="https://example.org/?a>b">Rain</a>', "Rain"),
        ('<img src="a.png" alt="a < b"> Rain', "Rain"),
        ("<img src=a.png/> Rain", "Rain"),
        ("<a title='don\"t'>Rain</a>", "Rain"),
        ("<a title=don't>Rain</a>", "Rain"),
        ("<!-- <b>no</b> -->Rain<!---->", "Rain"),
        ("<script>var a = '<b>'</script >Rain<STYLE media=x>p {}</STYLE>", "Rain"),
        ("<!DOCTYPE html><?xml version='1.0'?>Rain", "Rain"),
        ("<![CDATA[Rain & <b>wind</b>]]>", "Rain & wind"),
        ("<my-card x='1'>Rain</my-card><o:p></o:p>", "Rain"),
        ("<svg:path d='M0'/>Rain", "Rain"),
        ("Rain <a href='https://exam", "Rain"),
        ("<template>Rain</template>", "Rain"),
        ("<p>Rain<p>Wind", "Rain Wind"),
        ("Rain</p>", "Rain"),
    ],
)
def test_tags_go_and_their_text_stays(text: str, plain: str) -> None:
    assert plain_text(text) == plain


@pytest.mark.parametrize(
    "text",
    [
        "a < b", "a<b and b>c", "I <3 you", "x <y and z> w", "vector<int>", "Map<String, List<T>>",
        "How to use <template> in Vue", "The <script> element", "<https://example.org/?a=b>",
        "<jane@example.org>", "5 <", "<", "<>", "</>", "</ b>", "a <!-- never closed", "<-- back",
        "What </footer> ends", "{{7*7}}{% x %}", "a]]>b", "snake_case _and_ more", "雨 🌧", "",
        "C# and F#", "50 % & more", "If <b and c> holds", "Using <Component /> in React",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_tag_stays(text: str) -> None:
    assert remove_tags(text) == text
    assert plain_text(text) == text
    assert plain_title(text) == text


def test_an_escaped_tag_is_text() -> None:
    assert plain_text("How to use &lt;b&gt; and &lt;i&gt;") == "How to use <b> and <i>"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Use `code`", "Use code"),
        ("Use `` co `` and `<b>bold</b>`", "Use co and <b>bold</b>"),
        ("`a` <b>`c`</b>", "a c"),
        (r"C\# and F\#", "C# and F#"),
        (r"my\_file and my_file", "my_file and my_file"),
        ("rock`n roll", "rock`n roll"),
        ("```", "```"),
        ("  two\n lines\t", "two lines"),
        ("a\u00adb\x00c\u00a0d", "abc d"),
        ("<img src=x>", ""),
    ],
)
def test_a_title_is_plain_text_without_marks_of_code_and_escapes(text: str, title: str) -> None:
    assert plain_title(text) == title


@pytest.mark.parametrize(
    ("text", "limit", "excerpt"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two, three", 9, "one two…"),
        ("abcdefghij", 5, "abcd…"),
        ("雨" * 20, 5, "雨雨雨雨…"),
        ("abcde\u0301fgh", 6, "abcd…"),
        ("one", 1, "…"),
        ("<p>one</p> two", 7, "one two"),
    ],
)
def test_an_excerpt_ends_after_a_word(text: str, limit: int, excerpt: str) -> None:
    assert plain_excerpt(text, limit) == excerpt


@given(st.text(alphabet="ab <>&/;\"'`-!p#\u0301", max_size=60), st.integers(1, 30))
def test_an_excerpt_is_never_longer_than_asked(text: str, limit: int) -> None:
    excerpt = plain_excerpt(text, limit)
    assert len(excerpt) <= limit
    assert plain_text(text).startswith(excerpt.removesuffix("…"))


@given(st.text())
def test_text_that_was_escaped_comes_back(text: str) -> None:
    assert decode_references(html.escape(text)) == text
    assert remove_tags(html.escape(text)) == html.escape(text)
    assert plain_text(html.escape(text)) == plain_text(html.escape(text, quote=False))


# ---- links ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[Rain](https://example.org/a)", ("Rain", "https://example.org/a")),
        (" [Rain]( https://example.org/a )\n", ("Rain", "https://example.org/a")),
        ('[Rain](https://example.org/a "By (me)")', ("Rain", "https://example.org/a")),
        ("[Rain](<https://example.org/a b>)", ("Rain", "https://example.org/a b")),
        ("[Rain](https://example.org/a_(b)_(c))", ("Rain", "https://example.org/a_(b)_(c)")),
        (r"[Rain](https://example.org/a_\(b)", ("Rain", "https://example.org/a_(b")),
        ("[Rain](https://example.org/?a=1&amp;b=2)", ("Rain", "https://example.org/?a=1&b=2")),
        ("[[video] Rain [2]](/a)", ("[video] Rain [2]", "/a")),
        (r"[a\]b](/a)", (r"a\]b", "/a")),
        ("[](/a)", ("", "/a")),
    ],
)
def test_a_text_can_be_one_link(text: str, found: tuple[str, str]) -> None:
    assert markdown_link(text) == found


@pytest.mark.parametrize(
    "text",
    ["Rain", "", "[Rain]", "[Rain]()", "[Rain](<>)", "![Rain](/a)", "[Rain](/a) more",
     "[Rain] (/a)",
     "[a](/a) [b](/b)", "[Rain](/a b)", "[Rain](/a(b)", "[[Rain]]", "[Rain](/a", "[Rain(/a)",
     "[a]b](/a)", "[Rain][1]", "[a](/a) and (b)", "https://example.org"],
)  # fmt: skip
def test_any_other_text_is_no_link(text: str) -> None:
    assert markdown_link(text) is None


# ---- labels ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("Rain", ["Rain"]),
        ("Rain, Floods; Wind|Snow", ["Rain", "Floods", "Wind", "Snow"]),
        ("Rain,,Rain, ", ["Rain"]),
        ("Machine Learning", ["Machine Learning"]),
        ("#rain #floods", ["rain", "floods"]),
        ("#rain [[High water]] #[[Two words]]", ["rain", "High water", "Two words"]),
        ("[[Rain]]", ["Rain"]),
        ("[[Rain]], [[x|Floods]]", ["Rain", "Floods"]),
        ("[[Rain, and wind]]", ["Rain, and wind"]),
        ('"Rain, and wind", Snow', ["Rain, and wind", "Snow"]),
        ('5" disk, 3" disk', ['5" disk', '3" disk']),
        ("['Rain', 'Wind']", ["Rain", "Wind"]),
        ('["Rain", "Wind, strong"]', ["Rain", "Wind, strong"]),
        ("[[[Rain]], [[Wind]]]", ["Rain", "Wind"]),
        ("[]", []),
        ("[Update] rain [2]", ["[Update] rain [2]"]),
        ("- ", ["-"]),
        ("Rain\nWind", ["Rain", "Wind"]),
        ("C#, F#, C++", ["C#", "F#", "C++"]),
        ("", []),
        (" ,;| ", []),
        ("読書, 雨", ["読書", "雨"]),
    ],
)
def test_a_text_is_divided_into_labels(text: str, labels: list[str]) -> None:
    assert split_labels(text) == labels


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("rain floods", ["rain", "floods"]),
        ("rain, high-water snow", ["rain", "high-water", "snow"]),
        ('rain "high water"', ["rain", "high water"]),
        ("[[High water]] rain", ["High water", "rain"]),
        ("a[b] c#", ["a[b]", "c#"]),
        ("", []),
    ],
)
def test_spaces_part_labels_where_that_is_asked(text: str, labels: list[str]) -> None:
    assert split_labels(text, spaces=True) == labels


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("#a", "a"), ("##a", "a"), ("[[a]]", "a"), ("[[x|a]]", "a"), ("[[x#h|a]]", "a"),
        ("[[x#h]]", "x"), ("[[x|]]", "x"), (r"[[x\|a]]", "a"), ("#[[a b]]", "a b"),
        ('"[[a]]"', "a"),
        ("'a'", "a"), ("“a”", "a"), ("`a`", "a"), ("'90s", "'90s"),
        ("rock 'n' roll", "rock 'n' roll"),
        ("'a' and 'b'", "'a' and 'b'"), ("C#", "C#"), ("[[C#]]", "C#"),
        ("[[F# basics]]", "F# basics"),
        (r"C\#", "C#"), ("#tag/sub", "tag/sub"), ("#two words#", "two words"), ("#C#", "C#"),
        ("#1", "#1"), ("#", ""), ("[a](https://example.org)", "a"), ("  a \n b ", "a b"),
        ("@a", "@a"),
        ("a,", "a"), ("", ""), ("[[]]", ""), ('""', '""'), ("[[a]] [[b]]", "[[a]] [[b]]"),
    ],
)  # fmt: skip
def test_a_label_comes_without_the_marks_around_it(text: str, label: str) -> None:
    assert clean_label(text) == label


# ---- authors --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("by Jane Doe", ["Jane Doe"]),
        ("Words by: Jane Doe", ["Jane Doe"]),
        ("Byron Smith", ["Byron Smith"]),
        ("Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe & John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, John Roe, and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe, John Roe & Cher", ["Jane Doe", "John Roe", "Cher"]),
        ("Jane Doe; John Roe | Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe\nJohn Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe, Jane Doe", ["Jane Doe"]),
        ("Doe, Jane", ["Doe, Jane"]),
        ("van Doe, Jane", ["van Doe, Jane"]),
        ("Doe, Jane; Roe, John", ["Jane Doe", "John Roe"]),
        ("Doe, Jane A. and van der Roe, John and others", ["Jane A. Doe", "John van der Roe"]),
        ("Doe, J.", ["J. Doe"]),
        ("Doe, J. A., Roe, B.", ["J. A. Doe", "B. Roe"]),
        ("Jane Doe, Jr.", ["Jane Doe, Jr."]),
        ("Jane Doe, PhD, John Roe, M.D.", ["Jane Doe, PhD", "John Roe, M.D."]),
        ("Jane Doe et al.", ["Jane Doe"]),
        ("Reuters, AFP", ["Reuters", "AFP"]),
        ("Jane Doe, Reuters", ["Jane Doe", "Reuters"]),
        ("Simon & Schuster", ["Simon & Schuster"]),
        ("AT&T", ["AT&T"]),
        ("Anderson Sandoval", ["Anderson Sandoval"]),
        ("Office of Food and Rural Affairs", ["Office of Food and Rural Affairs"]),
        ("山田太郎, 佐藤花子", ["山田太郎", "佐藤花子"]),
        ("jane@example.org (Jane Doe)", ["Jane Doe"]),
        ("jane@example.org (Jane Doe), john@example.org (John Roe)", ["Jane Doe", "John Roe"]),
        ("Jane Doe <jane@example.org>", ["Jane Doe"]),
        ("Jane Doe (jane@example.org)", ["Jane Doe"]),
        ("Jane Doe (@jane)", ["Jane Doe"]),
        ("Jane Doe jane@example.org", ["Jane Doe"]),
        ("Jane Doe (https://example.org/jane)", ["Jane Doe"]),
        ("Jane Doe (Reuters, Paris)", ["Jane Doe (Reuters, Paris)"]),
        ("@jane", ["@jane"]),
        ("@jane and @john", ["@jane", "@john"]),
        ("@jane@example.org", ["@jane@example.org"]),
        ("[[Jane Doe]]", ["Jane Doe"]),
        ("[[Jane Doe]], [[people/john|John Roe]]", ["Jane Doe", "John Roe"]),
        ("[[Doe, Jane]]", ["Doe, Jane"]),
        ("[[@jane on Example]]", ["@jane on Example"]),
        ("[Jane Doe](https://example.org/jane)", ["Jane Doe"]),
        ('"Jane Doe"', ["Jane Doe"]),
        ("jane@example.org", []),
        ("mailto:jane@example.org", []),
        ("example.org", []),
        ("[[example.org]]", []),
        ("www.example.org", []),
        ("https://example.org/jane", []),
        ("02/2015", []),
        ("", []),
        (" , ; & ", []),
        ("and", ["and"]),
    ],
)
def test_authors_are_the_persons_a_text_names(text: str, authors: list[str]) -> None:
    assert split_authors(text) == authors


# ---- outlets --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("theguardian.com", "theguardian.com"),
        (" WWW.TheGuardian.com ", "theguardian.com"),
        ("https://www.bbc.co.uk/", "bbc.co.uk"),
        ("news.example.org", "news.example.org"),
        ("bücher.de", "bücher.de"),
        ("co.uk", None),
        ("The Guardian", None),
        ("Node.js", None),
        ("St. Louis", None),
        ("example.org/news", None),
        ("jane@example.org", None),
        ("com", None),
        ("", None),
        ("127.0.0.1", None),
        ("[::1]", None),
        ("a" * 10_000 + ".com", None),
    ],
)
def test_a_name_that_is_a_host_is_a_domain(name: str, domain: str | None) -> None:
    assert stated_domain(name) == domain


# ---- any text at all ------------------------------------------------------------------------

MARKS = st.text(alphabet="ab <>[](){}|,;#`\"'&/!-=\\@.:\n\t\x00\ud800é雨", max_size=60)


@given(st.text() | MARKS)
def test_no_text_does_more_than_be_read_in_some_way(text: str) -> None:
    for plain in (plain_text(text), plain_title(text), plain_excerpt(text)):
        assert plain == " ".join(plain.split())
    markdown_link(text)
    stated_domain(text)
    for labels in (split_labels(text), split_labels(text, spaces=True), split_authors(text)):
        assert all(labels)
        assert len(set(labels)) == len(labels)


UNITS = [
    "<a ", "<a '", '<a "', "<b>", "</b>", "<!--", "<script>", "<style >", "</script ", "&amp",
    "&#1",
    "`", "``a", "[", "]", "[[", "[[a", "[[a]] ", "(", "[a](", '"', '"a ', " ", ",", "#", "#a ",
    "a and ",
    "a, ", "<![CDATA[", "]]>", "<!a", "\\", "<a x='<b'", "'", "(@", "<@", "\u0301", "-", "a:", "a-",
    ".",
    " by ", "et al", "a, A. ", "://", "[[a|", '"a"   ',
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_text_of_one_mark_is_read_at_once(unit: str) -> None:
    text = unit * (50_000 // len(unit))
    for begun in (text, f"[{text}", f"[{text}](a)", f"[a]({text})", f"<a x={text}>"):
        plain_title(begun)
        plain_excerpt(begun)
        markdown_link(begun)
        split_labels(begun)
        split_labels(begun, spaces=True)
        split_authors(begun)
        stated_domain(begun)


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("*The Times*", "The Times"),
        ("_Wired_", "Wired"),
        ("**The *Times***", "**The *Times***"),
        ("***The Times***", "The Times"),
        ("_Wired_ and *The Times*", "Wired and The Times"),
        ("*洪水新聞*", "洪水新聞"),
        ("M*A*S*H", "M*A*S*H"),
        ("E*TRADE", "E*TRADE"),
        ("* * *", "* * *"),
        ("snake_case_news", "snake_case_news"),
    ],
)
def test_emphasis_around_words_is_left_out(name: str, plain: str) -> None:
    assert without_emphasis(name) == plain
