"""Which mentions name one outlet, and what that outlet is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from kg.model.addresses import PLATFORMS, host_of
from kg.model.hosts import registrable_domain
from kg.model.ids import outlet_id
from kg.model.records import Mention, Organization, Outlet


def outlet_of(mention: Mention) -> tuple[str, str | None] | None:
    """
    Return the domain of the outlet of a mention, and its name where one is stated.

    Where no domain is stated, the outlet owns the site of the article. On a platform a name tells
    the outlet, or an account that is part of the host, such as `jane` in `jane.github.io`.
    """
    name = mention.provider_name
    if mention.provider_domain:
        return mention.provider_domain, name
    host = host_of(mention.urls[0])
    domain = registrable_domain(host)
    if domain not in PLATFORMS:
        return domain, name
    account = name or host.removesuffix(domain).rstrip(".")
    return (domain, account) if account else None


def publisher_of(mention: Mention) -> str | None:
    outlet = outlet_of(mention)
    return outlet_id(*outlet) if outlet else None


def preferred_name(counts: Counter[str]) -> str | None:
    """Return the most used spelling; of equals the first by code point."""
    return min(counts, key=lambda text: (-counts[text], text)) if counts else None


def of_several(
    counts: Mapping[str, Counter[str]],
) -> tuple[tuple[str, tuple[tuple[str, int], ...]], ...]:
    """Return the outlets of which several values are stated, and how often each is."""
    return tuple(
        (id_, tuple(sorted(values.items())))
        for id_, values in sorted(counts.items())
        if len(values) > 1
    )


class Outlets:
    """Gathers what mentions and organisation files say of each outlet."""

    def __init__(self, organizations: Iterable[Organization]) -> None:
        self.domains: dict[str, str] = {}
        self.names: dict[str, Counter[str]] = defaultdict(Counter)
        self.logos: dict[str, Counter[str]] = defaultdict(Counter)
        self.files: dict[str, list[Organization]] = defaultdict(list)
        for organization in organizations:
            id_ = outlet_id(organization.domain, organization.name)
            self.domains[id_] = organization.domain
            self.files[id_].append(organization)

    def count(self, mention: Mention, uses: int) -> None:
        outlet = outlet_of(mention)
        if not outlet:
            return
        domain, name = outlet
        id_ = outlet_id(domain, name)
        self.domains[id_] = domain
        if name:
            self.names[id_][name] += uses
        if mention.provider_logo:
            self.logos[id_][mention.provider_logo] += uses

    def entities(self) -> tuple[Outlet, ...]:
        return tuple(self._outlet(id_) for id_ in sorted(self.domains))

    def _outlet(self, id_: str) -> Outlet:
        domain = self.domains[id_]
        files = sorted(self.files[id_], key=lambda file: file.path, reverse=True)
        label = files[0].name if files else preferred_name(self.names[id_]) or domain
        names = {name for file in files for name in (file.name, *file.other_names)}
        names |= set(self.names[id_])
        return Outlet(
            id=id_,
            label=label,
            domain=domain,
            alternate_names=tuple(sorted(names - {label})),
            url=None if domain in PLATFORMS else f"https://{domain}/",
            logo=next((file.logo for file in files if file.logo), preferred_name(self.logos[id_])),
            description=next((file.description for file in files if file.description), None),
        )
