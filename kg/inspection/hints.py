"""Words in the names of fields that kg does not know, and what such fields say."""

from __future__ import annotations

import re
from typing import NamedTuple

from kg.inspection.values import ValueKind


class Hint(NamedTuple):
    """What a field that says something is called, and what its values are."""

    wanted: str
    """As in `[fields]` of kg.toml."""
    kinds: frozenset[ValueKind]
    words: re.Pattern[str]
    """In its name: in English, German, Spanish, French, Italian, Portuguese and Dutch."""


_DATES: frozenset[ValueKind] = frozenset(("date",))
_TEXTS: frozenset[ValueKind] = frozenset(("text",))
_LABELS: frozenset[ValueKind] = frozenset(("text", "list of texts"))
_ADDRESSES: frozenset[ValueKind] = frozenset(("address",))


def _words(text: str) -> re.Pattern[str]:
    return re.compile("|".join(text.split()), re.IGNORECASE)


HINTS = (
    Hint("address", _ADDRESSES, _words(
        "ur[li] link href source article original external web address target reference "
        "quelle adresse fuente enlace lien fonte collegamento bron"
    )),
    Hint("title", _TEXTS, _words("title headline heading subject titel titre título titolo")),
    Hint("added", _DATES, _words(
        "add sav clip creat import bookmark captur collect fetch kept stor archiv read "
        "erfasst gespeichert guardad ajout salvat opgeslagen"
    )),
    Hint("published", _DATES, _words(
        "date publ issue releas appear print post link day when datum fecha data veröff erschien"
    )),
    Hint("outlet", _TEXTS, _words(
        "outlet paper magazine press publi journal media medium channel feed website broadcaster "
        "source zeitung quelle medio periódico fuente média testata giornale krant bron"
    )),
    Hint("topics", _LABELS, _words(
        "topic tag subject theme keyword categor label section beat thema schlag stichw "
        "etiqueta tema palabra mot thème étiquette argoment onderwerp trefwoord"
    )),
    Hint("authors", _LABELS, _words(
        "author writer byline journalist reporter columnist autor verfasser periodista "
        "auteur autore giornalista schrijver"
    )),
    Hint("excerpt", _TEXTS, _words(
        "summary excerpt descr abstract blurb teaser intro lead dek snippet quote subtitle "
        "synopsis zusammenfassung auszug resum résum riassunto samenvatting"
    )),
    Hint("image", _ADDRESSES, _words(
        "image img photo picture cover thumb banner hero bild imagen foto"
    )),
    Hint("related", _ADDRESSES, _words("related see_?also similar verwandt relacionad")),
)  # fmt: skip
"""In the order in which a field is tried: a date that was saved is no date of publication."""

NEVER = {
    "address": _words(
        "canonical image img photo picture avatar icon logo thumb cover banner video audio archive "
        "discuss comment via feed rss author profile twitter github mastodon pdf doi licen[sc]e "
        "self"
    ),
    "published": _words(
        "updat modif lastmod expir due start end birth event deadline check review"
    ),
    "added": _words("updat modif lastmod expir address loaded"),
    "title": _words("sub seo meta short og twitter"),
    "authors": _words("editor ur[li] email avatar"),
    "outlet": _words("ur[li] link"),
    "topics": _words("tagline"),
}
"""Words in the names of fields that say something else, by what they could be taken for."""


def meant_by(name: str, kind: str) -> tuple[str, ...]:
    """
    Return what a field may say, by its name and the kind of its values, the likeliest first.

    >>> meant_by("date_linked", "date"), meant_by("savedOn", "date"), meant_by("mood", "text")
    (('published',), ('added',), ())
    """
    last = name.rpartition(".")[2][:80]
    found = [
        hint.wanted
        for hint in HINTS
        if kind in hint.kinds and hint.words.search(last)
        and not (hint.wanted in NEVER and NEVER[hint.wanted].search(last))
    ]  # fmt: skip
    return tuple(found[:1]) if "added" in found else tuple(found)
