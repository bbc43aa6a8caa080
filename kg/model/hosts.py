"""
Names of hosts: when two are the same, and what a registrant owns of one.

A name in letters of any script and its ASCII form in punycode are one host (IDNA 2008, RFC 5891).
What stands below a public suffix such as `co.uk` belongs to one registrant, by the list of
https://publicsuffix.org: its ICANN section alone, for its private one names platforms.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

MAX_HOST_CHARS = 253
"""RFC 1035, section 2.3.4, in the form with dots."""

# Letters, digits and, beyond ASCII, whatever can be seen: registries sell names of emoji, too.
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.?")
_LABEL = r"[\w\-\u200c\u200d\u00a1-\U000e0fff]+"
_WIDE_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_INVISIBLE_BUT_MEANT = "\u200c\u200d"  # joiners, within words of some scripts and within emoji


def is_host(text: str) -> bool:
    """
    Return whether a text can be the name or address of a host.

    >>> is_host("example.org"), is_host("[::1]"), is_host("a b"), is_host("☕.example")
    (True, True, False, True)
    """
    if text.startswith("["):
        from ipaddress import IPv6Address  # which few archives need

        with suppress(ValueError):
            return text.endswith("]") and "%" not in text and bool(IPv6Address(text[1:-1]))
        return False
    if len(text) > MAX_HOST_CHARS:
        return False
    if _HOST.fullmatch(text):
        return True
    return (
        not text.isascii()
        and bool(_WIDE_HOST.fullmatch(text))
        and "".join(c for c in text if c not in _INVISIBLE_BUT_MEANT).isprintable()
    )


@lru_cache(maxsize=1 << 12)
def ascii_host(host: str) -> str:
    """
    Return the name of a host as DNS knows it: in lower case and ASCII, without a last dot.

    Letters that IDNA 2003 folded stay apart. Names that IDNA 2008 forbids, such as emoji, have
    the punycode that browsers give them.

    >>> ascii_host("Straße.example."), ascii_host("strasse.example"), ascii_host("☕.example")
    ('xn--strae-oqa.example', 'strasse.example', 'xn--53h.example')
    """
    host = host.lower().rstrip(".")
    if host.isascii():
        return host
    import idna

    try:
        return idna.encode(host, uts46=True, transitional=False).decode("ascii")
    except idna.IDNAError:
        labels = unicodedata.normalize("NFC", host).split(".")
        return ".".join(map(_ascii_label, labels))


def _ascii_label(label: str) -> str:
    return label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii")


@lru_cache(maxsize=1 << 12)
def readable_host(host: str) -> str:
    """
    Return the name of a host in the letters of its script, in lower case and without a last dot.

    >>> readable_host("XN--STRAE-OQA.example"), readable_host("bücher.example.")
    ('straße.example', 'bücher.example')
    """
    plain = ascii_host(host)
    if "xn--" not in plain:
        return plain
    return ".".join(map(_readable_label, plain.split(".")))


def _readable_label(label: str) -> str:
    """Return the letters that a label in punycode stands for; itself if it stands for none."""
    if label.startswith("xn--"):
        with suppress(UnicodeError):
            readable = label[4:].encode("ascii").decode("punycode")
            if is_host(readable) and "." not in readable and ascii_host(readable) == label:
                return readable
    return label


# ---- public suffixes ------------------------------------------------------------------------

LIST = Path(__file__).with_name("data") / "public_suffix_list.txt"


@cache
def _rules() -> frozenset[str]:
    """Return the lines of the list: rules, with `*.` for a wildcard and `!` for an exception."""
    return frozenset(LIST.read_text(encoding="utf-8").split("\n"))


@lru_cache(maxsize=1 << 12)
def is_public_suffix(host: str) -> bool:
    """
    Return whether names of several registrants end in this one; a name without a dot always is.

    >>> is_public_suffix("co.uk"), is_public_suffix("bbc.co.uk"), is_public_suffix("org")
    (True, False, True)
    """
    host = readable_host(host)
    first, dot, rest = host.partition(".")
    if not dot:
        return True
    rules = _rules()
    if f"!{host}" in rules:
        return False
    return host in rules or (f"*.{rest}" in rules and bool(first))


def is_registered(text: str) -> bool:
    """
    Return whether a text is a name below a listed public suffix, and so can be nothing else.

    >>> is_registered("theguardian.com"), is_registered("Node.js"), is_registered("The Times")
    (True, False, False)
    """
    host = readable_host(text) if is_host(text) else ""
    return host.rpartition(".")[2] in _rules() and not is_public_suffix(host)


@lru_cache(maxsize=1 << 12)
def registrable_domain(host: str) -> str:
    """
    Return the part of a host's name that a registrant owns: a public suffix and one name more.

    An address of numbers, and a name that is no more than a suffix, come back whole.

    >>> registrable_domain("www.bbc.co.uk"), registrable_domain("news.example.org")
    ('bbc.co.uk', 'example.org')
    >>> registrable_domain("127.0.0.1"), registrable_domain("localhost")
    ('127.0.0.1', 'localhost')
    """
    host = readable_host(host)
    if host.startswith("[") or re.fullmatch("[0-9.]+", host):
        return host
    domain, rest = host, host
    while not is_public_suffix(rest):
        domain = rest
        if f"!{rest}" in _rules():
            break
        rest = rest.partition(".")[2]
    return domain
