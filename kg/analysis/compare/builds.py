"""Builds that are compared: in a folder, as a file of RDF, or in a revision of git."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from kg.analysis.compare.git import read_blob
from kg.check.facts import Facts
from kg.check.readback import read_rdf
from kg.errors import KgError
from kg.exporters import FORMATS

FILES = ("turtle", "ntriples", "jsonld")
"""The formats of RDF, the first that a build has is read."""
_ENGINES_NAMES = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES,
                  "jsonld": ox.RdfFormat.JSON_LD}  # fmt: skip
_SUFFIXES = {Path(FORMATS[name].file).suffix: name for name in FILES}
_DATASET = re.compile(rb"<([^<>\s]*/)dataset> <[^<>]*#type> <http://rdfs\.org/ns/void#Dataset>")

ReadFile = Callable[[str], bytes | None]
"""From the name of a file of the build to its bytes; None if there is no such file."""


class Build(NamedTuple):
    """What a build says."""

    name: str
    """Folder, file or revision, as it was named."""
    facts: Facts
    about: Facts
    base_iri: str
    triples: frozenset[str]
    """Each as a line of N-Triples."""


def read_build(name: str) -> Build:
    """
    Return the build in a folder, a file of RDF, or `REVISION:FOLDER` in git.

    Raises KgError if there is none, or if it cannot be read.
    """
    if os.path.isdir(name):
        return _read(name, _in_folder(name), lambda file: os.path.join(name, file))
    if os.path.isfile(name):
        if Path(name).suffix not in _SUFFIXES:
            known = ", ".join(_SUFFIXES)
            raise KgError(f"{name} is no build. Name its folder, or a file in {known}.")
        return _parse(name, name, _bytes(name) or b"", _SUFFIXES[Path(name).suffix])
    revision, colon, folder = name.partition(":")
    if not colon or not revision or os.path.isabs(name):
        raise KgError(f"{name} does not exist. Name the folder of a build, or REVISION:FOLDER.")
    return _read(name, _in_git(revision, folder), lambda file: f"{name.rstrip('/')}/{file}")


def _bytes(path: str) -> bytes | None:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except (FileNotFoundError, IsADirectoryError):
        return None
    except OSError as error:
        raise KgError(f"{path} cannot be read: {error.strerror}. Check its permissions.") from None


def _in_folder(folder: str) -> ReadFile:
    return lambda file: _bytes(os.path.join(folder, file))


def _in_git(revision: str, folder: str) -> ReadFile:
    folder = folder.rstrip("/")

    def read(file: str) -> bytes | None:
        path = f"{folder}/{file}" if folder else file
        found = read_blob(revision, path)
        if found is None and not path.startswith(("./", "../", "/")):
            with suppress(KgError):  # where the current folder is not in the repository
                return read_blob(revision, f"./{path}")
        return found

    return read


def _read(name: str, read_file: ReadFile, path_of: Callable[[str], str]) -> Build:
    for format_ in FILES:
        file = FORMATS[format_].file
        data = read_file(file)
        if data is not None:
            return _parse(name, path_of(file), data, format_)
    raise KgError(f"{path_of(FORMATS['turtle'].file)} does not exist. Run 'kg build' first.")


def _parse(name: str, path: str, data: bytes, format_: str) -> Build:
    triples = _triples(path, data, format_)
    base_iri = None
    if format_ != "turtle":
        found = _DATASET.search("\n".join(triples).encode())
        base_iri = found[1].decode() if found else None
    try:
        rdf = read_rdf(data, format_, base_iri)
    except Exception:  # of a damaged file, each library raises what it likes
        raise KgError(f"{path} cannot be read: it is no graph of kg. Build it again.") from None
    return Build(name, rdf.facts, rdf.about, rdf.base_iri, triples)


def _triples(path: str, data: bytes, format_: str) -> frozenset[str]:
    """Return the triples of a file as lines of N-Triples; raise KgError if it has blank nodes."""
    lines = set()
    try:
        for quad in ox.parse(data, format=_ENGINES_NAMES[format_]):
            if isinstance(quad.subject, ox.BlankNode) or isinstance(quad.object, ox.BlankNode):
                raise KgError(f"{path} has blank nodes, which kg does not write. Build it again.")
            lines.add(ox.Triple(quad.subject, quad.predicate, quad.object))
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        place = f"{path}:{line}" if line else path
        raise KgError(f"{place}: the file is truncated or corrupt. Build it again.") from None
    text = ox.serialize(lines, format=ox.RdfFormat.N_TRIPLES)
    return frozenset(text.decode().rstrip("\n").split("\n") if text else ())
