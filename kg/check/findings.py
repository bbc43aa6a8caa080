"""Every problem in posts and in the files of a build, as a list."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
import warnings
from codecs import getincrementaldecoder
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from kg.check.facts import (
    ENTITIES,
    GRAPH,
    TURTLE,
    WRITER,
    Facts,
    about_facts,
    changes,
    cut,
    differences,
    facts_of,
    named,
    shown_on_page,
)
from kg.check.readback import RDF, READERS, Rdf, read_rdf, refusal
from kg.check.report import expected_report, report_differences
from kg.check.shapes import Broken, Suspicion, broken_rules
from kg.check.terms import as_written, name_of, shortener
from kg.errors import KgError, Problem
from kg.exporters import DEFAULT_FORMATS, FORMATS
from kg.model.account import REPORT, Written
from kg.model.graph import DEFAULT_BASE_IRI, DEFAULT_TITLE, KnowledgeGraph
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.version import __version__

MAX_ALIKE = 20
"""Differences of one sort between two files that are listed; of more, how many."""
KINDS = ("posts", "shapes", "exports", "stale")
T = TypeVar("T")


class Finding(NamedTuple):
    """
    One thing that is wrong, where, and how to mend it.

    >>> print(Finding("out/graph.ttl", 0, "does not exist.", "Run 'kg build' first.", "exports"))
    out/graph.ttl: does not exist. Run 'kg build' first.
    """

    path: str
    line: int
    """Counted from 1; 0 where no line is meant, but the whole file."""
    what: str
    mend: str
    kind: str
    """
    One of KINDS: wrong in the posts, against a shape, between the files of the build, or the build
    is not what the posts say now.
    """

    def __str__(self) -> str:
        return str(Problem(*self[:4]))


class Checked(NamedTuple):
    """What a check found, and how much it looked at."""

    findings: tuple[Finding, ...]
    """In the order of KINDS, then of their places."""
    graph: KnowledgeGraph
    """What the posts say now, with its account."""
    triples: int
    """In the Turtle of the build."""
    files: int
    """Files of the build that were read."""


def check(
    posts: Iterable[str | os.PathLike[str]] = ("seeds",),
    out: str | os.PathLike[str] = "out",
    *,
    jobs: int | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    settings: Settings = DEFAULT_SETTINGS,
) -> Checked:
    """
    Return everything that is wrong in posts, and in the files that were built from them.

    Title and base IRI are those of the build. Raises KgError if a folder of posts is missing.

    >>> [str(finding) for finding in check(["seeds"], "nowhere").findings]
    ["nowhere/graph.ttl: does not exist. Run 'kg build' first."]
    """
    from kg.read.files import shared_folder

    posts, folder = tuple(posts), Path(out)
    findings: list[Finding] = []
    report = _read_report(folder, findings)
    with _silence():
        turtle = _read_turtle(folder, findings)
    graph = _build_alike(turtle.facts if turtle else {}, posts, folder, jobs, progress, settings)
    in_posts = list(_in_posts(graph, shared_folder(posts)))
    if turtle and (version := _other_version(turtle)):
        what = f"was built by kg {version}, but this is kg {__version__}."
        stale = _finding(folder / TURTLE, what, kind="stale")
        return Checked((*sorted(in_posts), stale), graph, turtle.triples, 1)
    with _silence():
        files = _read_others(folder, turtle, report.hashes, findings)
    findings += in_posts
    drift = ""
    if turtle:
        findings += _about_itself(turtle, graph, folder / TURTLE)
        if drift := changes(turtle.facts, facts_of(graph)):
            what = f"is out of date: {drift}."
            findings.append(_finding(folder / TURTLE, what, kind="stale"))
    findings += _other_bytes(folder, report.hashes, findings)
    expected = _expected_report(folder, report, graph)
    findings += _other_account(folder, report, expected, up_to_date=bool(turtle and not drift))
    ordered = sorted(set(findings), key=lambda each: (KINDS.index(each.kind), *each))
    files += bool(turtle)
    return Checked(tuple(ordered), graph, turtle.triples if turtle else 0, files)


def _in_posts(graph: KnowledgeGraph, root: str) -> Iterator[Finding]:
    for path, line, what, mend, _ in graph.account.problems:
        yield Finding(os.path.join(root, path), line, what, mend, "posts")


def _other_version(turtle: Rdf) -> str | None:
    """Return the version of kg that made a build, if it is another than this: all may differ."""
    labels = turtle.about.get("this:build", {}).get("rdfs:label", ())
    match = re.fullmatch(r"kg build (\d+\.\d+\.\d+\S*)", str(labels[0])) if labels else None
    return match[1] if match and match[1] != __version__ else None


def to_json(findings: Iterable[Finding]) -> str:
    """Return the findings as JSON in ASCII, one a line; the line of a whole file is null."""
    rows = [json.dumps({**each._asdict(), "line": each.line or None}) for each in findings]
    return "[\n" + ",\n".join(rows) + "\n]" if rows else "[]"


def to_github(finding: Finding) -> str:
    """
    Return the finding as a workflow command, which GitHub shows beside the line.

    >>> to_github(Finding("a,b.md", 3, "title is '50%'.", "Add one.", "posts"))
    "::error file=a%2Cb.md,line=3::title is '50%25'. Add one."
    """

    def escaped(text: str) -> str:
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

    place = "file=" + escaped(finding.path).replace(":", "%3A").replace(",", "%2C")
    if finding.line:
        place += f",line={finding.line}"
    return f"::error {place}::{escaped(f'{finding.what} {finding.mend}'.rstrip())}"


# ---- the files of a build -------------------------------------------------------------------


def _build_alike(
    said: Facts,
    posts: tuple[str | os.PathLike[str], ...],
    out: Path,
    jobs: int | None,
    progress: Callable[[int, int], None],
    settings: Settings,
) -> KnowledgeGraph:
    """Return the graph of the posts under the title and base IRI that the build has."""
    from kg.pipeline.graph import build

    about = {"baseIri": (DEFAULT_BASE_IRI,), "title": (DEFAULT_TITLE,), **said.get(GRAPH, {})}
    base_iri, title = str(about["baseIri"][0]), str(about["title"][0])
    alike = partial(
        build, posts, title=title, jobs=jobs, progress=progress, out=out, settings=settings
    )
    try:
        return alike(base_iri=base_iri)
    except KgError:  # the base is none: the default differs from it, and that will be told
        return alike()


def _read_turtle(folder: Path, findings: list[Finding]) -> Rdf | None:
    """Return what the Turtle says; findings tell which rules of the shapes its nodes break."""
    path = folder / TURTLE
    suspicion = Suspicion()
    read = _parsed(
        path, lambda data: (read_rdf(data, "turtle", inspect=suspicion.inspect), data), findings
    )
    if read is None:
        return None
    turtle, data = read
    findings += _refused(path, "turtle", turtle, data)
    graph = turtle.graph
    broken = broken_rules(graph) if graph is not None else suspicion.broken_rules(data)
    findings += _against_shapes(broken, data, path, turtle)
    return turtle._replace(graph=None)


def _read_others(
    folder: Path, turtle: Rdf | None, hashes: dict[str, str], findings: list[Finding]
) -> int:
    """Return how many files besides the Turtle were read; findings tell how they differ from it."""
    base_iri = turtle.base_iri if turtle else DEFAULT_BASE_IRI
    expected = hashes.keys() or {FORMATS[name].file for name in DEFAULT_FORMATS}
    files = 0
    for name in READERS.keys() - {"turtle"}:
        path = folder / FORMATS[name].file
        if not (path.exists() or (path.name in expected and folder.is_dir())):
            continue
        rdf = _read_rdf(path, name, base_iri, findings) if name in RDF else None
        facts = (
            rdf.facts if rdf
            else _parsed(path, partial(READERS[name], base_iri), findings) if name not in RDF
            else None
        )  # fmt: skip
        files += facts is not None
        if turtle and facts is not None:
            ours = shown_on_page(turtle.facts) if name == "html" else turtle.facts
            findings += _held_against(ours, facts, path)
        if turtle and rdf:
            findings += _held_against(turtle.about, rdf.about, path)
    return files


def _read_rdf(path: Path, name: str, base_iri: str, findings: list[Finding]) -> Rdf | None:
    """Return what another file of RDF says."""
    read = _parsed(path, lambda data: (read_rdf(data, name, base_iri), data), findings)
    if read is None:
        return None
    rdf, data = read
    findings += _refused(path, name, rdf, data)
    return rdf


def _refused(path: Path, name: str, read: Rdf, data: bytes) -> Iterator[Finding]:
    """Yield why the engine cannot load a file that rdflib has read, if so."""
    refused = refusal(data, name, path.resolve().as_uri()) if read.graph is not None else None
    if refused:
        line, reason = refused
        what = f"cannot be loaded by 'kg query' or 'kg serve': {reason}."
        yield _finding(path, what, line)


def _parsed(path: Path, parse: Callable[[bytes], T], findings: list[Finding]) -> T | None:
    """Return what a file says, or None; then a finding tells why it cannot be read."""
    line = 0
    try:
        data = path.read_bytes()
        _require_utf8(data)
        return parse(data)
    except FileNotFoundError:
        what = "does not exist."
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
    except UnicodeDecodeError as error:
        what, line = "is not valid UTF-8.", error.object.count(b"\n", 0, error.start) + 1
    except Exception as error:  # of a damaged file, each library raises what it likes
        what = "cannot be read: the file is truncated or corrupt."
        # An XML parser counts lines from 1, rdflib from 0.
        line = getattr(error, "position", (0,))[0] or getattr(error, "lines", -1) + 1
    findings.append(_finding(path, what, line, again=what != "does not exist."))
    return None


def _require_utf8(data: bytes, block: int = 1 << 20) -> None:
    """Raise UnicodeDecodeError unless a file is UTF-8, without making one long text of it."""
    decoder = getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), block):
            decoder.decode(data[start : start + block])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        data.decode("utf-8")


def _finding(
    path: Path, what: str, line: int = 0, kind: str = "exports", again: bool = True
) -> Finding:
    """Return what is wrong with a file of a build, to be mended by building it."""
    name = next((name for name in FORMATS if FORMATS[name].file == path.name), "turtle")
    command = "kg build" if name in DEFAULT_FORMATS else f"kg build --format {name}"
    mend = f"Run '{command}' {'again' if again else 'first'}."
    return Finding(path.as_posix(), line, what, mend, kind)


class Report(NamedTuple):
    """The account of a build, as it lies in its folder."""

    text: str
    """Empty if there is none."""
    hashes: dict[str, str]
    """The SHA-256 of each file."""


def _read_report(folder: Path, findings: list[Finding]) -> Report:
    def parse(data: bytes) -> Report:
        text = data.decode("utf-8")
        return Report(text, {each["file"]: each["sha256"] for each in json.loads(text)["written"]})

    path = folder / REPORT
    return (_parsed(path, parse, findings) if path.exists() else None) or Report("", {})


def _other_bytes(
    folder: Path, hashes: dict[str, str], findings: list[Finding]
) -> Iterator[Finding]:
    """Yield each file that is not the one that was built, where nothing else tells so."""
    told = {finding.path for finding in findings if finding.kind == "exports"}
    for format_ in FORMATS.values():
        path = folder / format_.file
        if path.name not in hashes or path.as_posix() in told:
            continue
        if hashlib.sha256(path.read_bytes()).hexdigest() != hashes[path.name]:
            yield _finding(path, f"was modified after the build: its hash differs from {REPORT}.")


def _other_account(
    folder: Path, report: Report, expected: str, up_to_date: bool
) -> Iterator[Finding]:
    """
    Yield how the report differs from the one that kg would write of the posts now.

    If the graph is out of date or unreadable, what follows from that is told in one sentence; and
    not at all if the Turtle is the one that was built: then the posts have changed, which it tells.
    """
    path = folder / REPORT
    found = report_differences(report.text, expected) if report.text else []
    if not up_to_date and _is_as_built(folder / TURTLE, report):
        found = [each for each in found if each.part == "written"]
    elif not up_to_date and found:
        parts = ", ".join(dict.fromkeys(each.part for each in found))
        yield _finding(path, f"is out of date: {parts}.", kind="stale")
        return
    parts_told: Counter[str] = Counter()
    for part, line, what in found:
        parts_told[part] += 1
        if parts_told[part] <= MAX_ALIKE:
            yield _finding(path, what, line, kind="stale")
    for part, count in parts_told.items():
        if count > MAX_ALIKE:
            what = f"... and {count - MAX_ALIKE:,} more differences in {part}."
            yield _finding(path, what, kind="stale")


def _expected_report(folder: Path, report: Report, graph: KnowledgeGraph) -> str:
    """Return the report that kg would write beside the files that the report names."""
    written = [
        Written(folder / name, size, report.hashes[name], "")
        for name, size in _sizes(folder, report).items()
    ]
    return expected_report(graph.account, len(graph.articles), written)


def _sizes(folder: Path, report: Report) -> dict[str, Any]:
    """Return the size of each file of the build; the one in the report if the file is another."""
    files = {format_.file for format_ in FORMATS.values()}
    sizes = {}
    for entry in json.loads(report.text)["written"] if report.text else ():
        path = folder / entry["file"]
        if entry["file"] in files:
            as_built = _is_as_built(path, report)
            sizes[path.name] = path.stat().st_size if as_built else entry.get("size")
    return sizes


def _is_as_built(path: Path, report: Report) -> bool:
    try:
        with open(path, "rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return False
    return found == report.hashes.get(path.name)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep rdflib from warning of values that are no values of their type: the shapes tell."""
    logger = logging.getLogger("rdflib")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.setLevel(level)


# ---- what is wrong with them ----------------------------------------------------------------


def _against_shapes(
    broken: Iterable[Broken], data: bytes, path: Path, turtle: Rdf
) -> Iterator[Finding]:
    """Yield each rule of the shapes that a node breaks, at the node's block in the Turtle."""
    short = shortener(turtle.base_iri)
    lines: dict[str, int] = {}
    for focus, value, of, message in broken:
        lines = lines or _lines(data.decode("utf-8"), short)
        id_ = name_of(focus, short)
        states = ""
        if value is not None and of is not None and value != focus:
            name = name_of(of, short).removeprefix("_:blank")  # a path of several steps has none
            states = f" ({f'{name} {cut(as_written(value, short))}'.strip()})"
        # Each sh:message is one sentence: the rule, a colon, and what to do.
        rule, _, mend = message.partition(": ")
        what = f"{named(id_, turtle.facts)}{states}: {rule}."
        mend = mend[:1].upper() + mend[1:]
        yield Finding(path.as_posix(), lines.get(id_, 0), what, mend, "shapes")


def _lines(text: str, short: Callable[[str], str]) -> dict[str, int]:
    """Return the line at which each subject's block begins, in Turtle as kg writes it."""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line and line[0] not in "@# \t\r":
            name = line.split(maxsplit=1)[0]
            lines.setdefault(short(name[1:-1]) if name[0] == "<" else name, number)
    return lines


def _about_itself(turtle: Rdf, graph: KnowledgeGraph, path: Path) -> Iterator[Finding]:
    """Yield what the Turtle says wrongly of itself: its title, its numbers, who built it."""
    entities = sum(id_.partition(":")[0] in ENTITIES for id_ in turtle.facts)
    expected = about_facts(graph, turtle.triples, entities)
    return _held_against(expected, turtle.about, path, WRITER)


def _held_against(
    ours: Facts, theirs: Facts, path: Path, source: str = TURTLE
) -> Iterator[Finding]:
    """Yield how a file differs from the Turtle: of many ways alike the first, and how many."""
    alike: dict[str, list[str]] = defaultdict(list)
    for sort, what in differences(ours, theirs, source):
        alike[sort].append(what)
    for sort, whats in alike.items():
        yield from (_finding(path, what) for what in whats[:MAX_ALIKE])
        if len(whats) > MAX_ALIKE:
            yield _finding(path, f"... and {len(whats) - MAX_ALIKE:,} more nodes ({sort}).")
