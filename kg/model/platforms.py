"""
Accounts on platforms: whose page an address is, where many publish under one domain.

Each platform's own documentation says where the name of an account stands in its addresses. Words
that a platform keeps for its own pages are no accounts.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import unquote

from kg.model.addresses import PLATFORMS, host_of, normal_form
from kg.model.hosts import registrable_domain

_NAME = r"([\w.~%-]+)"
_PATHS: dict[str, str] = {
    "anchor.fm": rf"/{_NAME}",
    "bitchute.com": rf"/channel/{_NAME}",
    "dailymotion.com": rf"/(?!video/|playlist/|embed/){_NAME}",
    "dev.to": rf"/(?!t/){_NAME}",
    "facebook.com": rf"/(?:pages/|people/|groups/)?{_NAME}",
    "github.com": rf"/(?:orgs/)?{_NAME}",
    "instagram.com": rf"/(?!p/|reel/|reels/|tv/|explore/|stories/){_NAME}",
    "issuu.com": rf"/{_NAME}",
    "linkedin.com": rf"/(?:in|company|school|showcase)/{_NAME}",
    "livejournal.com": rf"/users/{_NAME}",
    "medium.com": rf"/(?!p/|tag/|topic/|m/)@?{_NAME}",
    "odysee.com": r"/@([\w.~%-]+)",
    "patreon.com": rf"/(?!posts/|c/){_NAME}",
    "quora.com": rf"/profile/{_NAME}",
    "reddit.com": rf"/(?:r|u|user)/{_NAME}",
    "rumble.com": rf"/(?:c|user)/{_NAME}",
    "scribd.com": rf"/user/\d+/{_NAME}",
    "slideshare.net": rf"/(?!slideshow/){_NAME}",
    "soundcloud.com": rf"/{_NAME}",
    "t.me": rf"/(?:s/)?(?!joinchat/){_NAME}",
    "threads.net": r"/@([\w.~%-]+)",
    "tiktok.com": r"/@([\w.~%-]+)",
    "tumblr.com": rf"/(?:blog/(?:view/)?)?(?!tagged/|search/|dashboard){_NAME}",
    "twitch.tv": rf"/(?!videos/|directory/){_NAME}",
    "twitter.com": rf"/{_NAME}",
    "vimeo.com": rf"/(?!channels/|groups/|showcase/|album/)(?!\d+(?:/|$)){_NAME}",
    "x.com": rf"/{_NAME}",
    "youtube.com": r"/(?:@|c/|user/|channel/)([\w.~%-]+)",
}
"""By platform, the path of an account's page and of what stands below it."""
_BY_HOST = PLATFORMS - _PATHS.keys() - {"spotify.com"} | {
    "livejournal.com", "medium.com", "tumblr.com",
}  # fmt: skip
"""Platforms that give each account a host of its own: `jane.github.io`."""
_ACCOUNTS = {domain: re.compile(path) for domain, path in _PATHS.items()}
_RESERVED = frozenset(
    "about account ads apps article articles blog business careers contact developers discover "
    "docs enterprise events explore features hashtag help home i intent issues jobs join legal "
    "login marketplace news notifications policies press pricing privacy pulls query search "
    "security settings share sharer sharer.php signup sponsors status support terms topics "
    "trending video videos watch web wp-admin".split()
)
"""First words of paths that platforms keep for their own pages."""
_ALIASES = {"youtu.be": "youtube.com", "fb.com": "facebook.com", "old.reddit.com": "reddit.com"}


@lru_cache(maxsize=1 << 12)
def platform_of(host: str) -> str | None:
    """
    Return the platform that a host belongs to; None if it belongs to a site of its own.

    >>> platform_of("jane.github.io"), platform_of("youtu.be"), platform_of("example.org")
    ('github.io', 'youtube.com', None)
    """
    domain = registrable_domain(host)
    domain = _ALIASES.get(domain, domain)
    return domain if domain in PLATFORMS else None


def account_of(url: str) -> str | None:
    """
    Return the account that an address on a platform belongs to; None if the address tells none.

    >>> account_of("https://jane.github.io/a"), account_of("https://github.com/jane/notes")
    ('jane', 'jane')
    >>> account_of("https://www.youtube.com/watch?v=1") is None
    True
    """
    host = host_of(url)
    platform = platform_of(host)
    if not platform:
        return None
    below = host.removesuffix(platform).rstrip(".") if platform in _BY_HOST else ""
    if below:
        return below
    form = _ACCOUNTS.get(platform)
    found = form.match(_path_of(url)) if form else None
    if not found:
        return None
    name = unquote(found[1]).lstrip("@")
    return None if not name or name.lower() in _RESERVED else name


def is_account_page(url: str) -> bool:
    """
    Return whether an address is the page of an account itself.

    >>> is_account_page("https://github.com/jane"), is_account_page("https://github.com/jane/notes")
    (True, False)
    """
    host = host_of(url)
    platform = platform_of(host)
    if not platform:
        return False
    path = _path_of(url)
    if platform in _BY_HOST and host.removesuffix(platform):
        return path in ("", "/")
    form = _ACCOUNTS.get(platform)
    found = form.fullmatch(path.rstrip("/")) if form else None
    return bool(found) and account_of(url) is not None


def _path_of(url: str) -> str:
    path = normal_form(url).partition("://")[2].partition("/")[2]
    return "/" + re.split("[?#]", path, maxsplit=1)[0]
