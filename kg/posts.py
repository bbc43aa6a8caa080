"""Find the files of an archive, and read each as a post, as taxonomy, or as nothing of ours."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from kg.errors import Problem
from kg.frontmatter import FrontMatterError, FrontMatterReader, line_of, parse_yaml
from kg.identity import clean_domain, legal_url
from kg.model import Mention, Organization, Post, Subject

POST_SUFFIXES = (".md", ".markdown", ".html")
YAML_SUFFIXES = (".yaml", ".yml")
NOT_ARTICLES = frozenset({"webinar", "event", "profile"})
"""Types of posts that are about something other than an article."""
MAX_NUMBER = 2**31 - 1
"""Largest quality or heat: what every reader of GraphML can hold."""

# What XML 1.0 (section 2.2) cannot say, or would change, and what nobody can see.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?|\x85")

FieldPath = tuple[str | int, ...]


class Finding(NamedTuple):
    """A problem in a record, before anybody has looked up the line that it stands on."""

    where: FieldPath
    what: str
    mend: str


NO_URL = Finding((), "the entry states no URL.", "Add webUrl.")


class Entry(NamedTuple):
    """An entry of `related`: its mention, or why there is none."""

    mention: Mention | None
    findings: tuple[Finding, ...] = ()


@dataclass
class Archive:
    """What a set of files says; two halves of a set add up to the whole."""

    posts: list[Post] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    subjects: list[Subject] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    entries_left_out: int = 0

    def extend(self, other: Archive) -> None:
        self.posts += other.posts
        self.organizations += other.organizations
        self.subjects += other.subjects
        self.skipped += other.skipped
        self.failed += other.failed
        self.problems += other.problems
        self.entries_left_out += other.entries_left_out


# ---- files --------------------------------------------------------------------------------


class SourceFile(NamedTuple):
    """A file to read, under the name that it has on every machine."""

    path: str
    """Relative to the folder that all arguments share, with `/`."""
    location: str
    """Where it is here."""
    size: int


def find_files(arguments: Iterable[str | os.PathLike[str]]) -> list[SourceFile]:
    """
    Return every file below the arguments that could be a post or taxonomy, sorted by path.

    Files and folders whose name begins with a dot are passed over, as by most tools; links to
    folders are not followed, so that a loop of them ends. Raises FileNotFoundError.
    """
    roots = [os.path.abspath(argument) for argument in arguments]
    shared = shared_folder(roots)
    found: dict[str, SourceFile] = {}
    for root in roots:
        if not os.path.exists(root):
            raise FileNotFoundError(root)
        for location in _walk(root) if os.path.isdir(root) else [root]:
            info = os.stat(location) if os.path.exists(location) else None
            if info is None or not stat.S_ISREG(info.st_mode):
                continue
            path = os.path.relpath(location, shared).replace(os.sep, "/")
            found[path] = SourceFile(path, location, info.st_size)
    return [found[path] for path in sorted(found)]


def shared_folder(arguments: Iterable[str | os.PathLike[str]]) -> str:
    """Return the folder that all arguments share: the one that paths are relative to."""
    roots = [os.path.abspath(argument) for argument in arguments]
    return os.path.commonpath([r if os.path.isdir(r) else os.path.dirname(r) for r in roots])


def _walk(root: str) -> Iterator[str]:
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not name.startswith(".")]
        for name in files:
            if name.lower().endswith(POST_SUFFIXES + YAML_SUFFIXES) and not name.startswith("."):
                yield os.path.join(folder, name)


def read_archive(
    files: Iterable[SourceFile], progress: Callable[[int], None] = lambda size: None
) -> Archive:
    """
    Return what the files say. Nothing is raised for a bad file: it becomes a problem.

    `progress` is told the bytes of each file after it.
    """
    archive = Archive()
    reader = FrontMatterReader(to_entry)
    for file in files:
        try:
            with open(file.location, "rb") as stream:
                data = stream.read()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            archive.failed.append(file.path)
            archive.problems.append(
                Problem(file.path, 0, f"cannot be read: {reason}.", "Check it and its rights.")
            )
        else:
            _read(file.path, data, reader, archive)
        progress(file.size)
    return archive


def _read(path: str, data: bytes, reader: FrontMatterReader[Entry], archive: Archive) -> None:
    """Add to the archive what one file says."""

    def fail(line: int, what: str, mend: str) -> None:
        archive.problems.append(Problem(path, line, what, mend))

    entries: Sequence[Entry] = ()
    try:
        if not data.strip():
            raise FrontMatterError(1, "the file is empty.", "Write a post in it, or delete it.")
        if path.lower().endswith(YAML_SUFFIXES):
            if b"taxonomy" not in data:
                archive.skipped.append((path, "YAML without taxonomy"))
                return
            record = parse_yaml(data)
        else:
            parsed = reader.parse(data)
            if parsed is None:
                if b"\0" in data[:4096]:
                    raise FrontMatterError(1, "is no text.", "Save it as UTF-8, or move it.")
                archive.skipped.append((path, "no front matter"))
                return
            record, entries = parsed.mapping, parsed.related
        if not isinstance(record, dict):
            raise FrontMatterError(1, "holds no mapping.", "Write fields as `title: ...`.")
    except FrontMatterError as error:
        archive.failed.append(path)
        fail(error.line, error.what, error.mend)
        return

    taxonomy, kind = record.get("taxonomy"), record.get("type")
    findings: list[Finding] = []
    if taxonomy == "organization":
        organization, findings = to_organization(path, record)
        archive.organizations += [organization] if organization else []
    elif taxonomy == "topic":
        subject, findings = to_subject(path, record)
        archive.subjects += [subject] if subject else []
    elif taxonomy is not None or path.lower().endswith(YAML_SUFFIXES):
        archive.skipped.append((path, "taxonomy of another kind"))
    elif isinstance(kind, str) and kind.strip().lower() in NOT_ARTICLES:
        archive.skipped.append((path, f"type: {kind.strip().lower()}"))
    else:
        mention, found = to_entry(record)
        findings = list(found)
        if isinstance(record.get("related"), (dict, str, int, float)):
            findings.append(_wrong(("related",), record["related"], "a list"))
        if findings:
            pass
        elif mention is None:
            archive.skipped.append((path, "no URL"))
            fail(1, "states no URL.", "Add webUrl.")
        elif mention.title is None:
            archive.skipped.append((path, "no title"))
            fail(1, "has neither title nor name.", "Add title.")
        else:
            related = tuple(entry.mention for entry in entries if entry.mention)
            archive.posts.append(Post(path, mention, related))
            for at, entry in enumerate(entries):
                if entry.mention is None:
                    archive.entries_left_out += 1
                    for where, what, mend in entry.findings or (NO_URL,):
                        fail(line_of(data, ("related", at, *where)), f"related: {what}", mend)
    if findings:
        archive.failed.append(path)
        for where, what, mend in findings:
            fail(line_of(data, where), what, mend)


# ---- records ------------------------------------------------------------------------------

URL_FIELDS = {
    "web_url": "webUrl",
    "original_url": "originalUrl",
    "amp_url": "ampWebUrl",
    "amp_cache_url": "cdnAmpWebUrl",
}


class _Fields:
    """One mapping under reading: gives its values in the types we expect, notes what is wrong."""

    def __init__(self, record: Mapping[Any, Any], findings: list[Finding], *at: str | int) -> None:
        self.record = record
        self.findings = findings
        self.at = at

    def wrong(self, key: str, value: Any, expected: str, mend: str = "") -> None:
        self.findings.append(_wrong((*self.at, key), value, expected, mend))

    def text(self, key: str) -> str | None:
        """The text on one line, or None."""
        value = self.paragraphs(key)
        return " ".join(value.split()) or None if value else None

    def paragraphs(self, key: str) -> str | None:
        """The text with its line breaks, or None."""
        value = self.record.get(key)
        if value is None:
            return None
        if not isinstance(value, (str, int, float, date)):
            self.wrong(key, value, "text")
            return None
        text = value if isinstance(value, str) else str(value)
        return clean_text(text) or None

    def url(self, key: str) -> str | None:
        value = self.record.get(key)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            self.wrong(key, value, "an address", "Write it as https://example.org/a.")
            return None
        if not value.strip():
            return None
        try:
            return legal_url(value)
        except ValueError as error:
            self.wrong(key, value, f"an address: {error}", "Write it as https://example.org/a.")
            return None

    def integer(self, key: str) -> int | None:
        value = self.record.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and re.fullmatch(r"\s*-?[0-9]{1,10}\s*", value):
            value = int(value)
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if type(value) is not int or not -1 <= value <= MAX_NUMBER:
            self.wrong(key, value, "a whole number from 0", "Write it as 42.")
            return None
        return None if value == -1 else value  # -1 stands for none

    def boolean(self, key: str) -> bool | None:
        value = self.record.get(key)
        if isinstance(value, str):
            value = {"true": True, "false": False, "": None}.get(value.strip().lower(), value)
        if value is None or isinstance(value, bool):
            return value
        self.wrong(key, value, "true or false", "Write true or false.")
        return None

    def instant(self, key: str) -> str | None:
        value = self.record.get(key)
        if value is None or value == "":
            return None
        try:
            return to_instant(value)
        except (ValueError, OverflowError):
            self.wrong(key, value, "a date", "Write it as 2024-05-01T09:30:00Z.")
            return None

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list, without repeats."""
        value = self.record.get(key)
        if value is None or value == "":
            return ()
        if not isinstance(value, list):
            self.wrong(key, value, "a list", f"Write it as {key}: [one, two].")
            return ()
        inner = _Fields(dict(enumerate(value)), self.findings, *self.at, key)
        texts = (inner.text(at) for at in range(len(value)))  # type: ignore[arg-type]
        return tuple(dict.fromkeys(text for text in texts if text))

    def mapping(self, key: str) -> _Fields:
        value = self.record.get(key)
        if value is not None and not isinstance(value, dict):
            self.wrong(key, value, "a mapping", f"Write fields below {key}:")
            value = None
        return _Fields(value or {}, self.findings, *self.at, key)

    def image(self) -> str | None:
        """The first of `images` that can be opened from everywhere; relative ones cannot."""
        value = self.record.get("images")
        if value is None or value == "":
            return None
        if not isinstance(value, list):
            self.wrong("images", value, "a list", "Write it as images: [{url: ...}].")
            return None
        for image in value:
            address = image.get("url") if isinstance(image, dict) else image
            try:
                if isinstance(address, str):
                    return legal_url(address)
            except ValueError:
                continue
        return None


def _wrong(where: FieldPath, value: Any, expected: str, mend: str = "") -> Finding:
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", type(None): "empty"}
    shown = kinds.get(type(value)) or repr(
        value if len(str(value)) < 60 else f"{str(value)[:57]}..."
    )
    name = ".".join(part for part in where if isinstance(part, str)) or "the entry"
    return Finding(where, f"{name} is {shown}, not {expected}.", mend or f"Write {expected}.")


def to_entry(record: Any) -> Entry:
    """
    Return the mention that a record makes, or none, and what is wrong with it.

    A record without any URL makes none.
    """
    if not isinstance(record, dict):
        return Entry(None, (_wrong((), record, "a mapping", "Write title: and webUrl: in it."),))
    findings: list[Finding] = []
    fields = _Fields(record, findings)
    provider = fields.mapping("provider")
    domain = provider.text("domain")
    if domain:
        try:
            domain = clean_domain(domain)
        except ValueError:
            provider.wrong("domain", domain, "a domain", "Write it as example.org.")
    urls = {attribute: fields.url(key) for attribute, key in URL_FIELDS.items()}
    kind = fields.text("type")
    mention = Mention(
        title=fields.text("title") or fields.text("name"),
        excerpt=fields.paragraphs("excerpt"),
        published_at=fields.instant("publishedDateTime"),
        type=kind.lower() if kind else None,
        quality=fields.integer("quality"),
        heat=fields.integer("heat"),
        published=fields.boolean("published"),
        removed=fields.boolean("removed"),
        image=fields.image(),
        provider_name=provider.text("name"),
        provider_domain=domain,
        provider_logo=provider.image(),
        topics=fields.texts("topics"),
        **urls,
    )
    return Entry(mention if mention.urls and not findings else None, tuple(findings))


def to_organization(path: str, record: dict[Any, Any]) -> tuple[Organization | None, list[Finding]]:
    """Return what a file of `taxonomy: organization` says, or none, and what is wrong with it."""
    findings: list[Finding] = []
    fields = _Fields(record, findings)
    key = "domain" if record.get("domain") else "_id"
    domain = fields.text(key)
    try:
        domain = clean_domain(domain or "")
    except ValueError:
        fields.wrong(key, domain, "a domain", "Write domain: example.org.")
    name = fields.text("name")
    if not name:
        fields.wrong("name", name, "a name", "Write name: The Example.")
    organization = Organization(
        path,
        domain or "",
        name or "",
        fields.paragraphs("description"),
        fields.image(),
        fields.texts("otherNames"),
    )
    return (None if findings else organization), findings


def to_subject(path: str, record: dict[Any, Any]) -> tuple[Subject | None, list[Finding]]:
    """Return what a file of `taxonomy: topic` says, or none, and what is wrong with it."""
    findings: list[Finding] = []
    fields = _Fields(record, findings)
    label = fields.text("name")
    if not label:
        fields.wrong("name", label, "a label", "Write name: Computer Vision.")
    subject = Subject(
        path,
        label or "",
        fields.text("parent"),
        fields.text("shortname"),
        fields.texts("keywords"),
    )
    return (None if findings else subject), findings


def clean_text(text: str) -> str:
    r"""
    Return the text without what no file format can carry: control characters, half surrogates.

    Line breaks of every kind become `\n`; white space around the text goes.

    >>> clean_text(" one\r\ntwo\x00 ")
    'one\ntwo'
    """
    if text.isprintable():
        return text.strip()
    return _UNSAYABLE.sub("", _LINE_BREAK.sub("\n", text)).strip()


def to_instant(value: Any) -> str:
    """
    Return the instant in UTC as xsd:dateTime; without a time zone it counts as UTC.

    Raises ValueError or OverflowError for what is no date, or none between the years 1 and 9999.

    >>> to_instant("2023-08-09T01:00:00+02:00"), to_instant(date(2023, 8, 9))
    ('2023-08-08T23:00:00Z', '2023-08-09T00:00:00Z')
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value.strip())
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        raise ValueError(f"{value!r} is no date")
    instant = value.astimezone(UTC) if value.tzinfo else value
    text = instant.replace(tzinfo=None).isoformat()
    return (text.rstrip("0") if "." in text else text) + "Z"
