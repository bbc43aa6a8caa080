"""Links in bodies that lead to no article: to share, subscribe or log in, and to images."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kg.model.limits import MAX_URL_CHARS


class Service(NamedTuple):
    """Pages of a service that are no articles."""

    hosts: tuple[str, ...]
    """With all that is below them."""
    path: str
    """A pattern that the path and query begin with; empty for all."""
    why: str


# The addresses are those that the services document for their buttons, and that senders of
# newsletters put below each mail.
SHARE, NEWS, HIGHLIGHT, TAG = "share", "newsletter", "highlight", "tag"
# Pages of tags and of searches change from day to day: nobody links them as an article.
SERVICES = (
    Service(("twitter.com", "x.com"), r"/(?:intent|share)\b|/home\?status=", SHARE),
    Service(("twitter.com", "x.com"), r"/(?:hashtag/|search\?)", TAG),
    Service(("facebook.com", "fb.com", "instagram.com"), r"/(?:hashtag/|explore/tags/)", TAG),
    Service(("facebook.com", "fb.com"), r"/(?:sharer?\b|share\.php|dialog/|plugins/)", SHARE),
    Service(("linkedin.com",), r"/(?:sharearticle|sharing/|cws/share)", SHARE),
    Service(("reddit.com",), r"/(?:r/[^/]+/)?submit\b", SHARE),
    Service(("news.ycombinator.com",), r"/submitlink\b", SHARE),
    Service(("pinterest.com",), r"/pin/create\b", SHARE),
    Service(("tumblr.com",), r"/(?:share\b|widgets/share)", SHARE),
    Service(("t.me", "telegram.me"), r"/share\b", SHARE),
    Service(("wa.me", "api.whatsapp.com", "web.whatsapp.com"), r"/(?:send\b|\?text=)", SHARE),
    Service(("bsky.app", "threads.net", "threads.com"), r"/intent/", SHARE),
    Service(("plus.google.com",), r"/share\b", SHARE),
    Service(("xing.com",), r"/(?:spi/shares|social/share|app/user\?op=share)", SHARE),
    Service(("vk.com", "vkontakte.ru"), r"/share\.php", SHARE),
    Service(("service.weibo.com",), r"/share", SHARE),
    Service(
        ("connect.ok.ru", "social-plugins.line.me", "line.me"), r"/(?:offer|lineit|r/msg)", "share"
    ),
    Service(("b.hatena.ne.jp",), r"/(?:add|append|entry/panel)\b", SHARE),
    Service(("digg.com", "stumbleupon.com"), r"/submit\b", SHARE),
    Service(("delicious.com", "del.icio.us"), r"/(?:save|post)\b", SHARE),
    Service(("getpocket.com",), r"/(?:save|edit)\b", SHARE),
    Service(("instapaper.com",), r"/(?:hello2|edit)\b", SHARE),
    Service(("buffer.com", "bufferapp.com"), r"/add\b", SHARE),
    Service(("evernote.com",), r"/clip\.action", SHARE),
    Service(("web.skype.com", "share.flipboard.com"), r"/share|/bookmarklet", SHARE),
    Service(("mail.google.com",), r"/mail/.*[?&]view=cm", SHARE),
    Service(("addtoany.com", "addthis.com", "sharethis.com"), "", SHARE),
    Service(("tootpick.org", "mastodonshare.com"), "", SHARE),
    Service(("toot.kytta.dev", "s2f.kytta.dev"), "", SHARE),
    Service(("list-manage.com", "list-manage1.com", "list-manage2.com"), "", NEWS),
    Service(
        ("campaign-archive.com", "campaign-archive1.com", "campaign-archive2.com"), "", "newsletter"
    ),
    Service(("forward-to-friend.com", "forward-to-friend1.com"), "", NEWS),
    Service(
        ("mailchimp.com",),
        r"/(?:monkey-rewards|email-referral)",
        "newsletter",
    ),
    Service(("createsend.com", "updatemyprofile.com", "forwardtomyfriend.com"), "", NEWS),
    Service(("ct.sendgrid.net",), r"/(?:asm|wf/unsubscribe)", NEWS),
    Service(("unsubscribe.convertkit-mail.com",), "", NEWS),
    Service(("preferences.convertkit-mail.com", "preview.mailerlite.com"), "", NEWS),
    Service(
        ("substack.com",),
        r"/(?:account|sign-in|signup|app-link)\b",
        "newsletter",
    ),
    Service(("feedburner.google.com",), r"/fb/a/mailverify", NEWS),
    # Readers link each highlight to themselves.
    Service(("read.readwise.io",), r"/read/", HIGHLIGHT),
    Service(("readwise.io",), r"/(?:open|to_kindle|bookreview)", HIGHLIGHT),
    Service(("omnivore.app",), "", HIGHLIGHT),
)

_PATTERNS = tuple(
    (service.hosts, re.compile(service.path or "", re.IGNORECASE), service.why)
    for service in SERVICES
)
_BY_HOST = {
    host: [(pattern, why) for hosts, pattern, why in _PATTERNS if host in hosts]
    for service in SERVICES
    for host in service.hosts
}

# On any host; whole parts of a path or query, as words in a headline's address mean nothing.
_ANYWHERE = (
    (
        re.compile(
            r"[/?&=](?:un-?subscribe[ds]?|opt-?out|email-?preferences|manage-?preferences"
            r"|manage-?subscriptions?|subscription-?preferences|update-?profile|forward-?to-?a?-?friend"
            r"|view-?in-?browser|view-?online|web-?version)(?:[/?&=#.]|$)",
            re.IGNORECASE,
        ),
        "newsletter",
    ),
    (
        re.compile(
            r"/(?:subscribe|sign-?up|sign-?in|log-?in|wp-login\.php|register)/?(?:[?#].*)?$",
            re.IGNORECASE,
        ),
        "account",
    ),
    (re.compile(r"/share/?\?(?:.*&)?(?:url|u|text|link)=", re.IGNORECASE), "share"),
    (re.compile(r"[?&](?:action=share|share=[a-z-]+)(?:&|$)", re.IGNORECASE), "share"),
    (
        re.compile(
            r"\.(?:jpe?g|png|gif|webp|svg|avif|bmp|tiff?|ico|heic)(?:[?#].*)?$", re.IGNORECASE
        ),
        "image",
    ),
)

_TEXTS = re.compile(
    r"(?:un-?subscribe|subscribe|opt out|sign up|log in|sign in|share|tweet|"
    r"e-?mail this|share this|"
    r"share on \w+|share via [\w-]+|tweet this|forward to a friend|forward this(?: e-?mail)?|"
    r"(?:view|read|open|see)(?: this| it)?(?: e-?mail| message| newsletter| issue)? "
    r"(?:in|on|with) (?:your |a |the )?(?:web ?)?browser|view online|web version|"
    r"(?:update|manage|change) (?:your )?(?:e-?mail )?(?:preferences|subscription|subscriptions|"
    r"settings|profile)|unsubscribe (?:here|from this list|from .{1,40})|click here to unsubscribe|"
    r"buy me a coffee|leave a comment)",
    re.IGNORECASE,
)

_ADDRESS = re.compile(
    r"(https?)://(?:[^/?#@\\]*@)?([^/?#:@\\\s]+)(?::\d{0,5})?([/?#].*)?", re.IGNORECASE | re.DOTALL
)
_HOST = re.compile(r"(?!\.)[^\x00-\x20!\"#$%&'()*+,/:;<=>?@\[\\\]^`{|}]+")
_ODD = re.compile(r"[\x00-\x20\x7f<>\"\ufffc\ufffd]|\{\{|\{%|%7[bB]%7[bB]|\$\{|\*\|")


class Address(NamedTuple):
    """An address in a body, taken apart."""

    whole: str
    host: str
    """In lower case, without port."""
    rest: str
    """Path, query and fragment."""


@lru_cache(maxsize=4096)
def absolute_address(text: str) -> Address | None:
    """
    Return an absolute http(s) address; None for any other text and for what a template fills in.

    >>> absolute_address(" https://News.example/a ")
    Address(whole='https://News.example/a', host='news.example', rest='/a')
    >>> absolute_address("/a"), absolute_address("https://news.example/{{ slug }}")
    (None, None)
    """
    if len(text) > MAX_URL_CHARS + 100:
        return None
    text = text.strip()
    if "\n" in text or "\t" in text:  # as browsers do
        text = re.sub(r"[ ]*[\t\r\n]+[ ]*", "", text)
    found = _ADDRESS.fullmatch(text)
    if not found or len(text) > MAX_URL_CHARS or "{{" in text:
        return None
    rest = (found[3] or "").replace(" ", "%20")
    host = found[2].lower().rstrip(".")
    if "." not in host or not _HOST.fullmatch(host):
        return None
    whole = text if rest == (found[3] or "") else text[: found.start(3)] + rest
    if _ODD.search(whole):
        return None
    return Address(whole, host, rest)


def is_own(host: str, own: frozenset[str]) -> bool:
    """
    Return whether a host is one of one's own; `www.` makes no difference.

    >>> is_own("www.example.org", frozenset({"example.org"}))
    True
    >>> is_own("news.example.org", frozenset({"example.org"}))
    False
    """
    if not own:
        return False
    bare = host.removeprefix("www.")
    return host in own or bare in own or f"www.{bare}" in own


def why_unwanted(address: Address, text: str = "") -> str | None:
    """
    Return why a link leads to no article; None if it may lead to one.

    >>> why_unwanted(absolute_address("https://twitter.com/intent/tweet?text=Rain"))
    'share'
    >>> why_unwanted(absolute_address("https://news.example/rain"), "Unsubscribe")
    'newsletter'
    """
    if why := _why_unwanted(address):
        return why
    if len(text) <= 100 and _TEXTS.fullmatch(text.strip(" \t\n.:!→»›>[]()")):
        return "newsletter"
    return None


@lru_cache(maxsize=4096)
def _why_unwanted(address: Address) -> str | None:
    labels = address.host.split(".")
    for at in range(max(len(labels) - 6, 0), len(labels) - 1):
        for pattern, why in _BY_HOST.get(".".join(labels[at:]), ()):
            if pattern.match(address.rest or "/"):
                return why
    for pattern, why in _ANYWHERE:
        if pattern.search(address.rest):
            return why
    return None
