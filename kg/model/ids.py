"""The identifiers that are minted for entities, and the keys they come from."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from hashlib import sha256
from urllib.parse import quote, unquote_to_bytes

from kg.model.addresses import PLATFORMS


def article_id(identity: str) -> str:
    """
    Return the CURIE of the article with this identity, most often a normalised canonical URL.

    >>> article_id("https://example.org/a")
    'article:b5b10dd0429e69ac'
    """
    return f"article:{sha256(identity.encode()).hexdigest()[:16]}"


@lru_cache(maxsize=1 << 16)
def outlet_id(domain: str | None, name: str | None) -> str:
    """
    Return the CURIE of an outlet: its domain, and the name where one domain has many outlets.

    >>> outlet_id("reuters.com", "Reuters"), outlet_id("youtube.com", "Henry Ouang")
    ('outlet:reuters.com', 'outlet:youtube.com/henry-ouang')
    >>> outlet_id(None, "National Academies")
    'outlet:-/national-academies'
    """
    if not domain:
        return f"outlet:-/{path_segment(name_key(name or ''))}"
    if name and domain in PLATFORMS:
        return f"outlet:{domain}/{path_segment(name_key(name))}"
    return f"outlet:{quote(domain, safe='-.') if domain.startswith('[') else domain}"


@lru_cache(maxsize=1 << 16)
def person_id(outlet: str | None, name: str) -> str:
    """
    Return the CURIE of a person: the path of an outlet's CURIE, and the name.

    >>> person_id("outlet:theguardian.com", "Jane Doe"), person_id(None, "Jane Doe")
    ('person:theguardian.com/jane-doe', 'person:-/jane-doe')
    """
    home = outlet.partition(":")[2] if outlet else "-"
    return f"person:{home}/{path_segment(name_key(name))}"


def name_key(name: str) -> str:
    """
    Return the form of a topic's label or an outlet's name under which spellings compare equal.

    Case and repeated white space are ignored; letters of every script are kept.

    >>> name_key("Management  Tools") == name_key("Management tools")
    True
    """
    return unicodedata.normalize("NFC", " ".join(name.casefold().split()))


@lru_cache(maxsize=1 << 16)
def topic_id(label: str) -> str:
    """
    Return the CURIE of the topic with this label.

    >>> topic_id("Computer Vision"), topic_id("C++"), topic_id("人工 智能")
    ('topic:computer-vision', 'topic:c%2B%2B', 'topic:人工-智能')
    """
    return f"topic:{path_segment(name_key(label))}"


def path_segment(key: str) -> str:
    """
    Return the key as one segment of an IRI's path; different keys never give the same.

    Letters and digits of every script stay (RFC 3987, section 2.2), a space becomes `-`, a
    hyphen `--`, and what is left is percent-encoded. The segments `.` and `..`, which readers of
    addresses resolve away even as `%2E`, have a `~` before them, and no other begins with one.

    >>> path_segment("covid-19 news"), path_segment("a - b")
    ('covid--19-news', 'a-%2D-b')
    >>> path_segment(".."), path_segment("~a")
    ('~..', '%7Ea')
    """
    if key.isascii() and key.isalnum():
        return key
    if key in (".", ".."):
        return f"~{key}"
    out: list[str] = []
    for at, char in enumerate(key):
        if char == " ":
            out.append("-")
        elif char == "-" and not {" ", "-"} & set(key[max(at - 1, 0) : at] + key[at + 1 : at + 2]):
            out.append("--")
        elif _stays(char) and (at or char != "~"):
            out.append(char)
        else:
            out.append("".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace")))
    return "".join(out)


def _stays(char: str) -> bool:
    if char in "._~":
        return True
    if unicodedata.category(char)[0] not in "LMN":
        return False
    code = ord(char)  # outside ASCII, what RFC 3987 calls ucschar
    return code < 128 or (
        code & 0xFFFE != 0xFFFE and not 0xE000 <= code <= 0xF8FF and code < 0xE0000
    )


def unescape_segment(segment: str) -> str:
    """
    Return the key that `path_segment` made this segment of.

    >>> unescape_segment("covid--19-news"), unescape_segment("~..")
    ('covid-19 news', '..')
    """
    text = segment.removeprefix("~").replace("--", "%2D").replace("-", " ")
    return unquote_to_bytes(text).decode("utf-8", "replace")
