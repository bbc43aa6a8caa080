"""The words of headlines and excerpts, as they are compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from unicodedata import normalize

MAX_WORDS = 250
"""Of a headline or an excerpt that are compared: some archives keep whole articles there."""

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3005\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
"""Letters of scripts that put no spaces between words."""
_WORD = re.compile(rf"[{_SPACELESS}]+|[^\W_{_SPACELESS}]+(?:&[^\W_{_SPACELESS}]+)*")
_PLAIN_WORD = re.compile(r"[0-9a-z]+(?:&[0-9a-z]+)*")
_HAS_SPACELESS = re.compile(f"[{_SPACELESS}]")
_RUN = re.compile("[\u3041-\u309f]+|[\u30a0-\u30ff\u31f0-\u31ff]+|[^\u3041-\u30ff\u31f0-\u31ff]+")
_HIRAGANA = re.compile("[\u3041-\u309f]")
_MARKS = re.compile(r"[®™]|\((?:r|tm)\)", re.IGNORECASE)


def words_of(text: str) -> list[str]:
    """
    Return the words of a text in their order, in lower case.

    Of scripts without spaces, each pair of neighbouring characters is a word. Hiragana are left
    out: they are endings and particles.

    >>> words_of("Café (TM) opens in 東京都")
    ['café', 'opens', 'in', '東京', '京都']
    """
    ascii_ = text.isascii()
    if not ascii_ or "(" in text:
        text = _MARKS.sub(" ", text)
    if ascii_:
        return _PLAIN_WORD.findall(text.lower())
    text = normalize("NFKC", text).casefold()
    words = _WORD.findall(text)
    if not _HAS_SPACELESS.search(text):
        return words
    return [part for word in words for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    if not _HAS_SPACELESS.match(word):
        yield word
        return
    for run in _RUN.findall(word):
        if len(run) == 1 and not _HIRAGANA.match(run):
            yield run
        elif not _HIRAGANA.match(run):
            yield from map("".join, pairwise(run))


def is_spaceless(text: str) -> bool:
    """
    Return whether a text is of a script that puts no spaces between words, but no hiragana.

    >>> is_spaceless("東京"), is_spaceless("の"), is_spaceless("Tokyo"), is_spaceless("")
    (True, False, False, False)
    """
    return bool(_HAS_SPACELESS.match(text)) and not _HIRAGANA.search(text)


def spans_of(text: str) -> Iterator[tuple[str, int, int]]:
    """
    Yield the words of a text as `words_of` gives them, each with its place in the text.

    The text is in the form NFKC.

    >>> list(spans_of("Rain in 東京都"))[1:]
    [('in', 5, 7), ('東京', 8, 10), ('京都', 9, 11)]
    """
    for word in _WORD.finditer(text):
        if not _HAS_SPACELESS.match(word[0]):
            yield word[0].casefold(), word.start(), word.end()
            continue
        for run in _RUN.finditer(word[0]):
            start = word.start() + run.start()
            if not _HIRAGANA.match(run[0]):
                for at in range(max(1, len(run[0]) - 1)):
                    pair = run[0][at : at + 2]
                    yield pair, start + at, start + at + len(pair)


MAX_DATELINE = 140
DASHES = ("-", "–", "—")
# A place, a date or a service in front of the first sentence: "LONDON, Aug. 8 (Reuters) - ".
_DATELINE = re.compile(r"(?=[^\W\d_])[^\n–—]{2,90}?(?:\([^()\n]{2,40}\)\s*|\s)[-–—]{1,2}\s+(?=\S)")
_SERVICE = re.compile(r"/[A-Z][^/\n]{3,40}/|\([A-Z][^()\n]{2,40}\)")


def without_dateline(excerpt: str) -> str:
    """
    Return an excerpt without its dateline.

    >>> without_dateline("REDMOND, Wash., Aug. 8 /PRNewswire/ -- Contoso opens a plant.")
    'Contoso opens a plant.'
    """
    start = excerpt[:MAX_DATELINE]
    if not any(dash in start for dash in DASHES):
        return excerpt
    found = _DATELINE.match(start)
    if not found:
        return excerpt
    line = found[0]
    letters = [each for each in line.split(",")[0] if each.isalpha()]
    shouted = bool(letters) and all(each.isupper() for each in letters)
    return excerpt[found.end() :] if shouted or _SERVICE.search(line) else excerpt


# The label stands alone, closed by a bracket, a colon or a dash: "Correction-fluid maker" and
# "Correction in markets: what next" have none. Wires write "CORRECTED-".
_LABEL = re.compile(
    r"\s*(?:(?-i:CORRECT(?:ED|S)-|CORRECTING and REPLACING)"
    r"|[\[(]?(?:correct(?:ion|ed|s)|clarification|korrektur|berichtigung"
    r"|correctif|corrección|correção|rettifica|rectificatie"
    r"|исправление|تصحيح|更正|訂正|정정)s?(?:\s*\([\w\s.,]{1,24}\)|\s+to\s+[\w\s'’]{1,30})?"
    r"(?:[\])]:?|\s*[:：]|\s+[\-–—]{1,2}(?=\s)))\s*:?\s*",
    re.IGNORECASE,
)
# Labels of newsrooms ("Opinion: ") and of wires ("UPDATE 2-", "RPT-").
_OTHER_LABEL = re.compile(
    r"\s*(?:[\[(]?(?:analysis|breaking|exclusive|opinion|updated?|watch)\s*\d*(?:[\])]\s*|\s*[:|–—]\s*)"
    r"|(?:ANALYSIS|EXCLUSIVE|REFILE|RPT|UPDATE|WRAPUP)(?: \d+)?-)",
    re.IGNORECASE,
)


def is_correction(headline: str) -> bool:
    """
    Return whether a headline begins with a label of correction.

    >>> is_correction("Correction: Contoso opens a plant"), is_correction("Correction of a market")
    (True, False)
    """
    return bool(_LABEL.match(headline))


def plain_headline(headline: str, outlet: str = "") -> str:
    """
    Return a headline without a label in front, and without the name of its outlet at the end.

    >>> plain_headline("UPDATE 2: Plant opens | The Times", "The Times")
    'Plant opens'
    """
    for label in (_LABEL, _OTHER_LABEL):
        if start := label.match(headline):
            headline = headline[start.end() :]
    before, bar, after = headline.rpartition(" | ")
    if bar and len(before) > len(after):
        return before
    for dash in DASHES:
        before, found, after = headline.rpartition(f" {dash} ")
        if found and outlet and after.strip().casefold() == outlet.casefold():
            return before
    return headline
