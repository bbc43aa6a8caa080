"""
URLs: their legal form, the form under which two of them are the same, and their hosts.

Everything here is decided from the URL alone, so every machine and every part of a divided corpus
decides alike.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from kg.model.address_rules import MAX_REWRITES, TRIED, TRIGGER
from kg.model.hosts import ascii_host, is_host, is_public_suffix, is_registered, readable_host
from kg.model.limits import MAX_URL_CHARS

PLATFORMS = frozenset(
    "anchor.fm beehiiv.com bitchute.com blogger.com blogspot.com buzzsprout.com dailymotion.com "
    "dev.to facebook.com ghost.io github.com github.io gitlab.io hashnode.dev instagram.com "
    "issuu.com linkedin.com livejournal.com medium.com netlify.app notion.site odysee.com "
    "pages.dev patreon.com podbean.com quora.com reddit.com rumble.com scribd.com slideshare.net "
    "soundcloud.com spotify.com squarespace.com substack.com t.me telegram.org threads.net "
    "tiktok.com tumblr.com twitch.tv twitter.com typepad.com vercel.app vimeo.com weebly.com "
    "wixsite.com wordpress.com x.com youtube.com".split()
)
"""Domains under which many publishers write; there the name tells one from the other."""

# Parameters that say where a reader came from. Names that are anybody's own (`ref`, `source`,
# `id`, `v`, `p`) are left alone: a false merge is worse than a missed one.
_TRACKING_PREFIXES = ("utm_", "itm_", "mc_", "mtm_", "hsa_", "_hs", "oly_")
_TRACKING = frozenset(
    "admgarea cmpid dclid fb_action_ids fb_action_types fb_ref fb_source fbclid feedname feedref "
    "feedtype ftag gaa_at gaa_n gaa_sig gaa_ts gbraid gclid gclsrc guccounter guce_referrer "
    "guce_referrer_sig igsh igshid icid li_fat_id mkt_tok mod msclkid ncid ocid partnerref "
    "pk_campaign pk_content pk_kwd pk_medium pk_source "
    "ref_src ref_url s_cid smid smtyp spm srsltid sr_share taid trk ttclid twclid vero_conv "
    "vero_id wbraid wickedid xtor yclid ysclid _ga _gl".split()
)

_URL = re.compile(r"(https?)://([^/?#\\]*)([^?#]*)(\?[^#]*)?(#.*)?", re.I | re.S)
_IN_PATH = "[A-Za-z0-9._~!$&'()*+,;=:@/-]*"
_IN_QUERY = "[A-Za-z0-9._~!$&'()*+,;=:@/?-]*"
_PLAIN_URL = re.compile(
    r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,3}"
    rf"(?:/{_IN_PATH}(?:%[0-9A-Fa-f]{{2}}{_IN_PATH})*)?"
    rf"(?:\?{_IN_QUERY}(?:%[0-9A-Fa-f]{{2}}{_IN_QUERY})*)?"
)
# What feeds that were escaped for HTML, once or more often, have in place of `&`.
_ESCAPED_AMPERSAND = re.compile("&(?:amp|#0{0,9}38|#x0{0,9}26);", re.I)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_MOBILE = re.compile(r"(?:www|m|amp|mobile|touch|lite|wap)\.(?=[^.]+\.[^.])")
_MOBILE_OF_LANGUAGE = re.compile(r"([a-z]{2})\.(?:m\.)+(?=[^.]+\.[^.])")
# What most addresses are: a plain host, path and query, of which only `www.`, the last `/` and
# parameters may go.
_USUAL = re.compile(
    rf"https?://(www\.)?(?!{_MOBILE.pattern}|[a-z]{{2}}\.m\.)([a-z0-9-]+(?:\.[a-z0-9-]+)+)"
    r"(/[^?#%\\]*)?(?:\?([^#%]*))?"
)
_UNRESERVED = {
    f"%{code:02X}": chr(code) for code in range(128) if re.match(r"[A-Za-z0-9._~-]", chr(code))
}
_LEGAL = "/:@!$&'()*+,;=-._~%"  # RFC 3986, section 3.3: what may stand in a path as it is


class UrlParts(NamedTuple):
    scheme: str
    host: str
    port: str
    path: str
    query: str
    fragment: str


def _split(url: str) -> UrlParts:
    match = _URL.fullmatch(url)
    if not match:
        raise ValueError("not an http or https URL")
    scheme, authority, path, query, fragment = match.groups("")
    host_and_port = authority.rpartition("@")[2].lower()
    host, colon, port = host_and_port.rpartition(":")
    if not colon or port.endswith("]"):
        host, port = host_and_port, ""
    if host in ("http", "https"):
        raise ValueError("a URL inside another URL")
    if not is_host(host):
        raise ValueError("a URL without a valid host")
    if not re.fullmatch("0*[0-9]{0,5}", port) or int(port or 0) > 65_535:
        raise ValueError("a URL with an invalid port")
    if path.startswith("\\"):  # ends the host, for browsers, too (WHATWG URL, section 4.4)
        path = f"/{path[1:]}"
    return UrlParts(scheme.lower(), host, port, path, query[1:], fragment[1:])


def legal_url(text: str) -> str:
    """
    Return the URL as a legal IRI: illegal characters percent-encoded, user and password removed.

    Raises ValueError, with what is wrong, if it is no absolute http or https address. The host
    may keep letters of any script (RFC 3987); the rest becomes ASCII. An `&` that was escaped for
    HTML, as in many feeds, is an `&` again.

    >>> legal_url("HTTPS://Example.org/a b?q=“x”#y#z")
    'https://example.org/a%20b?q=%E2%80%9Cx%E2%80%9D#y%23z'
    >>> legal_url("https://example.org/?t=1&amp;id=7")
    'https://example.org/?t=1&id=7'
    """
    if len(text) > MAX_URL_CHARS:
        raise ValueError(f"a URL longer than {MAX_URL_CHARS:,} characters")
    while ";" in text and _ESCAPED_AMPERSAND.search(text):
        text = _ESCAPED_AMPERSAND.sub("&", text)
    if _PLAIN_URL.fullmatch(text):
        return text
    # As browsers do (WHATWG URL, section 4.4): white space around it and line breaks in it go.
    parts = _split(re.sub(r"[\t\r\n]", "", text.strip().strip("\0")))
    port = f":{parts.port}" if parts.port else ""
    query = f"?{_encode(parts.query, '?')}" if parts.query else ""
    fragment = f"#{_encode(parts.fragment, '?')}" if parts.fragment else ""
    return f"{parts.scheme}://{parts.host}{port}{_encode(parts.path)}{query}{fragment}"


def _encode(text: str, also: str = "") -> str:
    return quote(_STRAY_PERCENT.sub("%25", text), safe=_LEGAL + also, errors="replace")


@lru_cache(maxsize=1 << 16)
def normal_form(url: str) -> str:
    """
    Return the form of a legal URL under which addresses of one article compare equal.

    The rules are those of `kg.model.address_rules`: some concern the spelling, others addresses for
    AMP, for printing, of archives, redirects and videos.

    >>> normal_form("http://www.Example.org:80/a/?utm_source=x&id=5#top")
    'https://example.org/a?id=5'
    >>> normal_form("https://www-example-org.cdn.ampproject.org/c/s/www.example.org/a")
    'https://example.org/a'
    """
    normal = _normal_spelling(url)
    return normal if TRIGGER.search(normal.lower()) is None else _rewrite(normal)[0]


def _rewrite(normal: str) -> tuple[str, tuple[str, ...]]:
    """Return what the rules make of an address in its normal form, and the names of those."""
    current, lower = normal, normal.lower()
    applied: list[str] = []
    while len(applied) <= MAX_REWRITES:
        before = current
        for mark, rule in TRIED:
            if mark not in lower or not rule.rewrite:
                continue
            after = rule.rewrite(current)
            if after is not None and rule.contained:
                after = _contained(after)
            if after is not None and after != current:
                current, lower = after, after.lower()
                applied.append(rule.name)
        if current == before:
            return current, tuple(dict.fromkeys(applied))
    return normal, ()


def _contained(text: str) -> str | None:
    """Return the normal form of an address that stands in another; None if it is none."""
    try:
        return _normal_spelling(legal_url(text))
    except ValueError:
        return None


def rules_of(text: str, legal: str) -> tuple[str, tuple[str, ...]]:
    """Return the normalised form of a legal URL, and the names of the rules that applied to it."""
    parts = _split(legal)
    host = ascii_host(parts.host)
    bare = _without_prefixes(host)
    stated = re.split(r"[/?#\\]", text.strip().partition("://")[2], maxsplit=1)[0]
    path, query = _unescape(parts.path), _unescape(parts.query)
    spellings = {
        "scheme": parts.scheme == "http",
        "host": not re.fullmatch(re.escape(host) + "(?::[0-9]*)?", stated.rpartition("@")[2]),
        "port": parts.port in ("80", "443"),
        "www": host.startswith("www.") and bare != host,
        "mobile-host": bare not in (host, host.removeprefix("www.")),
        "trailing-slash": path.endswith("/"),
        "escapes": (path, query) != (parts.path, parts.query)
        or bool(_ESCAPED_AMPERSAND.search(text)),
        "tracking": not all(map(_identifies, query.split("&"))) if query else False,
        "fragment": bool(parts.fragment) and _route(parts.fragment) == "",
    }
    normal, rewritten = _rewrite(_normal_spelling(legal))
    return normal, (*(name for name, applies in spellings.items() if applies), *rewritten)


def _normal_spelling(url: str) -> str:
    """Return the form of a URL as it stands, an AMP cache around it included."""
    if usual := _USUAL.fullmatch(url):
        www, host, path, query = usual.groups("")
        if www and is_public_suffix(host):
            host = www + host
        return f"https://{host}{path.rstrip('/')}" + _identifying(query)
    parts = _split(url)
    host = ascii_host(parts.host)
    host = _without_prefixes(host)
    port = "" if parts.port in ("", "80", "443") else f":{parts.port}"
    path = _unescape(parts.path).rstrip("/")
    query = _identifying(_unescape(parts.query))
    return f"https://{host}{port}{path}{query}{_route(parts.fragment)}"


def _without_prefixes(host: str) -> str:
    """Return the name of a host without what stands before it for phones, and without `www.`."""
    while (prefix := _MOBILE.match(host)) and not is_public_suffix(host[prefix.end() :]):
        host = host[prefix.end() :]
    language = _MOBILE_OF_LANGUAGE.match(host)
    if language and not is_public_suffix(host[language.end() :]):
        return f"{language[1]}.{host[language.end() :]}"
    return host


def _route(fragment: str) -> str:
    """Return the fragment by which a site of one page tells its articles apart; mostly none."""
    route = fragment.partition(":~:")[0]  # what follows marks words on the page
    if not route.startswith(("/", "!")) or not route.strip("/!"):
        return ""
    return "#" + _unescape(route).rstrip("/")


def _unescape(text: str) -> str:
    """Undo the escapes of unreserved characters (RFC 3986, section 6.2.2.2), unify the rest."""
    if "%" not in text:
        return text
    return _ESCAPE.sub(lambda match: _UNRESERVED.get(escape := match[0].upper(), escape), text)


def _identifying(query: str) -> str:
    """Return the query with its question mark, without the parameters that identify nothing."""
    kept = "&".join(filter(_identifies, query.split("&"))) if query else ""
    return f"?{kept}" if kept else ""


def _identifies(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return bool(parameter) and name not in _TRACKING and not name.startswith(_TRACKING_PREFIXES)


def is_site_root(normal_url: str) -> bool:
    """
    Return whether a normalised URL is the front page of a site, which identifies no article.

    >>> is_site_root("https://example.org"), is_site_root("https://example.org?p=7")
    (True, False)
    """
    return normal_url.count("/") == 2 and "?" not in normal_url and "#" not in normal_url


def host_of(url: str) -> str:
    """
    Return the host of a legal URL, without `www.` and the like, in the letters of its script.

    >>> host_of("https://www.example.org:8080/a")
    'example.org'
    """
    authority = re.split("[/?#]", normal_form(url), maxsplit=3)[2]
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return readable_host(authority.partition(":")[0])


@lru_cache(maxsize=1 << 12)
def clean_domain(text: str) -> str:
    """
    Return a domain in lower case without `www.`; raise ValueError if it cannot be one.

    A name in punycode comes back in the letters of its script. What is left is never a public
    suffix alone.

    >>> clean_domain(" WWW.Example.org. "), clean_domain("www.gov.uk")
    ('example.org', 'www.gov.uk')
    """
    domain = text.strip().lower()
    if not is_host(domain):
        raise ValueError("not a domain")
    domain = readable_host(domain)
    bare = domain.removeprefix("www.")
    return domain if is_public_suffix(bare) else bare


def stated_domain(name: str) -> str | None:
    """
    Return the domain that an outlet's name is, if it is the name of a host; else None.

    >>> stated_domain("TheGuardian.com"), stated_domain("https://www.bbc.co.uk/")
    ('theguardian.com', 'bbc.co.uk')
    >>> stated_domain("The Guardian"), stated_domain("Node.js"), stated_domain("a.example/news")
    (None, None, None)
    """
    host = re.sub(r"\Ahttps?://", "", name.strip().lower()).removesuffix("/")
    if "." not in host or not is_registered(host):
        return None
    try:
        return clean_domain(host)
    except ValueError:
        return None
