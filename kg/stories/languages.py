"""Which language an article is in: it decides which endings are cut and which words are common."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from unicodedata import name as name_of

NO_LANGUAGE = ""

CANDIDATES = {
    "latin": "en de fr es it pt nl sv da no fi hu ro tr ca pl cs sk id".split(),
    "cyrillic": "ru uk bg".split(),
    "arabic": "ar fa".split(),
    "greek": ["el"],
    "hebrew": ["he"],
    "devanagari": ["hi"],
    "hangul": ["ko"],
    "thai": ["th"],
}
"""By a script, the languages that are told apart by their common words."""

MIN_SHARE = 0.04
"""Of the words of an archive that are common ones of its language; headlines have few."""
MAX_TEXTS = 400
"""Texts that are looked at to find the language of an archive, spread evenly."""

_KANA = re.compile("[\u3041-\u30ff]")
_LETTER = re.compile(r"[^\W\d_]")


@cache
def _script_of_letter(letter: str) -> str:
    first = name_of(letter, "").partition(" ")[0].lower()
    return {"cjk": "han", "hiragana": "kana", "katakana": "kana"}.get(first, first)


def script_of(text: str) -> str:
    """
    Return the script of most letters of a text; empty if it has none.

    >>> script_of("Plant opens in 東京"), script_of("新工場")
    ('latin', 'han')
    """
    if text.isascii():
        return "latin" if _LETTER.search(text) else ""
    counts = Counter(map(_script_of_letter, _LETTER.findall(text)))
    if counts["kana"]:
        counts["kana"] += counts.pop("han", 0)
    return max(counts, key=lambda each: (counts[each], each)) if counts else ""


def languages_of(stated: Sequence[str | None], texts: Sequence[str]) -> list[str]:
    """
    Return the language of each text: the one stated, else by its script and by what most texts
    of that script are in. Empty where none is known.

    >>> languages_of([None, "de-AT", None], ["The plant opens in the town", "Das Werk", "新工場"])
    ['en', 'de', 'zh']
    """
    scripts = [script_of(text) for text in texts]
    by_script: dict[str, list[int]] = {}
    for at, script in enumerate(scripts):
        by_script.setdefault(script, []).append(at)
    languages = [(each or "").replace("_", "-").partition("-")[0].lower() for each in stated]
    for script, places in by_script.items():
        if script == "kana":
            default = "ja"
        elif script == "han":  # Japanese headlines may have no kana
            default = "ja" if len(by_script.get("kana", ())) > len(places) else "zh"
        else:
            default = _most_common(script, [at for at in places if not languages[at]], texts)
        for at in places:
            languages[at] = languages[at] or default
    return languages


def _most_common(script: str, places: Sequence[int], texts: Sequence[str]) -> str:
    candidates = CANDIDATES.get(script, [])
    if len(candidates) < 2:
        return candidates[0] if candidates else script
    step = max(1, len(places) // MAX_TEXTS)
    words = Counter(
        word for at in places[::step] for word in re.findall(r"\w+", texts[at].casefold())
    )
    best, share = NO_LANGUAGE, MIN_SHARE * words.total()
    lists = {language: _telling_words(language) for language in candidates}
    known_to = Counter(word for telling in lists.values() for word in telling)
    for language, telling in lists.items():
        found = sum(words[word] / known_to[word] for word in telling if word in words)
        if found > share:
            best, share = language, found
    return best


@cache
def common_words(language: str) -> frozenset[str]:
    """Return the most common words of a language, without meaning of their own; or none."""
    from stop_words import StopWordError, get_stop_words

    code = {"no": "nb", "nn": "nb"}.get(language, language)
    try:
        return frozenset(word.casefold() for word in get_stop_words(code))
    except StopWordError:
        return frozenset()


MAX_LETTERS = 4
"""Of the words that tell languages apart: most of the articles, pronouns and prepositions."""


@cache
def _telling_words(language: str) -> frozenset[str]:
    """Return the short common words of a language: mostly articles and prepositions."""
    return frozenset(word for word in common_words(language) if 1 < len(word) <= MAX_LETTERS)


class Stems(dict[str, str]):
    """By a word what is left of it without its ending; nothing of the common words."""

    def __init__(self, language: str) -> None:
        super().__init__(dict.fromkeys(common_words(language), ""))
        self._stem = _stemmer(language)

    def __missing__(self, word: str) -> str:
        self[word] = stem = self._stem(word)
        return stem


def _stemmer(language: str) -> Callable[[str], str]:
    import Stemmer

    try:
        stemmer = Stemmer.Stemmer(language, 0)  # no cache of its own
    except KeyError:
        return str
    stem: Callable[[str], str] = stemmer.stemWord
    return stem


def groups(languages: Iterable[str]) -> dict[str, list[int]]:
    """
    Return by language the places of its texts.

    >>> groups(["en", "de", "en"])
    {'en': [0, 2], 'de': [1]}
    """
    found: dict[str, list[int]] = {}
    for at, language in enumerate(languages):
        found.setdefault(language, []).append(at)
    return found
