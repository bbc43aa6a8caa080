"""The figures of an archive for a terminal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.analysis.statistics.figures import Document

MAX_OUTLETS = 10
MAX_TOPICS = 10
MAX_YEARS = 25
BARS = "▁▂▃▄▅▆▇█"
ASCII_BARS = "12345678"
NO_BAR = "."


def sparkline(values: Sequence[int], most: int, bars: str = BARS) -> str:
    """
    Return a bar for each number, the highest for `most`; a dot for nothing.

    >>> sparkline([0, 1, 4, 8], 8)
    '.▁▄█'
    """
    if not most:
        return NO_BAR * len(values)
    return "".join(bars[-(-value * len(bars) // most) - 1] if value else NO_BAR for value in values)


def to_text(found: Document, bars: str = BARS) -> str:
    """Return the document that `figures` makes as lines for a person."""
    parts = (_head(found), _outlets(found), _months(found, bars), _lacking(found),
             _quiet(found), _stories(found))  # fmt: skip
    return "\n\n".join(filter(None, ("\n".join(part) for part in parts)))


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def _percent(part: int, whole: int) -> str:
    """
    Return a share; less than half a percent is not nothing.

    >>> _percent(43, 100), _percent(1, 1000), _percent(0, 9)
    ('43 %', '< 1 %', '0 %')
    """
    if part and part * 200 < whole:
        return "< 1 %"
    return f"{100 * part / whole:.0f} %" if whole else "0 %"


def _head(found: Document) -> Iterator[str]:
    counts = [
        _count(found["posts"], "post"), _count(found["articles"], "article"),
        _count(len(found["outlets"]), "outlet"), _count(found["topics"], "topic"),
        _count(found["people"], "person", "people"), _count(found["links"], "link"),
    ]  # fmt: skip
    yield ", ".join(counts)
    if found["dates"]:
        how = "" if found["dates"] == "published" else " (when they were added)"
        yield f"from {found['first']} to {found['last']}{how}"


def _outlets(found: Document) -> Iterator[str]:
    outlets = [each for each in found["outlets"] if each["articles"]]
    if not outlets:
        return
    yield "Outlets"
    shown = outlets[:MAX_OUTLETS]
    wide = max(len(f"{each['articles']:,}") for each in shown)
    for each in shown:
        share = _percent(each["articles"], found["articles"])
        name = each["label"] if each["domain"] in (None, each["label"]) else (
            f"{each['label']} ({each['domain']})"
        )  # fmt: skip
        yield f"  {each['articles']:>{wide},}  {share:>5}  {name}"
    if rest := outlets[MAX_OUTLETS:]:
        count = sum(each["articles"] for each in rest)
        share = _percent(count, found["articles"])
        yield f"  {count:>{wide},}  {share:>5}  {_count(len(rest), 'other outlet')}"


def _months(found: Document, bars: str) -> Iterator[str]:
    months = found["months"]
    if not months:
        return
    years: dict[str, list[int]] = defaultdict(lambda: [0] * 12)
    for each in months:
        years[each["month"][:4]][int(each["month"][5:7]) - 1] = each["articles"]
    most = max(each["articles"] for each in months)
    busiest = next(each["month"] for each in months if each["articles"] == most)
    yield f"Months, January to December (most: {most:,} in {busiest})"
    if len(years) > MAX_YEARS:
        yield f"  {_count(len(years) - MAX_YEARS, 'earlier year')} not shown"
    for year in sorted(years)[-MAX_YEARS:]:
        yield f"  {year}  {sparkline(years[year], most, bars)}  {sum(years[year]):,}"


def _lacking(found: Document) -> Iterator[str]:
    lacking = {name: count for name, count in found["lacking"].items() if count}
    early = len(found["early_posts"])
    if not lacking and not early:
        return
    yield "Missing"
    wide = max(len(f"{count:,}") for count in (*lacking.values(), early))
    for name, count in lacking.items():
        share = _percent(count, found["articles"])
        yield f"  {count:>{wide},}  {share:>5}  without a {name}"
    if early:
        share = _percent(early, found["posts"])
        yield f"  {early:>{wide},}  {share:>5}  posts dated before their article"


def _quiet(found: Document) -> Iterator[str]:
    topics = found["quiet_topics"]
    if not topics:
        return
    yield "Topics gone quiet (no article in the last 90 days)"
    for each in topics[:MAX_TOPICS]:
        yield f"  {each['label']}: {each['articles']:,} in the year before, last on {each['last']}"
    if len(topics) > MAX_TOPICS:
        yield f"  ... and {len(topics) - MAX_TOPICS:,} more"


def _stories(found: Document) -> Iterator[str]:
    stories = found["stories"]
    yield "Stories"
    if not stories["dates"]:
        yield "  none, as no article has a day of publication"
        return
    told = _count(stories["stories"], "story", "stories")
    yield f"  {told} of {_count(stories['articles'], 'article')}"
    one_text = stories["of_one_text"]
    yield f"  {one_text:,} of them {'is' if one_text == 1 else 'are'} one text at several outlets"
    yield f"  {_count(stories['copies'], 'copy', 'copies')} of other articles"
    left = _count(stories["left_out_as_of_one_outlet"], "article")
    yield f"  {left} left out: one outlet alone has them on an event"
