from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model.hosts import (
    MAX_HOST_CHARS,
    ascii_host,
    is_host,
    is_public_suffix,
    is_registered,
    readable_host,
    registrable_domain,
)

# As https://publicsuffix.org/list/ says of its own rules, wildcards and exceptions included.
REGISTRABLE = [
    ("biz", "biz"),
    ("b.domain.biz", "domain.biz"),
    ("a.b.example.com", "example.com"),
    ("www.test.ac.jp", "test.ac.jp"),
    ("a.b.ide.kyoto.jp", "b.ide.kyoto.jp"),
    ("test.kyoto.jp", "test.kyoto.jp"),
    ("a.b.c.kobe.jp", "b.c.kobe.jp"),
    ("c.kobe.jp", "c.kobe.jp"),
    ("www.city.kobe.jp", "city.kobe.jp"),
    ("b.test.ck", "b.test.ck"),
    ("www.www.ck", "www.ck"),
    ("www.test.k12.ak.us", "test.k12.ak.us"),
    ("www.食狮.公司.cn", "食狮.公司.cn"),
    ("www.xn--85x722f.xn--55qx5d.cn", "食狮.公司.cn"),
    ("a.b.unlisted", "b.unlisted"),
    ("jane.github.io", "github.io"),  # of the private section, which names platforms
    ("localhost", "localhost"),
    ("127.0.0.1", "127.0.0.1"),
    ("[2001:db8::1]", "[2001:db8::1]"),
    ("WWW.BBC.co.uk.", "bbc.co.uk"),
]


@pytest.mark.parametrize(("host", "domain"), REGISTRABLE)
def test_a_registrant_owns_one_name_below_a_public_suffix(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.parametrize("host", ["com", "co.uk", "c.kobe.jp", "test.ck", "公司.cn", "unlisted"])
def test_a_public_suffix_is_known(host: str) -> None:
    assert is_public_suffix(host)


@pytest.mark.parametrize("host", ["bbc.co.uk", "www.ck", "city.kobe.jp", "kobe.jp", "github.io"])
def test_what_one_registrant_owns_is_no_public_suffix(host: str) -> None:
    assert not is_public_suffix(host)


@pytest.mark.parametrize(
    ("text", "registered"),
    [("theguardian.com", True), ("bbc.co.uk", True), ("co.uk", False), ("Node.js", False),
     ("Reuters", False), ("The New York Times", False), ("com", False), ("bücher.de", True)],
)  # fmt: skip
def test_a_name_below_a_listed_suffix_can_be_nothing_but_a_host(
    text: str, registered: bool
) -> None:
    assert is_registered(text) is registered


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("a" * MAX_HOST_CHARS, True),
        ("a" * (MAX_HOST_CHARS + 1), False),
        ("example.org.", True),
        ("example..org", False),
        (".example.org", False),
        ("", False),
        ("a b.example", False),
        ("☃.example", True),
        ("👩\u200d💻.example", True),
        ("a\u2063b.example", False),
        ("a\u3000b.example", False),
        ("a%b.example", False),
        ("[::1]", True),
        ("[::1%25eth0]", False),
        ("[]", False),
    ],
)
def test_what_can_be_a_host(text: str, host: bool) -> None:
    assert is_host(text) is host


def test_idna_2008_keeps_apart_what_2003_folded() -> None:
    assert ascii_host("straße.example") == "xn--strae-oqa.example"
    assert ascii_host("faß.example") != ascii_host("fass.example")


@given(st.text(min_size=1, max_size=20))
def test_a_host_has_one_readable_and_one_ascii_form(text: str) -> None:
    if is_host(text):
        plain = ascii_host(text)
        assert plain.isascii()
        assert ascii_host(plain) == plain
        assert ascii_host(readable_host(text)) == plain
        assert readable_host(readable_host(text)) == readable_host(text)
