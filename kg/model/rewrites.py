"""
What the rules of `kg.model.address_rules` do: from a normalised address to another of the article.

Each function returns the address that the rule gives, or None where the rule does not apply. It
takes time linear in the length of the address, and looks at nothing but the address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import NamedTuple
from urllib.parse import unquote

_NORMAL = re.compile(r"https://([^/?#]*)([^?#]*)(?:\?([^#]*))?(#.*)?", re.S)
_AMP_CACHE = re.compile(
    r"https://(?:(?:[^/]+\.)?cdn\.ampproject\.org/[cv]|[^/]+\.bing-amp\.com/c|google\.[a-z.]+/amp)"
    r"/(?:s/)?(?=[^/]+\.)"
)
_WAYBACK = re.compile(
    r"https://web\.archive\.org/web/[0-9]{4,14}(?:[a-z]{2}_)?/(https?):/{1,2}(?=[^/])", re.I
)
_ARCHIVE_TODAY = re.compile(
    r"https://archive\.(?:today|ph|is|li|md|vn|fo)/(?:[0-9.-]{4,20}|newest|oldest|o/[A-Za-z0-9]+)"
    r"/(https?):/{1,2}(?=[^/])",
    re.I,
)
_GOOGLE = re.compile(r"google(?:\.[a-z]{2,3}){1,2}")
_AMP_SEGMENTS = frozenset(("amp", "amphtml", "google-amp"))
_AMP_ENDING = re.compile(r"\.amp(?=\.(?:html?|php|aspx?)\Z|\Z)", re.I)
_AMP_LEAVES = frozenset(("amp.html", "amp.htm", "amp.php", "amp.aspx"))
_PRINT_LEAVES = frozenset(("print", "print.html", "print.htm"))
_INDEX_LEAVES = frozenset(
    f"{name}.{ending}"
    for name in ("index", "default")
    for ending in ("html", "htm", "php", "asp", "aspx")
)
_AMP_PARAMETERS = frozenset(
    "amp amp= amp=1 amp=true _amp=true outputtype=amp output=amp mode=amp wpamp".split()
)
_PRINT_PARAMETERS = frozenset(("print=1", "print=true", "print=yes", "print=y"))
_YOUTUBE_PATH = re.compile(r"/(?:embed|v|shorts|live)/([A-Za-z0-9_-]{11})")
_YOUTUBE_ID = re.compile(r"[A-Za-z0-9_-]{11}")
_NO_VIDEO = frozenset(("videoseries", "live_stream"))
"""What YouTube has in place of an ID in the address of a playlist and of a channel's stream."""
_VIMEO_PATH = re.compile(
    r"(?:/video|/channels/[^/]+|/groups/[^/]+/videos|/(?:album|showcase)/[0-9]+/video)?"
    r"/([0-9]{5,12})(?:/[0-9a-f]{6,12})?"
)
_DAILYMOTION_PATH = re.compile(r"/(?:embed/)?video/([A-Za-z0-9]{5,20})(?:_[^/]*)?")
_DAILYMOTION_ID = re.compile(r"[A-Za-z0-9]{5,20}")
_PAGE_ENDING = re.compile(r"(.+)\.(?:html?|php|aspx?|jsp|cms|ece|shtml)", re.I | re.S)
_WORD_BREAK = re.compile(r"[-_+ ]+")
_NUMBER = re.compile("[0-9]{5}")
_MONTH = re.compile(r"/(?:19|20)[0-9]{2}/(?:0?[1-9]|1[0-2])/")
_MIXED_KEY = re.compile(r"(?=[^A-Z]*[A-Z])(?=[^a-z]*[a-z])(?=[^0-9]*[0-9])[A-Za-z0-9]{8,}")
_KEY = re.compile(r"(?:p|id|v|(?:article|story|news|post)_?id)=[^=]*[0-9]", re.I)
_FRONT_NAMES = frozenset(("index", "default", "home", "main", "news"))
_LINKING = frozenset(
    "a and as at by de del der des die di e et for in la of on or the to und y".split()
)
MIN_LETTERS = 8
"""Of Chinese, Japanese or Korean, which is written without spaces."""
MIN_WORDS = 3
"""Of a segment that names an article, linking words not counted; five with them will do, too."""


class _Parts(NamedTuple):
    host: str
    segments: list[str]
    parameters: list[str]
    route: str


def _parts(url: str) -> _Parts:
    match = _NORMAL.fullmatch(url)
    if not match:
        return _Parts("", [], [], "")
    host, path, query, route = match.groups("")
    return _Parts(host, path.split("/")[1:], query.split("&") if query else [], route)


def names_an_article(segments: list[str], parameters: list[str]) -> bool:
    """
    Return whether a path and query look like those of an article, not of a site or a section.

    A segment has three words or more, linking words not counted, or a number of five digits or
    more, or eight Chinese,
    Japanese or Korean letters or more, or is a key of digits and letters in both cases; or the
    last one has the ending of a file, or follows a year and a month; or a parameter is a key, such
    as `id=7`.

    >>> names_an_article(["world", "rain-falls-on-rome"], []), names_an_article(["world"], [])
    (True, False)
    >>> names_an_article(["science-and-technology"], []), names_an_article([], ["p=7"])
    (False, True)
    """
    if any(map(_KEY.fullmatch, parameters)):
        return True
    if any(map(_names_article, segments)):
        return True
    if not segments:
        return False
    leaf = segments[-1]
    if page := _PAGE_ENDING.fullmatch(leaf):
        return page[1].lower() not in _FRONT_NAMES
    return bool(_MONTH.search("/".join(["", *segments[:-1], ""]))) and not leaf.isdigit()


def _names_article(segment: str) -> bool:
    text = unquote(segment)
    if _NUMBER.search(text) or _MIXED_KEY.fullmatch(text):
        return True
    words = [word for word in _WORD_BREAK.split(text.lower()) if word]
    if len(words) > MIN_WORDS + 1 or len([w for w in words if w not in _LINKING]) >= MIN_WORDS:
        return True
    return sum(letter >= "\u2e80" for letter in text) >= MIN_LETTERS


def _join(parts: _Parts, segments: list[str], parameters: list[str]) -> str | None:
    """Return the address that has these segments and parameters, if it can be an article's."""
    while segments and not segments[-1]:
        segments = segments[:-1]
    if parts.route or not names_an_article(segments, parameters):
        return None
    path = "".join(f"/{segment}" for segment in segments)
    return f"https://{parts.host}{path}" + (f"?{'&'.join(parameters)}" if parameters else "")


def _without_leaves(url: str, leaves: Collection[str]) -> str | None:
    parts = _parts(url)
    end = len(parts.segments)
    while end and parts.segments[end - 1].lower() in leaves:
        end -= 1
    if end == len(parts.segments):
        return None
    return _join(parts, parts.segments[:end], parts.parameters)


def _without_parameters(url: str, parameters: Collection[str]) -> str | None:
    parts = _parts(url)
    kept = [each for each in parts.parameters if each.lower() not in parameters]
    return _join(parts, parts.segments, kept) if len(kept) < len(parts.parameters) else None


# ---- AMP, print and index addresses ---------------------------------------------------------


def without_amp_segment(url: str) -> str | None:
    parts = _parts(url)
    kept = [each for each in parts.segments if each.lower() not in _AMP_SEGMENTS]
    return _join(parts, kept, parts.parameters) if len(kept) < len(parts.segments) else None


def without_amp_folder(url: str) -> str | None:
    parts = _parts(url)
    *folders, leaf = parts.segments or [""]
    renamed = ["article" if each == "article-amp" else each for each in folders]
    if renamed == folders:
        return None
    return _join(parts, [*renamed, leaf], parts.parameters)


def without_amp_ending(url: str) -> str | None:
    parts = _parts(url)
    if not parts.segments or not (found := _AMP_ENDING.search(parts.segments[-1])):
        return None
    leaf = parts.segments[-1]
    leaf = leaf[: found.start()] + leaf[found.end() :]
    return _join(parts, [*parts.segments[:-1], leaf], parts.parameters)


def without_amp_leaf(url: str) -> str | None:
    return _without_leaves(url, _AMP_LEAVES)


def without_amp_parameter(url: str) -> str | None:
    return _without_parameters(url, _AMP_PARAMETERS)


def without_print_leaf(url: str) -> str | None:
    return _without_leaves(url, _PRINT_LEAVES)


def without_print_parameter(url: str) -> str | None:
    return _without_parameters(url, _PRINT_PARAMETERS)


def without_index_php(url: str) -> str | None:
    parts = _parts(url)
    *folders, leaf = parts.segments or [""]
    kept = [each for each in folders if each.lower() != "index.php"]
    return _join(parts, [*kept, leaf], parts.parameters) if len(kept) < len(folders) else None


def without_index_leaf(url: str) -> str | None:
    return _without_leaves(url, _INDEX_LEAVES)


# ---- addresses that contain another ---------------------------------------------------------


def from_amp_cache(url: str) -> str | None:
    match = _AMP_CACHE.match(url)
    return "https://" + url[match.end() :] if match else None


def from_wayback(url: str) -> str | None:
    return _from_archive(_WAYBACK, url)


def from_archive_today(url: str) -> str | None:
    return _from_archive(_ARCHIVE_TODAY, url)


def _from_archive(form: re.Pattern[str], url: str) -> str | None:
    match = form.match(url)
    return f"{match[1]}://{url[match.end() :]}" if match else None


def from_google_link(url: str) -> str | None:
    return _from_parameter(url, lambda host: bool(_GOOGLE.fullmatch(host)), ["url"], ("q", "url"))


def from_facebook_link(url: str) -> str | None:
    hosts = ("l.facebook.com", "lm.facebook.com", "facebook.com")
    return _from_parameter(url, hosts.__contains__, ["l.php"], ("u",))


def from_outlook_link(url: str) -> str | None:
    ending = ".safelinks.protection.outlook.com"
    return _from_parameter(url, lambda host: host.endswith(ending), [], ("url",))


def _from_parameter(
    url: str, is_host: Callable[[str], bool], segments: list[str], names: Collection[str]
) -> str | None:
    parts = _parts(url)
    if parts.segments != segments or not is_host(parts.host):
        return None
    for parameter in parts.parameters:
        name, _, value = parameter.partition("=")
        target = unquote(value)
        if name in names and re.match("https?://", target, re.I):
            return target
    return None


# ---- videos ---------------------------------------------------------------------------------


def youtube_video(url: str) -> str | None:
    parts = _parts(url)
    path = "/" + "/".join(parts.segments)
    id_ = ""
    if parts.host == "youtu.be" and parts.segments:
        id_ = parts.segments[0]
    elif parts.host in ("youtube.com", "youtube-nocookie.com"):
        if path == "/watch":
            id_ = _value(parts.parameters, "v")
        elif found := _YOUTUBE_PATH.fullmatch(path):
            id_ = found[1]
    if id_ in _NO_VIDEO or not _YOUTUBE_ID.fullmatch(id_):
        return None
    return f"https://youtube.com/watch?v={id_}"


def vimeo_video(url: str) -> str | None:
    parts = _parts(url)
    if parts.host not in ("vimeo.com", "player.vimeo.com"):
        return None
    found = _VIMEO_PATH.fullmatch("/" + "/".join(parts.segments))
    return f"https://vimeo.com/{found[1]}" if found else None


def dailymotion_video(url: str) -> str | None:
    parts = _parts(url)
    path = "/" + "/".join(parts.segments)
    id_ = ""
    if parts.host == "dai.ly":
        id_ = path[1:]
    elif parts.host == "dailymotion.com" and (found := _DAILYMOTION_PATH.fullmatch(path)):
        id_ = found[1]
    elif parts.host == "geo.dailymotion.com" and parts.segments[-1:] == ["player.html"]:
        id_ = _value(parts.parameters, "video")
    return f"https://dailymotion.com/video/{id_}" if _DAILYMOTION_ID.fullmatch(id_) else None


def _value(parameters: list[str], name: str) -> str:
    """Return the value of a parameter, empty if it is missing or stated with several values."""
    values = {each[len(name) + 1 :] for each in parameters if each.startswith(f"{name}=")}
    return values.pop() if len(values) == 1 else ""
