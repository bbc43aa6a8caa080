"""
Questions with a name: SPARQL files that say in comments what they answer and what they need.

    # Which outlets publish most on a topic?
    # @param topic topic "Privacy" What the articles are about.
    # @param since date ="" The first year, month or day that counts.

The first comment is the question. Each `@param` line names a parameter, its type, an example in
quotes (with `=` before it the value where none is given), and what it is for. In the query a
parameter is written `$topic`; all other variables are written `?outlet`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import pyoxigraph as ox

from kg.errors import KgError
from kg.resources import resource
from kg.tokens import QueryError, decoded, tokens
from kg.vocabulary import PREFIXES

RESERVED = ("data", "form", "format", "help", "memory", "sparql", "timeout")
"""Names of options that each question has."""
TYPES = ("topic", "outlet", "article", "date", "integer", "text")


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that a question leaves open."""

    name: str
    type: str
    """One of TYPES."""
    about: str
    example: str
    default: str | None = None
    """The value where none is given; None if one must be given."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and how to ask it."""

    name: str
    title: str
    """The question itself, as a sentence that ends in `?`."""
    text: str
    parameters: tuple[Parameter, ...] = ()
    path: Path | None = None


_PARAM = re.compile(r'#\s*@param\s+([a-z]\w*)\s+(\w+)\s+(=?)("(?:[^"\\]|\\.)*")\s+(\S.*)')


def read_questions(*folders: Path) -> dict[str, Question]:
    """
    Return our questions and those in the folders, by name; a later one replaces an earlier.

    >>> read_questions()["about-this-graph"].title
    'What made this graph, and how large is it?'
    """
    found: dict[str, Question] = {}
    for folder in (resource("ontology/questions"), *folders):
        for path in sorted(folder.glob("*.rq")):
            name = re.sub(r"^\d+-", "", path.stem)
            if not re.fullmatch(r"\w[\w-]*", name):
                raise KgError(f"{path}: a question is named with letters, digits and hyphens.")
            try:
                text = decoded(path.read_bytes(), str(path))
            except OSError as error:
                raise KgError(f"{path} cannot be read: {error}. Mend or remove it.") from None
            except QueryError as error:
                raise KgError(str(error)) from None  # the file is wrong, not the command
            found[name] = parse_question(name, text, path)
    return found


def parse_question(name: str, text: str, path: Path | None = None) -> Question:
    """Return the question of a file; raise KgError if its comments do not say what they must."""
    where = str(path or name)
    text = text.removeprefix("\ufeff")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    title = comments[0].lstrip("# ") if comments else ""
    if not title.endswith("?"):
        raise KgError(f"{where}:1: the question is missing. Begin with a line '# Which ...?'.")
    parameters = tuple(
        _parameter(line, f"{where}:{number}")
        for number, line in enumerate(text.splitlines(), start=1)
        if re.match(r"#\s*@", line)
    )
    try:
        used = {token.text[1:] for token in tokens(text) if token.text.startswith("$")}
    except QueryError as error:
        raise KgError(f"{where}:{error.line}: {error.what}") from None
    stated = {parameter.name for parameter in parameters}
    for odd in sorted(used ^ stated):
        what = "is used and has no @param line" if odd in used else "is nowhere used"
        raise KgError(f"{where}: ${odd} {what}. State each parameter once and use it.")
    return Question(name, title, text, parameters, path)


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAM.fullmatch(line.rstrip())
    if not match or match[2] not in TYPES:
        raise KgError(
            f'{where}: {line.strip()!r} is no parameter. Write # @param NAME TYPE "EXAMPLE" what'
            f' it is for, with a TYPE of {", ".join(TYPES)}, and ="VALUE" for a default.'
        )
    if match[1] in RESERVED:
        raise KgError(f"{where}: --{match[1]} is an option of its own. Choose another name.")
    example = str(json.loads(match[4]))
    return Parameter(match[1], match[2], match[5], example, example if match[3] else None)


def bind(question: Question, values: Mapping[str, str]) -> str:
    r"""
    Return the query of a question: each parameter replaced by its value, as one term.

    A value stays a value whatever it holds: it is written as a term, and only where the file has
    the word of its parameter.

    >>> question = parse_question("x", '# Is it?\n# @param a text "b" A text.\nASK { ?s ?p $a }')
    >>> print(bind(question, {"a": '" } #'}).splitlines()[-1])
    ASK { ?s ?p "\" } #" }
    """
    terms = {}
    for parameter in question.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            raise QueryError(f"--{parameter.name} is missing: {parameter.about}")
        terms[f"${parameter.name}"] = _term(parameter, value)
    pieces, done = [], 0
    for token in tokens(question.text):
        if token.kind == "variable" and token.text in terms:
            pieces += [question.text[done : token.at], terms[token.text]]
            done = token.at + len(token.text)
    return "".join([*pieces, question.text[done:]])


def examples(question: Question, often: Mapping[str, Iterable[str]]) -> dict[str, str]:
    r"""
    Return values for what a question leaves open: such as the data has, else those it names.

    `often` has for each type of parameter what the data has most of, each to be used once.

    >>> question = parse_question("x", '# Is it?\n# @param a topic "b" It.\nASK { ?s ?p $a }')
    >>> examples(question, {"topic": ["AI"]}), examples(question, {})
    ({'a': 'AI'}, {'a': 'b'})
    """
    unused = {type_: iter(values) for type_, values in often.items()}
    return {
        each.name: next(unused.get(each.type, iter(())), each.example)
        for each in question.parameters
        if each.default is None
    }


def _term(parameter: Parameter, value: str) -> str:
    if parameter.type == "article":
        try:
            return str(ox.NamedNode(value))
        except ValueError:
            raise QueryError(f"{value!r} is no address of an article.") from None
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            raise QueryError(f"--{parameter.name} is {value!r}, no whole number.")
        return str(int(value))
    if parameter.type == "date" and not re.fullmatch(r"([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", value):
        raise QueryError(
            f"--{parameter.name} is {value!r}, no date. Write 2024, 2024-05 or 2024-05-01."
        )
    # Some readers of SPARQL replace \uXXXX before all else, even after an escaped backslash.
    return re.sub(r"\\\\([uU])|\\.", _spelt_out, str(ox.Literal(value)))


def _spelt_out(escape: re.Match[str]) -> str:
    return rf"\\\u{ord(escape[1]):04X}" if escape[1] else escape[0]


# ---- names that the data has ----------------------------------------------------------------

_NAMED_BY = {
    "topic": ("skos:prefLabel", "skos:altLabel", "skos:hiddenLabel"),
    "outlet": ("schema:name", "kg:domain", "schema:alternateName"),
}
"""What names the things of a type: first what questions go by, last what stands for that."""
_ADDRESSES = ("schema:url", "schema:sameAs", "kg:ampUrl", "kg:ampCacheUrl")


def names_in(store: ox.Store, type_: str) -> set[str]:
    """Return names by which topics or outlets can be given; none for other types."""
    return {name for curie in _NAMED_BY.get(type_, ())[:2] for _, name in _stated(store, curie)}


def as_in_store(question: Question, values: Mapping[str, str], store: ox.Store) -> dict[str, str]:
    """
    Return the values as the data spells them: `ai` as `AI`, any address of an article as its own.

    Raises QueryError, with the nearest name, if the data has no such topic, outlet or article.
    """
    found = dict(values)
    for parameter in question.parameters:
        if parameter.name in values and parameter.type in _NAMED_BY:
            found[parameter.name] = _name_in(store, parameter, values[parameter.name])
        elif parameter.name in values and parameter.type == "article":
            found[parameter.name] = _address_in(store, parameter, values[parameter.name])
    return found


def _name_in(store: ox.Store, parameter: Parameter, value: str) -> str:
    main, *others = _NAMED_BY[parameter.type]
    preferred = dict(sorted(_stated(store, main)))
    names = {_key(name): name for name in preferred.values()}
    for curie in others:
        for subject, name in sorted(_stated(store, curie)):
            spelt = name if curie == "kg:domain" else preferred.get(subject, name)
            names.setdefault(_key(name), spelt)
    if _key(value) in names:
        return names[_key(value)]
    near = get_close_matches(_key(value), names, 1)
    mend = f"Did you mean {names[near[0]]!r}?" if near else "'kg query' can list those there are."
    raise QueryError(f"There is no {parameter.type} {value!r} for --{parameter.name}. {mend}")


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _address_in(store: ox.Store, parameter: Parameter, value: str) -> str:
    """Return the address that the article itself goes by, for any that was stated for it."""
    from kg.identity import normalise_url

    canonical = dict(_stated(store, _ADDRESSES[0]))
    if value in canonical.values():
        return value
    try:
        wanted = normalise_url(value)
    except ValueError:
        raise QueryError(
            f"--{parameter.name} is {value!r}, no address. Write https://..."
        ) from None
    for curie in _ADDRESSES:
        for subject, address in sorted(_stated(store, curie)):
            with suppress(ValueError):
                if subject in canonical and normalise_url(address) == wanted:
                    return canonical[subject]
    raise QueryError(
        f"There is no article at {value!r} for --{parameter.name}. Find one with kg ask."
    )


def _stated(store: ox.Store, curie: str) -> Iterator[tuple[str, str]]:
    """Yield subject and value of each triple with that property."""
    prefix, _, local = curie.partition(":")
    property_ = ox.NamedNode(PREFIXES[prefix] + local)
    for quad in store.quads_for_pattern(None, property_, None):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(
            quad.object, (ox.Literal, ox.NamedNode)
        ):
            yield quad.subject.value, quad.object.value
