"""Every problem in posts and in the files of a build, as a list."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from kg.errors import KgError, Problem
from kg.exporters import DEFAULT_FORMATS, FORMATS
from kg.facts import (
    GRAPH,
    READERS,
    TURTLE,
    Facts,
    as_written,
    changes,
    cut,
    differences,
    facts_of,
    named,
    parse_rdf,
    rdf_facts,
    shortener,
)
from kg.model import DEFAULT_BASE_IRI, DEFAULT_TITLE, KnowledgeGraph
from kg.output import REPORT
from kg.resources import resource

if TYPE_CHECKING:
    import rdflib
    from rdflib.term import Node

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
) -> Checked:
    """
    Return everything that is wrong in posts, and in the files that were built from them.

    Title and base IRI are those of the build. Raises KgError if a folder of posts is missing.

    >>> [str(finding) for finding in check(["seeds"], "nowhere").findings]
    ["nowhere/graph.ttl: does not exist. Run 'kg build' first."]
    """
    from kg.files import shared_folder

    posts, folder = tuple(posts), Path(out)
    findings: list[Finding] = []
    hashes = _hashes(folder, findings)
    with _silence():
        facts, triples = _read_build(folder, hashes, findings)
    graph = _build_alike(facts.get("turtle", {}), posts, folder, jobs, progress)
    root = shared_folder(posts)
    findings += (
        Finding(os.path.join(root, path), line, what, mend, "posts")
        for path, line, what, mend, _ in graph.ledger.problems
    )
    if said := facts.get("turtle"):
        for name in facts.keys() - {"turtle"}:
            findings += _held_against(said, facts[name], folder / FORMATS[name].file)
        if drift := changes(said, facts_of(graph)):
            what = f"is not what the posts say now: {drift}."
            findings.append(_finding(folder / TURTLE, what, kind="stale"))
    findings += _other_bytes(folder, hashes, findings)
    ordered = sorted(set(findings), key=lambda each: (KINDS.index(each.kind), *each))
    return Checked(tuple(ordered), graph, triples, len(facts))


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
) -> KnowledgeGraph:
    """Return the graph of the posts under the title and base IRI that the build has."""
    from kg.pipeline import build

    about = {"baseIri": (DEFAULT_BASE_IRI,), "title": (DEFAULT_TITLE,), **said.get(GRAPH, {})}
    base_iri, title = str(about["baseIri"][0]), str(about["title"][0])
    try:
        return build(posts, base_iri=base_iri, title=title, jobs=jobs, progress=progress, out=out)
    except KgError:  # the base is none: the default differs from it, and that will be told
        return build(posts, title=title, jobs=jobs, progress=progress, out=out)


def _read_build(
    folder: Path, hashes: dict[str, str], findings: list[Finding]
) -> tuple[dict[str, Facts], int]:
    """Return what each file says, by its format, and how many triples the Turtle has."""
    facts: dict[str, Facts] = {}
    path = folder / TURTLE
    turtle = _parsed(path, lambda text: (parse_rdf(text, "turtle"), text), findings)
    base_iri = DEFAULT_BASE_IRI
    if turtle is not None:
        base_iri = str(dict(turtle[0].namespaces()).get("this", base_iri))
        facts["turtle"] = rdf_facts(turtle[0], base_iri)
        findings += _against_shapes(*turtle, path, facts["turtle"], base_iri)
    expected = hashes.keys() or {FORMATS[name].file for name in DEFAULT_FORMATS}
    for name in READERS.keys() - {"turtle"}:
        path = folder / FORMATS[name].file
        if path.exists() or (path.name in expected and folder.is_dir()):
            found = _parsed(path, partial(READERS[name], base_iri), findings)
            facts |= {name: found} if found is not None else {}
    return facts, len(turtle[0]) if turtle is not None else 0


def _parsed(path: Path, parse: Callable[[str], T], findings: list[Finding]) -> T | None:
    """Return what a file says, or None; then a finding tells why it cannot be read."""
    line = 0
    try:
        return parse(path.read_bytes().decode("utf-8"))
    except FileNotFoundError:
        what = "does not exist."
    except OSError as error:
        what = f"cannot be read: {error.strerror}."
    except UnicodeDecodeError as error:
        what, line = "is not UTF-8.", error.object.count(b"\n", 0, error.start) + 1
    except Exception as error:  # of a damaged file, each library raises what it likes
        what = "cannot be read: it was cut off or changed."
        # An XML parser counts lines from 1, rdflib from 0.
        line = getattr(error, "position", (0,))[0] or getattr(error, "lines", -1) + 1
    findings.append(_finding(path, what, line, again=what != "does not exist."))
    return None


def _finding(
    path: Path, what: str, line: int = 0, kind: str = "exports", again: bool = True
) -> Finding:
    """Return what is wrong with a file of a build, to be mended by building it."""
    name = next((name for name in FORMATS if FORMATS[name].file == path.name), "turtle")
    command = "kg build" if name in DEFAULT_FORMATS else f"kg build --format {name}"
    mend = f"Run '{command}' {'again' if again else 'first'}."
    return Finding(path.as_posix(), line, what, mend, kind)


def _hashes(folder: Path, findings: list[Finding]) -> dict[str, str]:
    """Return the SHA-256 of each file of the build, by the build's own account."""

    def parse(text: str) -> dict[str, str]:
        return {each["file"]: each["sha256"] for each in json.loads(text)["written"]}

    path = folder / REPORT
    return (_parsed(path, parse, findings) if path.exists() else None) or {}


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
            yield _finding(path, f"was changed: {REPORT} has another hash of it.")


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
    graph: rdflib.Graph, text: str, path: Path, facts: Facts, base_iri: str
) -> Iterator[Finding]:
    """Yield each rule of the shapes that a node breaks, at the node's block in the Turtle."""
    import pyshacl
    from rdflib import RDF, SH

    short = shortener(base_iri)
    shapes = parse_rdf(resource("ontology/shapes.ttl").read_text(encoding="utf-8"), "turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inplace=True)
    results = list(report.subjects(RDF.type, SH.ValidationResult))
    lines = _lines(text, short) if results else {}
    for result in results:
        focus, value, of = (
            report.value(result, term) for term in (SH.focusNode, SH.value, SH.resultPath)
        )
        id_ = short(focus)
        states = "" if value in (None, focus) else f" ({short(of)} {cut(as_written(value, short))})"
        # Each sh:message is one sentence: the rule, a colon, and what to do.
        rule, _, mend = str(report.value(result, SH.resultMessage)).partition(": ")
        what = f"{named(id_, facts)}{states}: {rule}."
        mend = mend[:1].upper() + mend[1:]
        yield Finding(path.as_posix(), lines.get(id_, 0), what, mend, "shapes")


def _lines(text: str, short: Callable[[Node], str]) -> dict[str, int]:
    """Return the line at which each subject's block begins, in Turtle as kg writes it."""
    from rdflib import URIRef

    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line and line[0] not in "@# \t\r":
            name = line.split(maxsplit=1)[0]
            id_ = short(URIRef(name[1:-1])) if name[0] == "<" else name
            lines.setdefault(id_, number)
    return lines


def _held_against(ours: Facts, theirs: Facts, path: Path) -> Iterator[Finding]:
    """Yield how a file differs from the Turtle: of many ways alike the first, and how many."""
    alike: dict[str, list[str]] = defaultdict(list)
    for sort, what in differences(ours, theirs):
        alike[sort].append(what)
    for sort, whats in alike.items():
        yield from (_finding(path, what) for what in whats[:MAX_ALIKE])
        if len(whats) > MAX_ALIKE:
            yield _finding(path, f"... and {len(whats) - MAX_ALIKE:,} more nodes: {sort}.")
