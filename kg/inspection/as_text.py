"""An inspection as a person reads it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from kg.config import Line, to_toml
from kg.errors import printable, printable_lines
from kg.inspection.result import FieldFound, Group, Inspection, ListFound
from kg.inspection.suggest import number_of
from kg.inspection.taken import FAILED, PASSED_OVER, UNKNOWN

MAX_ROWS = 30
"""Fields that are shown."""
MAX_GROUPS = 8
"""Reasons, problems or endings that are shown."""
MAX_VALUE_CHARS = 56
MAX_PATH_CHARS = 60


def to_text(found: Inspection) -> str:
    """Return what was found, what kg makes of it, and what would help."""
    return "\n\n".join(
        filter(
            None,
            (
                head_of(found),
                _lists_text(found),
                _fields_text(found),
                _links_text(found),
                suggestion_text(found),
            ),
        )
    )


def head_of(found: Inspection, *, problems: bool = True) -> str:
    """Return the first part: the files by their form, what they make, and what they do not."""
    return "\n\n".join(
        filter(
            None,
            (
                _files_text(found),
                _makes_text(found),
                _groups_text(f"Passed over{_read_of(found)}", _with_folders(found)),
                _groups_text(f"Problems{_read_of(found)}", found.problems if problems else ()),
            ),
        )
    )


def suggestion_text(found: Inspection) -> str:
    """Return the lines of kg.toml that would help, and other remedies; empty if there are none."""
    parts = []
    if found.lines:
        lines = to_toml(found.lines).rstrip("\n").split("\n")
        title = "Lines of kg.toml that would help ('kg init' writes them):"
        parts.append("\n".join([title, "", *(f"  {line}".rstrip() for line in lines)]))
    if found.remedies:
        parts.append("\n".join(["What would help:", *(f"  {each}" for each in found.remedies)]))
    return printable_lines("\n\n".join(parts))


# ---- parts ----------------------------------------------------------------------------------


def _files_text(found: Inspection) -> str:
    forms: dict[str, Counter[str]] = {}
    for file in found.files:
        form = forms.setdefault(file.form or "not read", Counter())
        form.update(
            files=1,
            read=file.articles is not None,
            articles=file.articles or 0,
            passed=file.passed_over or 0,
            failed=file.failed or 0,
        )
    rows = []
    for name, counts in sorted(forms.items(), key=lambda item: (-item[1]["files"], item[0])):
        of_form = [f"{counts['read']:,} of them read"] if counts["read"] < counts["files"] else []
        of_form += [number_of(counts["articles"], "record")] if counts["articles"] else []
        of_form += [f"{counts['passed']:,} passed over"] if counts["passed"] else []
        of_form += [f"{counts['failed']:,} failed"] if counts["failed"] else []
        rows.append((f"{counts['files']:,}", name, ", ".join(of_form)))
    if found.unread:
        endings = Counter(_ending(path) for path in found.unread).most_common()
        endings.sort(key=lambda item: (-item[1], item[0]))
        shown = ", ".join(f"{ending} {count:,}" for ending, count in endings[:MAX_GROUPS])
        more = "" if len(endings) <= MAX_GROUPS else ", ..."
        rows.append((f"{len(found.unread):,}", "not looked into", f"{shown}{more}"))
    where = ", ".join(_cut(root, MAX_PATH_CHARS) for root in found.roots[:5])
    total = number_of(len(found.files) + len(found.unread), "file")
    return "\n".join([printable(f"{total} in {where}"), *_table(rows, right=(0,))])


def _ending(path: str) -> str:
    return _cut(os.path.splitext(path)[1].lower() or "no ending", 12)


def _makes_text(found: Inspection) -> str:
    makes = found.makes
    if not makes.articles:
        return "kg reads no article in them."
    about, least = ("about ", "at least ") if found.samples else ("", "")
    entities = [
        f"{about}{number_of(makes.articles, 'article')}",
        f"{least}{number_of(makes.outlets, 'outlet')}",
        f"{least}{number_of(makes.topics, 'topic')}",
    ]
    rows = [
        (f"{about}{count:,}", what, _days(*days))
        for count, what, days in (
            (makes.published, "with the date when they were published", found.published),
            (makes.added, "with the date when they were added to the archive", found.added),
        )
        if count and days
    ]
    undated = "" if rows else "\n  none with a date"
    return "\n".join([f"They make {', '.join(entities)}{undated}", *_table(rows, right=(0,))])


def _days(first: str, last: str) -> str:
    return f"from {first} to {last}" if first < last else f"on {first}"


def _with_folders(found: Inspection) -> tuple[Group, ...]:
    # What to do about them stands among the remedies.
    told = (group._replace(mend="") for group in found.passed_over)
    return (*told, *found.folders_passed_over)


def _groups_text(title: str, groups: Sequence[Group]) -> str:
    if not groups:
        return ""
    rows = []
    for group in groups[:MAX_GROUPS]:
        place = f"{group.path}:{group.line}" if group.line else group.path
        what = f"{group.what} {group.mend}".rstrip()
        place = _cut(place, MAX_PATH_CHARS)
        rows.append(
            (f"{group.times:,}", f"{what} ({'for example ' if group.times > 1 else ''}{place})")
        )
    more = len(groups) - MAX_GROUPS
    rows += [("", f"... and {number_of(more, 'other kind')}")] if more > 0 else []
    return "\n".join([title, *_table(rows, right=(0,))])


def _lists_text(found: Inspection) -> str:
    """Return the lists in files of data, if not each file is one list of articles."""
    paths = Counter(each.path for each in found.lists)
    odd = [each for each in found.lists if each.kind != "articles" or paths[each.path] > 1]
    if not odd:
        return ""
    rows = [
        (
            number_of(each.records, "record"),
            _cut(_line_of(found.below or "", each), 2 * MAX_PATH_CHARS),
            "read as articles" if each.kind == "articles" else f"not read: {each.kind}",
        )
        for each in odd[:MAX_ROWS]
    ]
    more = len(odd) - MAX_ROWS
    rows += [("", f"... and {number_of(more, 'other list')}", "")] if more > 0 else []
    title = "Lists (to read one, add its line below [lists] of kg.toml)"
    return "\n".join([title if found.below is not None else "Lists", *_table(rows, right=(0,))])


def _line_of(below: str, found: ListFound) -> str:
    """Return the line of kg.toml that names a list."""
    line = Line("lists", f"{below}{found.path}", found.place, "")
    return to_toml([line]).strip().rpartition("\n")[2]


def _fields_text(found: Inspection) -> str:
    if not found.fields:
        return ""
    rows = [("name", "share", "values", "taken as")]
    rows += [_field_row(field, found.records) for field in found.fields[:MAX_ROWS]]
    rows += _derived_rows(found)
    title = f"Fields of {number_of(found.records, 'record')}"
    lines = [f"{title}{_read_of(found)}", *_table(rows, right=(1,))]
    if len(found.fields) > MAX_ROWS:
        more = number_of(len(found.fields) - MAX_ROWS, "field")
        lines.append(f"  ... and {more} more. --format json lists them.")
    return "\n".join(lines)


def _read_of(found: Inspection) -> str:
    """Return what stands behind the title of what was counted in a part of the posts."""
    return "".join(f", from {each.share}" for each in found.samples)


def _derived_rows(found: Inspection) -> Iterator[tuple[str, str, str, str]]:
    """Yield what is taken from elsewhere than a field."""
    places: dict[str, list[tuple[str, int]]] = {}
    for wanted, place, count in found.derived:
        places.setdefault(place, []).append((wanted, count))
    for place, taken in places.items():
        yield f"({place})", "", "", ", ".join(f"{name} (in {count:,})" for name, count in taken)


def _field_row(field: FieldFound, records: int) -> tuple[str, str, str, str]:
    percent = round(100 * field.records / records)
    return (
        _cut(field.name, 30),
        f"{percent} %" if percent else "<1 %",
        _cut(_values_text(field), MAX_VALUE_CHARS),
        _taken_text(field),
    )


def _values_text(field: FieldFound) -> str:
    texts = []
    filled = [(kind, count) for kind, count in field.values if kind != "empty"]
    for kind, count in filled or [("empty", 0)]:
        what = _KINDS.get(kind, kind)
        if len(filled) > 1:
            what = f"{count:,} {what}" if count > 1 else f"1 {_ONE[kind]}"
        if kind == "date" and field.first and field.last:
            texts.append(f"{what} {_days(field.first, field.last)}")
        elif kind == "address":
            sites = number_of(len(field.hosts), "site")
            only = f" ({field.hosts[0][0]})" if len(field.hosts) == 1 else ""
            texts.append(f"{what} of {sites}{only}")
        elif kind in ("text", "list of texts") and field.examples:
            texts.append(f"{what}: {', '.join(field.examples)}")
        else:
            texts.append(what)
    return "; ".join(texts)


_ONE = {
    "text": "text",
    "list of texts": "list",
    "number": "number",
    "date": "date",
    "other": "mapping",
    "address": "address",
    "yes or no": "yes or no",
}
_KINDS = {
    "text": "texts",
    "list of texts": "lists",
    "number": "numbers",
    "date": "dates",
    "other": "mappings",
    "address": "addresses",
}


def _taken_text(field: FieldFound) -> str:
    if not field.taken_as:
        return f"left out: {_why(field)}"
    (name, count), *others = field.taken_as
    if not others:
        return f"{_word(name)} (in {count:,})" if count < field.records else _word(name)
    return ", ".join(f"{_word(name)} (in {count:,})" for name, count in field.taken_as)


def _why(field: FieldFound) -> str:
    """Return the most frequent reason why a field is left out: of the field, or of its record."""
    reasons = [why for why, _ in field.left_out]
    of_field = (why for why in reasons if why not in (PASSED_OVER, FAILED))
    return next(of_field, reasons[0] if reasons else UNKNOWN)


def _word(name: str) -> str:
    """Return what a field is taken as in a word: of a property without one, its own name."""
    return name.rpartition(":")[2]


def _links_text(found: Inspection) -> str:
    rows = [
        (
            f"{'about ' if each.about else ''}{each.links:,}",
            f"in {number_of(each.records, 'record')} {whose}",
        )
        for each, whose in (
            (found.links_of_nothing, "without an address"),
            (found.links_of_own, "of your own site"),
            (found.links_of_others, "about an article elsewhere"),
        )
        if each.links
    ]
    title = f"Links in bodies{_read_of(found)}"
    return "\n".join([title, *_table(rows, right=(0,))]) if rows else ""


def _table(rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> Iterator[str]:
    """Yield the rows as lines with aligned columns, those of some numbers to the right."""
    shown = [[printable(cell) for cell in row] for row in rows]
    wide = [max(map(len, column)) for column in zip(*shown, strict=True)] if shown else []
    for row in shown:
        cells = (
            cell.rjust(width) if at in right else cell.ljust(width)
            for at, (cell, width) in enumerate(zip(row, wide, strict=True))
        )
        yield f"  {'  '.join(cells)}".rstrip()


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
