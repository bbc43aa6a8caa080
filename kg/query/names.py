"""Find a topic, outlet or article in a store by the name or address that somebody gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches

import pyoxigraph as ox

from kg.model.vocabulary import PREFIXES
from kg.sparql.questions import Parameter, Question
from kg.sparql.tokens import QueryError

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
    mend = f"Did you mean {names[near[0]]!r}?" if near else "List all names with 'kg query'."
    raise QueryError(f"There is no {parameter.type} {value!r} for --{parameter.name}. {mend}")


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _address_in(store: ox.Store, parameter: Parameter, value: str) -> str:
    """Return the address that the article itself goes by, for any that was stated for it."""
    from kg.model.addresses import normal_form

    canonical = dict(_stated(store, _ADDRESSES[0]))
    if value in canonical.values():
        return value
    try:
        wanted = normal_form(value)
    except ValueError:
        raise QueryError(
            f"--{parameter.name} is {value!r}, not a URL. Write it as https://example.org/a."
        ) from None
    for curie in _ADDRESSES:
        for subject, address in sorted(_stated(store, curie)):
            with suppress(ValueError):
                if subject in canonical and normal_form(address) == wanted:
                    return canonical[subject]
    raise QueryError(
        f"There is no article at {value!r} for --{parameter.name}. Find one with 'kg ask'."
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
