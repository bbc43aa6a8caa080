"""What generators make of a title or a file's name in an address."""

from __future__ import annotations

import re
import unicodedata

from kg.read.errors import Why
from kg.read.sites.site import ADD_SLUG

_HYPHENS = re.compile(r"-{2,}")
_SPACES_AND_HYPHENS = re.compile(r"[-\s]+")
_NOT_WORDS = re.compile(r"[^\w\s-]")
_TAG = re.compile(r"<[^<>]*>")
_PRETTY = frozenset("._~!$&'()+,;=@")
_IN_HUGO = frozenset("./\\_#+~-@")
# Letters that are not a plain letter with a mark.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
     "’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "…": "..."}
)  # fmt: skip


def jekyll_slug(text: str, *, pretty: bool = False) -> str:
    """
    Return a name as Jekyll's `slugify` writes it: in its default mode, or `pretty` with its case.

    >>> jekyll_slug("The _config.yml file"), jekyll_slug("The _config.yml file", pretty=True)
    ('the-config-yml-file', 'The-_config.yml-file')
    """
    kept = _PRETTY if pretty else ()
    slug = "".join(each if each in kept or _is_alnum(each) else "-" for each in text)
    slug = _HYPHENS.sub("-", slug).removeprefix("-").removesuffix("-")
    return slug if pretty else slug.lower()


def _is_alnum(character: str) -> bool:
    """Return whether Ruby counts a character as `[[:alnum:]]`: letters, marks of vowels, digits."""
    if character.isascii():
        return character.isalnum()
    category = unicodedata.category(character)
    if category[0] == "M":
        return not unicodedata.combining(character)
    return category[0] == "L" or category in ("Nd", "Nl")


def hugo_slug(text: str, *, keeps_case: bool = False, no_accents: bool = False) -> str:
    """
    Return a name as Hugo's `urlize` writes it.

    >>> hugo_slug("C++ & Rust: What's new?"), hugo_slug("Über uns")
    ('c++-rust-whats-new', 'über-uns')
    """
    if no_accents:
        text = _without_marks(text)
    slug: list[str] = []
    has_space = False
    for each in text:
        if each in _IN_HUGO or (not each.isspace() and unicodedata.category(each)[:1] in "LM") or (
            unicodedata.category(each) == "Nd"
        ):  # fmt: skip
            if has_space and each != "-" and slug[-1:] != ["-"]:
                slug.append("-")
            has_space = False
            slug.append(each)
        elif each.isspace() and slug:
            has_space = True
    name = "".join(slug)
    return name if keeps_case else name.lower()


def ascii_slug(text: str, *, keeps_case: bool = False, keeps_letters: bool = False) -> str | Why:
    """
    Return a title as Pelican writes it, or why not: other scripts need tables that kg has not.

    >>> ascii_slug("Été 2024: What's new?")
    'ete-2024-whats-new'
    >>> ascii_slug("洪水").text
    'the slug needs a title in Latin letters'
    """
    plain = _TAG.sub("", text)
    letters = plain if keeps_letters else _to_ascii(plain)
    if isinstance(letters, Why):
        return letters
    slug = _SPACES_AND_HYPHENS.sub("-", _NOT_WORDS.sub("", letters).strip())
    return slug if keeps_case else slug.lower()


def zola_slug(text: str) -> str | Why:
    """
    Return a name as Zola writes it: Latin letters and digits, and one hyphen for all else.

    >>> zola_slug("Été_2024: What's new?")
    'ete-2024-what-s-new'
    """
    letters = _to_ascii(text)
    if isinstance(letters, Why):
        return letters
    slug = "".join(each if each.isalnum() else "-" for each in letters.lower())
    return _HYPHENS.sub("-", slug).strip("-")


def _to_ascii(text: str) -> str | Why:
    plain = _without_marks(text.translate(_LETTERS))
    if plain.isascii():
        return plain
    return Why("the slug needs a title in Latin letters", ADD_SLUG)


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    kept = "".join(each for each in parts if unicodedata.category(each) != "Mn")
    return unicodedata.normalize("NFC", kept)
