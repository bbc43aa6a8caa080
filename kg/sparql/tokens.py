"""
The words of a SPARQL query, without evaluating or fetching anything.

The engine fetches what `SERVICE` names and has no switch against it, so such a query must be known
before it is asked. The engine's own parser needs no space between words (`trueSERVICE<…>` is a
call) and decides by what came before whether `<` begins an address or means "less than". So where
a text could be read in two ways, these functions see a call in either, or refuse the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from kg.errors import KgError

NAME_START = (
    r"A-Za-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u1FFF\u200C-\u200D"
    r"\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF"
)
NAME_CHARS = NAME_START + r"_0-9\-\u00B7\u0300-\u036F\u203F-\u2040"
_ESCAPE = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"


@cache
def _token(ascii_alone: bool) -> re.Pattern[str]:
    """
    Return the pattern of a word in queries of any script, or of ASCII alone.

    The first takes 40 ms to compile, a fifth of the time of a query; the other gives the same words
    where there is nothing but ASCII.
    """
    start, chars, marks = NAME_START, NAME_CHARS, r"\u00B7\u0300-\u036F\u203F-\u2040"
    if ascii_alone:
        start, chars, marks = "A-Za-z", r"A-Za-z_0-9\-", ""
    # Bounded, for it is tried at each word.
    prefix = rf"(?:[{start}](?:[{chars}.]{{0,200}}[{chars}])?)?"
    first, following, last = (
        rf"(?:[{each}]|{_ESCAPE})" for each in (f"{start}_:0-9", f"{chars}:.", f"{chars}:")
    )
    local = rf"(?:{first}(?:{following}*{last})?)?"
    return re.compile(
        r"(?P<space>[ \t\r\n]+)"
        r"|(?P<comment>#[^\r\n]*)"
        r'|(?P<text>"""(?:"{0,2}(?:[^"\\]|\\.))*+"""'
        r"|'''(?:'{0,2}(?:[^'\\]|\\.))*+'''"
        r'|(?!""")"(?:[^"\\\n\r]|\\.)*+"'
        r"|(?!''')'(?:[^'\\\n\r]|\\.)*+')"
        r'|(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)'
        rf"|(?P<name>{prefix}:{local})"
        rf"|(?P<blank>_:[{start}_0-9](?:[{chars}.]*[{chars}])?)"
        rf"|(?P<variable>[?$][{start}_0-9][{start}_0-9{marks}]*)"
        r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
        r"|(?P<number>(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
        r"|(?P<word>[A-Za-z_]+)"
        r"|(?P<sign>[^\w\s\"'#\\])",
        re.S,
    )


class QueryError(KgError):
    """A query that cannot be asked: what is wrong in it, where, and what to do."""

    def __init__(self, what: str, text: str = "", at: int | None = None) -> None:
        self.what = what
        self.line = self.column = 0
        """Counted from 1; 0 where no place is meant, but the whole query."""
        if at is not None:
            before = re.split(r"\r\n|\r|\n", text[:at])
            self.line, self.column = len(before), len(before[-1]) + 1
        super().__init__(_pointed_at(what, text, self.line, self.column))


def _pointed_at(what: str, text: str, line: int, column: int) -> str:
    """Return the sentence with its place, and the line of the query with a caret below."""
    if not line:
        return what
    # A line may be a megabyte: some of it, around the place.
    start = max(0, column - 60)
    lines = re.split(r"\r\n|\r|\n", text)
    shown = "".join(c if c.isprintable() else " " for c in lines[line - 1][start : start + 100])
    return f"{line}:{column}: {what}\n  {shown}\n  {' ' * (column - 1 - start)}^"


def decoded(data: bytes, where: str) -> str:
    r"""
    Return the text of a query that was read, without its byte order mark; raise QueryError.

    >>> decoded(b"\xef\xbb\xbfASK {}\r\n", "some.rq")
    'ASK {}\n'
    """
    # UTF-16 without a mark is UTF-8, too, with a zero before or after each letter.
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:4]:
        raise QueryError(f"{where}:1: the file is UTF-16, not UTF-8. Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise QueryError(f"{where}:{line}: the file is not UTF-8 text. Save it as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Token(NamedTuple):
    """
    One word of a query.

    `kind` is text, iri, name (`kg:heat`), blank, variable, language, number, word or sign.
    """

    kind: str
    text: str
    at: int
    """Characters before it."""


def tokens(text: str) -> Iterator[Token]:
    """
    Yield the words of a query; space and comments are left out. Raises QueryError.

    >>> [token.text for token in tokens("ASK { ?a kg:heat 5 } # really")]
    ['ASK', '{', '?a', 'kg:heat', '5', '}']
    """
    at = 0
    match_token = _token(text.isascii()).match
    while at < len(text):
        match = match_token(text, at)
        if match is None:
            open_text = text[at] in "\"'"
            what = "This string is never closed." if open_text else f"Unexpected {text[at]!r}."
            raise QueryError(
                f"{what} {'Add the closing quotes.' if open_text else 'Remove it.'}", text, at
            )
        if match.lastgroup not in ("space", "comment"):
            yield Token(str(match.lastgroup), match[0], at)
        at = match.end()


def calls_a_service(token: Token) -> bool:
    """
    Return whether an engine could take the word, or a part of it, for `SERVICE`.

    >>> [calls_a_service(token) for token in tokens("trueSERVICE<http://a/> ?service")]
    [True, False, False]
    """
    written = token.text.lower()
    if token.kind == "name":
        return "service" in written.partition(":")[0]  # `kg.names` lets no word begin after a dot
    if token.kind == "blank":
        return ".service" in written
    return token.kind == "word" and "service" in written


def is_ambiguous(token: Token, prefixes: Mapping[str, str]) -> bool:
    """
    Return whether `<…>` could also be "less than", followed by what hides the rest of the query.

    Inside an expression `?a<?b)#>` is "less than ?b", and a comment. An address that begins with
    a scheme that is no prefix is read in one way only.

    >>> [is_ambiguous(t, {"ex": ""}) for t in tokens("<http://a/#b> <ex:b)#>") if t.kind == "iri"]
    [False, True]
    """
    if token.kind != "iri" or not re.search(r"[#')]", token.text):
        return False
    scheme = re.match(r"<([A-Za-z][A-Za-z0-9+.-]*):(//)?", token.text)
    return not scheme or (scheme[1] in prefixes and not scheme[2])
