"""Which mentions name one outlet, and what that outlet is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from kg.model.addresses import PLATFORMS, host_of, stated_domain
from kg.model.hosts import registrable_domain
from kg.model.ids import name_key, outlet_id
from kg.model.platforms import account_of, platform_of
from kg.model.records import Mention, Organization, Outlet


def outlet_of(mention: Mention) -> tuple[str | None, str | None] | None:
    """
    Return the domain of the outlet of a mention, and its name where one is stated.

    The first that holds: a stated domain; a name that is a host; the site of the article's address,
    unless it is a platform where many publish; there a name alone, or else an account.

    >>> outlet_of(Mention(web_url="https://www.reuters.com/a", provider_name="Reuters"))
    ('reuters.com', 'Reuters')
    >>> outlet_of(Mention(web_url="https://youtube.com/watch?v=1", provider_name="The Example"))
    (None, 'The Example')
    """
    name = mention.provider_name
    if mention.provider_domain:
        return mention.provider_domain, name
    stated = _host_in(name) if name else None
    if stated and stated not in PLATFORMS:
        return stated, None
    url = mention.urls[0]
    domain = registrable_domain(host_of(url))
    if not (platform := platform_of(host_of(url))):
        return domain, None if stated else name
    if name and not stated:
        return None, name
    account = account_of(url)
    return (platform, account) if account else None


_host_in = lru_cache(maxsize=1 << 14)(stated_domain)


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

    def __init__(
        self, organizations: Iterable[Organization], same: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Begin with organisation files, and with domains that kg.toml states for one outlet."""
        self._preferred = dict(same)
        self._others: dict[str, list[str]] = defaultdict(list)
        for domain, preferred in sorted(self._preferred.items()):
            if domain != preferred:
                self._others[preferred].append(domain)
        self.domains: dict[str, str | None] = {}
        self.names: dict[str, Counter[str]] = defaultdict(Counter)
        self.logos: dict[str, Counter[str]] = defaultdict(Counter)
        self.files: dict[str, list[Organization]] = defaultdict(list)
        self._stated: dict[str, set[str]] = defaultdict(set)
        """By the key of a name, the outlets that it is stated for together with their domain."""
        self._words: dict[str, set[str]] = defaultdict(set)
        """By the first word of a domain, the outlets that have it; filled when all are known."""
        for organization in organizations:
            domain = self._preferred.get(organization.domain, organization.domain)
            id_ = outlet_id(domain, organization.name)
            self.domains[id_] = domain
            self.files[id_].append(organization)
            for name in (organization.name, *organization.other_names):
                self._stated[name_key(name)].add(id_)

    def count(self, mention: Mention, uses: int) -> None:
        """Count what a mention says of its outlet."""
        outlet = outlet_of(mention)
        if not outlet:
            return
        domain, name = outlet
        id_ = outlet_id(domain, name)
        self.domains[id_] = domain
        if name:
            self.names[id_][name] += uses
            if mention.provider_domain:
                self._stated[name_key(name)].add(id_)
        if mention.provider_logo:
            self.logos[id_][mention.provider_logo] += uses

    def entities(self) -> tuple[Outlet, ...]:
        """Return the outlets, sorted by CURIE."""
        return tuple(self._outlet(id_) for id_ in sorted(self.domains))

    def _own_names(self, id_: str) -> Counter[str]:
        """
        Return the names of an outlet, without those that belong to another.

        An article of another site may name the outlet it took a report from. A name belongs to the
        outlets that are stated under it with their domain, else to that whose domain begins so.
        """
        names = self.names[id_]
        domain = self.domains[id_]
        if not names or not domain:
            return names
        return Counter(
            {name: uses for name, uses in names.items() if not self._is_of_another(name, id_)}
        )

    def _is_of_another(self, name: str, id_: str) -> bool:
        key = name_key(name)
        owners = self._stated.get(key)
        if owners:
            return id_ not in owners
        word = key.removeprefix("the ").replace(" ", "")
        named = self._by_word().get(word)
        return bool(named) and id_ not in (named or ())

    def _by_word(self) -> dict[str, set[str]]:
        """Return the outlets by the first word of their domain."""
        if not self._words:
            for id_, domain in self.domains.items():
                if domain:
                    self._words[domain.partition(".")[0]].add(id_)
        return self._words

    def _outlet(self, id_: str) -> Outlet:
        domain = self.domains[id_]
        files = sorted(
            self.files[id_], key=lambda file: (file.domain == domain, file.path), reverse=True
        )
        own = self._own_names(id_)
        label = files[0].name if files else preferred_name(own) or domain or ""
        names = {name for file in files for name in (file.name, *file.other_names)}
        names |= set(own)
        return Outlet(
            id=id_,
            label=label,
            domain=domain,
            alternate_names=tuple(sorted(names - {label})),
            url=None if domain is None or domain in PLATFORMS else f"https://{domain}/",
            logo=next((file.logo for file in files if file.logo), preferred_name(self.logos[id_])),
            description=next((file.description for file in files if file.description), None),
            other_domains=tuple(
                self._others.get(domain, ()) if domain and domain not in PLATFORMS else ()
            ),
        )
