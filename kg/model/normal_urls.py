"""The normalised form of an address, with the rules that gave it."""

from __future__ import annotations

from typing import NamedTuple

from kg.model.addresses import legal_url, rules_of


class NormalUrl(NamedTuple):
    """A normalised address, and the names of the rules that applied, each once."""

    url: str
    rules: tuple[str, ...]


def normalise_url(url: str) -> NormalUrl:
    """
    Return the form under which addresses of one article compare equal, and the rules that applied.

    Rules whose names are `RULES` in `kg.model.address_rules`; `docs/addresses.md` explains them.
    What is no web address comes back as it is, without rules.

    >>> normalise_url("http://example.org/2020/08/rain/amp?utm_source=x")
    NormalUrl(url='https://example.org/2020/08/rain', rules=('scheme', 'tracking', 'amp-segment'))
    >>> normalise_url("rain")
    NormalUrl(url='rain', rules=())
    """
    try:
        legal = legal_url(url)
    except ValueError:
        return NormalUrl(url, ())
    return NormalUrl(*rules_of(url, legal))
