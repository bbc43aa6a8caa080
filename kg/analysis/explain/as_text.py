"""The answer of `kg why`, for a terminal."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from kg.analysis.explain.events import Document

MAX_ALIKE = 5
"""Facts of one property, articles or addresses that are listed; of more, how many."""
MAX_SHOWN = 72
"""Characters of a value."""
_WHY = {
    "outlet": "All of its articles are of the same outlet, and one outlet alone makes no story.",
    "days": "Together they would take {days:.1f} days, and a story takes at most 14.",
    "near": "Its latest article is more than seven days older.",
    "words": "None of the three rarest words of the headline led to it.",
    "stated": "kg.toml says that they are apart.",
}
_OBSTACLES = {
    "date": "An article without a date is in no story and is no copy.",
    "day": "An article without a day of publication begins no story and is no original.",
    "language": "They are in different languages, which are never compared.",
    "apart in kg.toml": "kg.toml says that they are not of one story.",
    "no copies in kg.toml": "kg.toml says that they are not copies.",
    "other copies in kg.toml": "kg.toml says that copies of the two are not copies of one another.",
}
_OF_COPIES = ("no copies in kg.toml", "other copies in kg.toml")
"""Obstacles to being copies."""


def to_text(document: Document) -> str:
    """Return the document that `explain` makes as lines for a person."""
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    asked = document["asked"]
    for each in asked:
        yield f"{each['id']} {_quoted(each['label'])}"
        yield f"  {each['iri']}"
    yield ""
    if len(asked) > 1:
        yield from _of_two(document)
        return
    yield from _facts(document["facts"])
    if asked[0]["kind"] == "article":
        yield from _addresses(document)
        yield from _copies(document)
        yield from _story_of(document)
        yield from _kept_from(document)
    elif "story" in document:
        yield from _whole_story(document["story"])


# ---- facts ----------------------------------------------------------------------------------


def _facts(facts: Sequence[Document]) -> Iterator[str]:
    wide = max((len(fact["property"]) for fact in facts), default=0)
    alike = Counter(fact["property"] for fact in facts)
    shown: Counter[str] = Counter()
    for fact in facts:
        name = fact["property"]
        shown[name] += 1
        if shown[name] <= MAX_ALIKE:
            yield from _fact(fact, wide)
        elif shown[name] == alike[name]:
            yield f"  {'':<{wide}}  ... and {alike[name] - MAX_ALIKE:,} more {name}"


def _fact(fact: Document, wide: int) -> Iterator[str]:
    subject = f"{fact['subject']} " if "subject" in fact else ""
    origin = [fact["rule"] or "", _place(fact)]
    if fact["mentions"] > 1:
        origin.append(f"{fact['mentions']:,} mentions")
    if fact["source"] == "rule":
        origin[0] = f"rule: {fact['rule']}"
    said = "; ".join(filter(None, origin))
    yield f"  {subject}{fact['property']:<{wide}}  {_value(fact['value'])}  ({said})"
    for lost in fact["lost"][:MAX_ALIKE]:
        yield f"  {'':<{wide}}    not {_value(lost['value'])}  ({_place(lost)})"
    if (more := len(fact["lost"]) - MAX_ALIKE) > 0:
        yield f"  {'':<{wide}}    ... and {more:,} more"


def _place(document: Document) -> str:
    path, line = document.get("path"), document.get("line")
    if not path:
        return ""
    return f"{path}:{line}" if line else str(path)


def _value(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and (":" in value.split(" ", 1)[0] or value[:4].isdigit()):
        text = value  # an address, a CURIE or an instant
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# ---- addresses ------------------------------------------------------------------------------


def _addresses(document: Document) -> Iterator[str]:
    rows = document["addresses"]
    if len(rows) > 1:
        yield ""
        yield f"One article with {len(rows):,} addresses"
        yield from _address_rows(rows)
    yield from _together(document["stated_together"])


def _address_rows(rows: Sequence[Document]) -> Iterator[str]:
    for row in rows:
        rules = f"rules: {', '.join(row['rules'])}" if row["rules"] else "as it is"
        yield f"  {row['url']}"
        note = "" if row["identifies"] else "; it identifies nothing, for many articles have it"
        yield f"    ({_place(row) or 'not stated'}) {rules}: {row['normalised']}{note}"


def _together(mentions: Sequence[Document]) -> Iterator[str]:
    for mention in mentions:
        yield f"  {_place(mention)} states together:"
        for url in mention["urls"]:
            yield f"    {url}"


# ---- copies ---------------------------------------------------------------------------------


def _copies(document: Document) -> Iterator[str]:
    if copy := document["copy"]:
        yield ""
        yield from _copy(copy)
    if copies := document["copies"]:
        yield ""
        yield f"Original of {_count(len(copies), 'copy', 'copies')}, the earliest here"
        yield from _articles(copies)


def _copy(copy: Document) -> Iterator[str]:
    yield f"Copy of {_brief(copy['original'])}"
    if copy["by"] == "kg.toml":
        yield "  kg.toml says so"
    if copy["like"]["id"] != copy["original"]["id"]:
        yield f"  as it is like {_brief(copy['like'])}"
    yield f"  {_likenesses(copy)}"


def _likenesses(texts: Document) -> str:
    least = texts["least"]
    needs = [f"{name} {least[name]:.2f}" for name in ("headlines", "excerpts") if least[name]]
    outlet = "one outlet" if texts["one_outlet"] else "two outlets"
    excerpts = "an excerpt is too short to be compared"
    if texts["excerpts"] is not None:
        excerpts = f"of excerpts {texts['excerpts']:.3f}"
    return (
        f"likeness of headlines {texts['headlines']:.3f}, {excerpts}; "
        f"copies of {outlet} have {' and '.join(needs)}; {texts['days']:.1f} days apart, "
        f"at most {texts['most_days']}"
    )


def _too_late(texts: Document) -> bool:
    return bool(texts["days"] > texts["most_days"])


def _as_copies(document: Document) -> Iterator[str]:
    """Yield how two articles miss being copies."""
    texts = document["texts"]
    missing = f"; {texts['short']:.3f} short" if texts["short"] else ""
    yield f"As copies: {_likenesses(texts)}{missing}"
    if _too_late(texts):
        yield (
            "  They are also too many days apart."
            if texts["short"]
            else "  They are alike enough. Only the days between them rule it out."
        )
    elif said := _not_copies(document):
        yield f"  {said}"


def _not_copies(document: Document) -> str:
    """Return that kg.toml says of what would be copies that they are none, if it does."""
    texts, obstacles = document.get("texts"), document.get("obstacles", ())
    if not texts or texts["short"] or _too_late(texts):
        return ""
    said = next((_OBSTACLES[kind] for kind in _OF_COPIES if kind in obstacles), "")
    return f"They would be copies, but {said}" if said else ""


# ---- stories --------------------------------------------------------------------------------


def _story_of(document: Document) -> Iterator[str]:
    yield ""
    if story := document["story"]:
        yield _story(story)
        if story["began"]:
            yield f"  {_first(story)}"
        if story["joined"]:
            yield from _joining(story["joined"])
    elif missed := document["missed"]:
        yield "In no story. Nearest:"
        yield from _miss(missed)
    elif all(fact["property"] != "datePublished" for fact in document["facts"]):
        yield "In no story: it has no date of publication."
    elif ("publishedPrecision", "month") in (
        (f["property"], f["value"]) for f in document["facts"]
    ):
        yield "In no story: only its month is known, and it is like no story that lasts then."
    elif document["apart_from"]:
        yield "In no story."
    elif document["copy"]:
        yield "In no story: a copy can only be in the story of its original."
    else:
        yield "In no story: no other article shares a rare word of its headline in these days."


def _first(story: Document) -> str:
    if story["first_articles"] == 1:
        return "it is the first article of the story"
    if story["start_precision"] == "day":
        return "it is one of the articles of the first day; their order is not known"
    return "it is one of the first articles of the story, which came out at the same time"


def _kept_from(document: Document) -> Iterator[str]:
    """Yield what kg.toml keeps apart from an article."""
    if others := document["apart_from"]:
        yield "kg.toml keeps it apart from"
        yield from _articles(others)
    if others := document["no_copy_of"]:
        yield "kg.toml says that it is no copy of"
        yield from _articles(others)


def _story(story: Document) -> str:
    counts = f"{_count(story['articles'], 'article')}, {_count(story['outlets'], 'outlet')}"
    days = " to ".join(dict.fromkeys((story["start"][:10], story["end"][:10])))
    return f"Story {story['id']} {_quoted(story['label'])}: {counts}, {days}"


def _joining(step: Document) -> Iterator[str]:
    how = {"kg.toml": "kg.toml says so", "copy": "a copy joins the story of its original"}
    if step["likeness"] is not None:
        alike = f"{step['likeness']:.3f}, at least {step['least']:.2f}"
        words = f"; shared words: {', '.join(step['words'])}" if step["words"] else ""
        yield f"  joined by {step['by']} {alike}{words}"
    elif step["shared"] is not None:
        words = f": {', '.join(step['words'])}" if step["words"] else ""
        much = f"{step['shared']:.3f}, at least {step['enough']:.3f}"
        yield f"  joined by new words that both have, counted by rarity, {much}{words}"
    else:
        yield f"  joined: {how[step['by']]}"
    yield from _articles(step["articles"])
    yield f"    with {_count(len(step['to']), 'article')}:"
    yield from _articles(step["to"])


def _whole_story(story: Document) -> Iterator[str]:
    yield ""
    yield f"{_count(len(story['articles']), 'article')}"
    for article in story["articles"]:
        yield f"    {article['date'] or 'no date'}  {_brief(article)}"
    yield ""
    for step in story["joinings"]:
        yield from _joining(step)
    if follows := story["follows"]:
        yield ""
        yield f"Follows {_story(follows)[6:]}"
        if follows["likeness"] is not None:
            words = ", ".join(follows["words"])
            alike = f"{follows['likeness']:.3f}, at least {follows['least']:.2f}"
            yield f"  likeness without time {alike}; shared words: {words}"


def _miss(missed: Document) -> Iterator[str]:
    alike, short = missed["likeness"], missed["short"]
    words = f"; shared words: {', '.join(missed['words'])}" if missed["words"] else ""
    end = f", {short:.3f} short" if short else ""
    yield f"  {_brief(missed['article'])}"
    yield f"  likeness {alike:.3f}, at least {missed['least']:.2f} is needed{end}{words}"
    if missed["shared"] is not None and missed["why"] == "likeness":
        much = f"{missed['shared']:.3f}, at least {missed['enough']:.3f} would do instead"
        yield f"  new words that both have, counted by rarity, {much}"
    if missed["why"] in _WHY:
        yield f"  {_WHY[missed['why']].format(days=missed['days'])}"
    yield f"    with {_count(len(missed['to']), 'article')}:"
    yield from _articles(missed["to"])


def _articles(articles: Sequence[Document]) -> Iterator[str]:
    for article in articles[:MAX_ALIKE]:
        yield f"    {_brief(article)}"
    if len(articles) > MAX_ALIKE:
        yield f"    ... and {len(articles) - MAX_ALIKE:,} more"


def _brief(article: Document) -> str:
    place = ", ".join(filter(None, (article["outlet"], (article["date"] or "")[:10])))
    return f"{article['id']} {_quoted(article['label'])} ({place or article['url']})"


def _count(number: int, noun: str, plural: str = "") -> str:
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


# ---- two entities ---------------------------------------------------------------------------


def _of_two(document: Document) -> Iterator[str]:
    answer = document["answer"]
    if answer == "one":
        yield from _one(document)
    elif answer == "copy":
        yield from _one_text(document)
    elif answer == "linked":
        yield "A fact joins them."
    elif answer == "apart":
        yield from _apart(document)
    if document.get("story"):
        yield _story(document["story"])
        if document["story"]["joined"]:
            yield from _joining(document["story"]["joined"])
    elif answer == "copy" and "apart in kg.toml" in document["obstacles"]:
        yield _OBSTACLES["apart in kg.toml"]
    if answer == "story" and (said := _not_copies(document)):
        yield said
        yield f"  {_likenesses(document['texts'])}"
    if facts := document.get("facts"):
        yield from _facts(facts)


def _one_text(document: Document) -> Iterator[str]:
    one, other = document["asked"]
    copies = document["copies"]
    ids = [copy["original"]["id"] for copy in copies]
    names = {each["id"]: f"{each['id']} {_quoted(each['label'])}" for each in (one, other)}
    if len(copies) == 1:
        copy = one["id"] if ids[0] == other["id"] else other["id"]
        yield f"{names[copy]} is a copy of {names[ids[0]]}."
    else:
        yield "Both are copies of one article."
    for copy in copies:
        yield from _copy(copy)


def _one(document: Document) -> Iterator[str]:
    kind = document["asked"][0]["kind"]
    yield f"Both are one {kind}."
    joined = document.get("joined")
    if joined and joined["by"] == "rules":
        yield f"  by rules: {', '.join(joined['rules']) or 'the same address'}"
        yield f"  both are {joined['normalised']}"
    elif joined:
        yield from _together(joined["mentions"])
    elif kind == "article":
        yield from _address_rows(document["addresses"])
        yield from _together(document["stated_together"])


def _apart(document: Document) -> Iterator[str]:
    kinds = {each["kind"] for each in document["asked"]}
    yield "Two articles, no copies, not of one story." if kinds == {"article"} else "Apart."
    copies = list(_as_copies(document)) if document.get("texts") else []
    for obstacle in document.get("obstacles", ()):
        if not _not_copies(document) or obstacle not in _OF_COPIES:
            yield f"  {_OBSTACLES[obstacle]}"
    yield from copies
    if missed := document.get("missed"):
        yield "As one story:"
        yield from _miss(missed)
    elif kinds in ({"outlet"}, {"topic"}):
        (kind,) = kinds
        yield f"  [{kind}s] same in kg.toml makes two {kind}s one."
