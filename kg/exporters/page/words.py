"""
Words that several outlets suddenly used in a month: what people talked about.

A word, or two words in a row, of headlines. It is in the headlines of at least four outlets and in
3 % of the different texts of its month, which is at least four times its share of the twelve months
before. The words of which that is least likely to be chance come first.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import NamedTuple
from unicodedata import normalize

from kg.model.graph import KnowledgeGraph
from kg.model.records import Article, Outlet, Topic
from kg.stories.languages import common_words, languages_of
from kg.stories.text import is_spaceless, plain_headline, spans_of

MIN_OUTLETS = 4
MIN_SHARE = 0.03
"""Of the different texts of a month."""
MIN_RISE = 4.0
"""Times the share of the months before."""
BEFORE = 12
"""Months that a month is compared with."""
MIN_MONTHS = 6
"""Fewer months do not show what is usual."""
MOST = 12
"""Words in all."""
MOST_A_MONTH = 2
SAME = 0.5
"""Two words of a month are one subject if they share so much of the rarer one's articles."""
ALWAYS = 0.8
"""Of the texts with a word: so many have it in one phrase if it nearly always stands there."""
MAX_GROWN = 12
"""Letters of a word in a script without spaces."""


class Burst(NamedTuple):
    """A word that several outlets suddenly used."""

    month: str
    """Such as `2024-05`."""
    word: str
    """As most of the headlines write it."""
    articles: tuple[int, ...]
    """Their places in the graph."""
    outlets: int
    score: float
    """Log-likelihood ratio against the months before (Dunning 1993)."""


def bursts(graph: KnowledgeGraph) -> list[Burst]:
    """Return the words that several outlets suddenly used, in the order of their months."""
    months = _Months(graph)
    if len(months.names) < MIN_MONTHS:
        return []
    found = [burst for month in months.names for burst in months.bursts_of(month)]
    found.sort(key=lambda burst: (-burst.score, burst.month, burst.word))
    return sorted(found[:MOST], key=lambda burst: (burst.month, -burst.score, burst.word))


Term = tuple[str, ...]
"""One word or two in a row; of scripts without spaces, one pair of letters or two that overlap."""


class _Text:
    """The headline of an article, and its terms with how they are written."""

    __slots__ = ("at", "headline", "outlet", "story", "terms")

    def __init__(self, at: int, article: Article, name: str, common: Set[str]) -> None:
        self.at = at
        self.outlet = article.publisher or ""
        self.story = article.story
        self.headline = normalize("NFKC", plain_headline(article.label, name))
        self.terms = dict(_terms(self.headline, common))


def _terms(headline: str, common: Set[str]) -> Iterator[tuple[Term, str]]:
    """Yield each term of a headline with how it is written there."""
    words = list(spans_of(headline))
    for word, start, end in words:
        if _says_something(word, common):
            yield (word,), headline[start:end]
    for (one, start, before), (other, after, end) in pairwise(words):
        if one in common or other in common or after - before > 1:
            continue
        if not (one.isdigit() and other.isdigit()):
            yield (one, other), headline[start:end]


def _says_something(word: str, common: Set[str]) -> bool:
    return word not in common and not word.isdigit() and (len(word) > 1 or not word.isascii())


class _Months:
    """The different texts of each month."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._too_common = _names_on_most(graph)
        self._texts: dict[str, list[_Text]] = defaultdict(list)
        names = {outlet.id: outlet.label for outlet in graph.outlets}
        published = any(article.date_published for article in graph.articles)
        languages = languages_of(
            [article.language for article in graph.articles],
            [article.label for article in graph.articles],
        )
        for at, (article, language) in enumerate(zip(graph.articles, languages, strict=True)):
            date = article.date_published if published else article.date_added
            if date and not article.copy_of:
                name = names.get(article.publisher or "", "")
                text = _Text(at, article, name, common_words(language))
                self._texts[date[:7]].append(text)
        self.names = _months_between(self._texts)
        self._counts = {
            month: Counter(term for text in texts for term in text.terms)
            for month, texts in self._texts.items()
        }

    def bursts_of(self, month: str) -> list[Burst]:
        """Return the words that were suddenly used in a month, the most telling first."""
        texts = self._texts.get(month, [])
        at = self.names.index(month)
        before = [one for one in self.names[max(0, at - BEFORE) : at] if one in self._counts]
        usual = sum(len(self._texts[one]) for one in before)
        if not usual:
            return []
        least = max(MIN_OUTLETS, math.ceil(MIN_SHARE * len(texts)))
        rising = {}
        for term, count in self._counts.get(month, Counter()).items():
            if count < least or self._is_too_common(term):
                continue
            known = sum(self._counts[one][term] for one in before)
            if count * usual >= MIN_RISE * known * len(texts):
                rising[term] = log_likelihood(count, len(texts), known, usual)
        return self._told(month, rising)

    def _is_too_common(self, term: Term) -> bool:
        return any(set(term) <= name for name in self._too_common)

    def _told(self, month: str, rising: Mapping[Term, float]) -> list[Burst]:
        """Return the bursts of a month: of one subject and of one story only the most telling."""
        texts_of: dict[Term, list[_Text]] = defaultdict(list)
        for text in self._texts[month]:
            for term in rising.keys() & text.terms.keys():
                texts_of[term].append(text)
        told: list[Burst] = []
        stories: set[str] = set()
        for term in sorted(rising, key=lambda term: (-rising[term], -len(term), term)):
            texts = texts_of[term]
            outlets = {text.outlet for text in texts if text.outlet}
            story = _story_of(texts)
            articles = {text.at for text in texts}
            if (
                len(outlets) < MIN_OUTLETS
                or story in stories
                or any(_overlap(articles, one.articles) >= SAME for one in told)
            ):
                continue
            written = _written(_phrase(term, texts, texts_of), texts)
            burst = Burst(month, written, tuple(sorted(articles)), len(outlets), rising[term])
            told.append(burst)
            if story:
                stories.add(story)
            if len(told) == MOST_A_MONTH:
                break
        return told


def _names_on_most(graph: KnowledgeGraph) -> list[Set[str]]:
    """Return the words of each name of a topic or outlet that is on more than half."""
    uses: Counter[str] = Counter()
    for article in graph.articles:
        uses.update(article.about)
        if article.publisher:
            uses[article.publisher] += 1
    named: list[Topic | Outlet] = [*graph.topics, *graph.outlets]
    return [
        {word for word, _, _ in spans_of(normalize("NFKC", name))}
        for entity in named
        if 2 * uses[entity.id] > len(graph.articles)
        for name in (entity.label, *getattr(entity, "alt_labels", ()))
    ]


def _months_between(texts: Mapping[str, object]) -> list[str]:
    """
    Return every month from the first to the last, those without articles, too.

    >>> _months_between({"2023-11": 1, "2024-02": 1})
    ['2023-11', '2023-12', '2024-01', '2024-02']
    """
    if not texts:
        return []
    first, last = (12 * int(month[:4]) + int(month[5:]) - 1 for month in (min(texts), max(texts)))
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(first, last + 1)]


def log_likelihood(one: int, of_one: int, other: int, of_other: int) -> float:
    """
    Return how unlikely it is that two shares are the same but for chance: twice the log ratio.

    >>> log_likelihood(5, 100, 5, 100)
    0.0
    >>> log_likelihood(9, 100, 1, 100) > log_likelihood(6, 100, 4, 100)
    True
    """
    whole = (one + other) / (of_one + of_other)
    parts = ((one, of_one), (other, of_other))
    total = math.fsum(
        seen * math.log(seen / (of * share))
        for count, of in parts
        for seen, share in ((count, whole), (of - count, 1 - whole))
        if seen
    )
    return max(0.0, 2 * total)


def _story_of(texts: Sequence[_Text]) -> str | None:
    """Return the story that more than half of the texts tell; None if there is none."""
    counts = Counter(text.story for text in texts if text.story)
    story, count = counts.most_common(1)[0] if counts else (None, 0)
    return story if 2 * count > len(texts) else None


def _overlap(articles: Set[int], others: Iterable[int]) -> float:
    """Return what two sets have in common, as a share of the smaller one."""
    other = set(others)
    return len(articles & other) / min(len(articles), len(other))


def _phrase(term: Term, texts: Sequence[_Text], texts_of: Mapping[Term, Sequence[_Text]]) -> Term:
    """Return two words of which a word is nearly always a part, as "cosmos db"; else the word."""
    phrases = [each for each in texts_of if len(each) > len(term) and set(term) < set(each)]
    usual = [each for each in phrases if len(texts_of[each]) >= ALWAYS * len(texts)]
    return max(usual, key=lambda each: (len(texts_of[each]), each), default=term)


def _written(term: Term, texts: Sequence[_Text]) -> str:
    """Return how most of the headlines write a term; of a script without spaces, the whole word."""
    forms = Counter(form for text in texts if (form := text.terms.get(term)))
    form = min(forms, key=lambda form: (-forms[form], form))
    return grown(form, [text.headline for text in texts]) if is_spaceless(form) else form


def grown(form: str, headlines: Sequence[str]) -> str:
    """
    Return a text with the letters that nearly always stand before and behind it.

    >>> grown("宇宙", ["新宇宙船が出発", "宇宙船が帰還", "中国の宇宙船"])
    '宇宙船'
    """
    while len(form) < MAX_GROWN:
        beside: Counter[str] = Counter()
        for headline in headlines:
            at = headline.find(form)
            if at >= 0:
                before, behind = headline[max(0, at - 1) : at], headline[at + len(form) :][:1]
                beside.update({f"{before}{form}"} if is_spaceless(before) else ())
                beside.update({f"{form}{behind}"} if is_spaceless(behind) else ())
        longer = min(beside, key=lambda each: (-beside[each], each), default=form)
        if beside[longer] < ALWAYS * len(headlines):
            break
        form = longer
    return form
