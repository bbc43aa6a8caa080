"""Topics that the headlines of articles name, for articles that state none."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from unicodedata import normalize

from kg.model.records import Article, Topic

MIN_LETTERS = 3
"""A keyword of fewer letters counts only where it stands in upper case, as an acronym."""
MAX_WORDS = 20
"""A longer keyword is a description."""

# Common words of which some are acronyms, too: US and us, IT and it, WHO and who.
_COMMON = frozenset(
    "all and any are aid but can end for get has his how its may new not now off one our out she "
    "the two was who why will with you your this that from they what when where which "
    "das dem den der des die ein eine für mit und von auf aus ist nicht "
    "les une pour dans sur par pas qui que est avec con del las los por una para como más sus "
    "che gli nel per non sono della com dos uma não mais het een van voor met niet".split()
)
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0966-\u0dff"
"""Signs that belong to the letter before."""
_LETTER = rf"(?:[^\W_{_SPACELESS}]|[{_MARKS}])"
# Each character of a script without spaces is a word. .NET, C++ and C# are words.
_WORD = re.compile(rf"[{_SPACELESS}]|\.?{_LETTER}+(?:\+\+|#)?")
_PLAIN_WORD = re.compile(r"\.?[0-9A-Za-z]+(?:\+\+|#)?")

MAX_CHARS = 1_000
"""Of a headline so much is looked at."""

Words = tuple[str, ...]


def words_of(text: str) -> list[str]:
    """
    Return the words of a text as they are written; of scripts without spaces, the characters.

    >>> words_of("C# and .NET in 東京")
    ['C#', 'and', '.NET', 'in', '東', '京']
    """
    if text.isascii():
        return _PLAIN_WORD.findall(text)
    return _WORD.findall(normalize("NFKC", text))


class Keywords:
    """The labels and keywords of topics, by their words."""

    def __init__(self, topics: Iterable[Topic]) -> None:
        self._topics: dict[Words, set[str]] = defaultdict(set)
        lengths: dict[str, set[int]] = defaultdict(set)
        for topic in topics:
            for keyword in (topic.label, *topic.alt_labels, *topic.hidden_labels):
                written = words_of(keyword)
                words = tuple(map(str.casefold, written))
                if words and len(words) <= MAX_WORDS and not _is_one_sign(words):
                    self._topics[words].add(topic.id)
                    lengths[words[0]].add(len(words))
        self._lengths = {word: sorted(of_word, reverse=True) for word, of_word in lengths.items()}

    def topics_in(self, headline: str) -> tuple[str, ...]:
        """
        Return the CURIEs of the topics of which a keyword stands in a headline as whole words.

        A keyword inside a longer one does not count. One that is short, or a common word, counts
        only in upper case, and not where all of the headline is.

        >>> keywords = Keywords([Topic("topic:ai", "AI"), Topic("topic:air", "Air", ("AI air",))])
        >>> [keywords.topics_in(headline) for headline in ("AI for all", "Ai!", "AI air")]
        [('topic:ai',), (), ('topic:air',)]
        """
        written = words_of(headline[:MAX_CHARS])
        words = list(map(str.casefold, written))
        if self._lengths.keys().isdisjoint(words):
            return ()
        shouted = len(words) > 1 and headline.isupper()
        found: set[str] = set()
        end = 0
        for at, length in self._matches(words, written, shouted=shouted):
            if at + length > end:
                found |= self._topics[tuple(words[at : at + length])]
                end = at + length
        return tuple(sorted(found))

    def _matches(
        self, words: Sequence[str], written: Sequence[str], *, shouted: bool
    ) -> Iterator[tuple[int, int]]:
        """Yield where keywords stand, with the number of their words: at each word the longest."""
        for at, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                key = tuple(words[at : at + length])
                if key in self._topics and (
                    not _is_weak(key) or (written[at].isupper() and not shouted)
                ):
                    yield at, length
                    break


def _is_weak(words: Words) -> bool:
    """Return whether a keyword can be something else: it is short, or a common word."""
    (word, *more) = words
    return not more and (len(word) < MIN_LETTERS or word in _COMMON)


def _is_one_sign(words: Words) -> bool:
    """Return whether a keyword is a single character of a script without spaces, or of any."""
    return len(words) == 1 and len(words[0]) == 1


def suggest_topics(articles: Iterable[Article], topics: Iterable[Topic]) -> tuple[Article, ...]:
    """
    Return the articles; those that state no topic with the topics that their headlines name.

    >>> rain = Article("article:1", "schema:NewsArticle", "Rain in Kent", "https://a.example/")
    >>> suggest_topics([rain], [Topic("topic:rain", "Rain")])[0].suggested
    ('topic:rain',)
    """
    keywords = Keywords(topics)
    return tuple(
        article._replace(suggested=found)
        if not article.about and (found := keywords.topics_in(article.label))
        else article
        for article in articles
    )
