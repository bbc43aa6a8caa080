"""
Questions with a name: SPARQL files that say in comments what they answer and what they need.

    # Which outlets publish most on a topic?
    # @param topic topic "Privacy" What the articles are about.
    # @param since date ="" The first year, month or day that counts.

The first comment is the question. Comments right before the query's SELECT or other form say more,
for the help. Each `@param` line names a parameter, its type, an example in
quotes (with `=` before it the value where none is given), and what it is for. In the query a
parameter is written `$topic`; all other variables are written `?outlet`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError
from kg.resources import resource
from kg.sparql.tokens import QueryError, decoded, tokens

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
    about: str = ""
    """What else one should know to read the answer."""


_ABOUT = re.compile(r"((?:^#[^\n@]*\n)+)(?:SELECT|ASK|CONSTRUCT|DESCRIBE)\b", re.M | re.I)
_PARAM = re.compile(r'#\s*@param\s+([a-z]\w*)\s+(\w+)\s+(=?)("(?:[^"\\]|\\.)*")\s+(\S.*)')


def read_questions(*folders: Path) -> dict[str, Question]:
    """
    Return our questions and those in the folders, by name; a later one replaces an earlier.

    >>> read_questions()["about-this-graph"].title
    'Which version of kg built this graph, and how large is it?'
    """
    found: dict[str, Question] = {}
    for folder in (resource("ontology/questions"), *folders):
        for path in sorted(folder.glob("*.rq")):
            name = re.sub(r"^\d+-", "", path.stem)
            if not re.fullmatch(r"\w[\w-]*", name):
                raise KgError(
                    f"{path}: the file name is not valid for a question."
                    " Use letters, digits and hyphens."
                )
            try:
                text = decoded(path.read_bytes(), str(path))
            except OSError as error:
                raise KgError(f"{path} cannot be read: {error}. Fix or remove it.") from None
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
        what = "is used but has no @param line" if odd in used else "is never used"
        raise KgError(f"{where}: ${odd} {what}. Declare each parameter once and use it.")
    return Question(name, title, text, parameters, path, _about(text, comments))


def _about(text: str, comments: Sequence[str]) -> str:
    """Return the comments right before the form of the query, without the question itself."""
    if not (found := _ABOUT.search(text)):
        return ""
    lines = [line for line in found[1].splitlines() if line != comments[0]]
    return " ".join(line.lstrip("# ").rstrip() for line in lines)


def _parameter(line: str, where: str) -> Parameter:
    match = _PARAM.fullmatch(line.rstrip())
    if not match or match[2] not in TYPES:
        raise KgError(
            f'{where}: {line.strip()!r} is not a parameter. Write # @param NAME TYPE "EXAMPLE" and'
            f' a description. TYPE is one of {", ".join(TYPES)}; ="VALUE" sets a default.'
        )
    if match[1] in RESERVED:
        raise KgError(f"{where}: --{match[1]} is already an option. Choose another name.")
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
            raise QueryError(f"--{parameter.name} is missing. Give a value: {parameter.about}")
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
    import pyoxigraph as ox  # which `kg ask --help` does without

    if parameter.type == "article":
        try:
            return str(ox.NamedNode(value))
        except ValueError:
            raise QueryError(
                f"--{parameter.name} is {value!r}, not a URL. Write it as https://example.org/a."
            ) from None
    if parameter.type == "integer":
        if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
            raise QueryError(
                f"--{parameter.name} is {value!r}, not a whole number. Write it as 42."
            )
        return str(int(value))
    if parameter.type == "date" and not re.fullmatch(r"([0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?)?", value):
        raise QueryError(
            f"--{parameter.name} is {value!r}, not a date. Write 2024, 2024-05 or 2024-05-01."
        )
    # Some readers of SPARQL replace \uXXXX before all else, even after an escaped backslash.
    return re.sub(r"\\\\([uU])|\\.", _spelt_out, str(ox.Literal(value)))


def _spelt_out(escape: re.Match[str]) -> str:
    return rf"\\\u{ord(escape[1]):04X}" if escape[1] else escape[0]
