"""
Zotero: a table, and CSL-JSON, which other programs for references write, too.

    "Key","Item Type","Publication Year","Author","Title","Publication Title",…,"Url",
    "Abstract Note","Date","Date Added",…,"Manual Tags","Automatic Tags",…

    [{"id": "…", "type": "article-newspaper", "title": "Flood defences pay off",
      "container-title": "The Paper", "URL": "https://news.example/flood",
      "author": [{"family": "Doe", "given": "Jane"}],
      "issued": {"date-parts": [[2024, 5, 1]]}, "accessed": {"date-parts": [[2024, 5, 2]]}}]

Authors and tags of the table are parted by `; `, and an author is `Doe, Jane`. Tags that Zotero
took from library catalogues are topics like others. An item without an address (a book, a note) is
passed over. <https://docs.citationstyles.org/en/stable/specification.html> describes CSL-JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from kg.read.exports.addresses import outcome_of, stated
from kg.read.exports.json_files import elements, excerpt_of, text_of, title_of
from kg.read.exports.outcomes import Export, Outcome, PassedOver
from kg.read.exports.tables import Row, Table
from kg.read.exports.text import clean, parted, plain_excerpt, plain_title
from kg.read.given import BadRecord

ITEM: Final = "a work without an address"
_NO_ADDRESS: Final = "states no address."
# The types of CSL 1.0.2 for what is read on the web or in the press.
_TYPES: Final = (
    "article article-journal article-magazine article-newspaper broadcast chapter book "
    "paper-conference post post-weblog report review speech thesis webpage"
).split()
_TYPE = re.compile(rb'"type"\s*:\s*"(?:%s)"' % "|".join(_TYPES).encode())


def _fields_of_row(row: Row) -> dict[str, Any]:
    tags = [row.get("manualtags", ""), row.get("automatictags", "")]
    return stated(
        link=clean(row["url"]),
        title=plain_title(row["title"]),
        authors=[_in_order(name) for name in parted(row["author"], ";")],
        source=clean(row.get("publicationtitle", "")),
        published=clean(row.get("date", "")),
        date_added=clean(row["dateadded"]),
        summary=plain_excerpt(row.get("abstractnote", "")),
        tags=list(dict.fromkeys(tag for each in tags for tag in parted(each, ";"))),
    )


def _in_order(name: str) -> str:
    family, comma, given = name.partition(",")
    return f"{given.strip()} {family.strip()}".strip() if comma else name


def csl_json(data: bytes) -> Iterator[Outcome]:
    """Yield the works of a list in CSL-JSON that have an address."""
    for number, line, entry in elements(data):
        if isinstance(entry, dict):
            yield _with_address(outcome_of(number, line, _fields(entry)))
        else:
            yield BadRecord(number, line, "is no work.", "Delete it.")


def _with_address(outcome: Outcome) -> Outcome:
    if isinstance(outcome, BadRecord) and outcome.what == _NO_ADDRESS:
        return PassedOver(outcome.number, outcome.line, ITEM)
    return outcome


def _fields(entry: dict[str, Any]) -> dict[str, Any]:
    return stated(
        link=text_of(entry.get("URL")),
        title=title_of(entry.get("title")),
        authors=_names(entry.get("author")),
        source=text_of(entry.get("container-title")),
        published=_day(entry.get("issued")),
        date_added=_day(entry.get("accessed")),
        summary=excerpt_of(entry.get("abstract")),
        tags=parted(text_of(entry.get("keyword")), ","),
    )


def _names(value: Any) -> list[str]:
    names = []
    for each in value if isinstance(value, list) else []:
        if isinstance(each, dict):
            whole = f"{text_of(each.get('given'))} {text_of(each.get('family'))}".strip()
            names.append(text_of(each.get("literal")) or whole)
    return [name for name in names if name]


def _day(value: Any) -> str:
    """
    Return a date of CSL-JSON as ISO 8601.

    >>> _day({"date-parts": [["2024", 5, 1]]}), _day({"date-parts": [[2024, 5]]})
    ('2024-05-01', '2024-05')
    """
    if not isinstance(value, dict):
        return ""
    dates = value.get("date-parts")
    parts = dates[0] if isinstance(dates, list) and dates else None
    if not isinstance(parts, list):
        return text_of(value.get("raw"))
    return "-".join(text_of(part).zfill(2) for part in parts[:3])


def _table_with_addresses(table: Table) -> Export:
    def records(data: bytes) -> Iterator[Outcome]:
        return map(_with_address, table.records(data))

    return Export(table.name, records)


TABLES: Final = (
    Table(
        "zotero-csv",
        frozenset(("key", "itemtype", "author", "title", "url", "dateadded")),
        _fields_of_row,
    ),
)
EXPORTS: Final = (Export("csl-json", csl_json), _table_with_addresses(TABLES[0]))


def is_csl(head: bytes, keys: frozenset[str]) -> bool:
    """
    Return whether a list in JSON is one of works, by its first bytes and the keys in them.

    >>> is_csl(b'[{"id": 1, "type": "webpage"', frozenset(("id", "type", "title", "issued")))
    True
    """
    known = {"id", "type", "title"} <= keys and keys & {"issued", "container-title", "accessed"}
    return bool(known) and _TYPE.search(head) is not None
