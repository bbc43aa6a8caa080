"""
The rules by which two addresses are one: a table, which `docs/addresses.md` prints.

A rule without a `rewrite` concerns the spelling of an address; `kg.model.addresses` applies it to
every one. The others apply to addresses in which `TRIGGER` finds something, which are few.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kg.model import rewrites

Pair = tuple[str, str]
Rewrite = Callable[[str], str | None]


class Rule(NamedTuple):
    name: str
    what: str
    """What the rule ignores or takes, in a few words."""
    source: str
    """Who documents that such addresses are the same."""
    same: tuple[Pair, ...]
    apart: tuple[Pair, ...]
    rewrite: Rewrite | None = None
    marks: tuple[str, ...] = ()
    """What an address contains, in lower case, that a rewrite may change: at least one of them."""
    contained: bool = False
    """Whether the rewrite gives an address that stands in another, not yet in normal form."""


RFC = "https://www.rfc-editor.org/rfc/rfc3986"
URAL = "https://github.com/medialab/ural"
AMP_WP = "https://github.com/ampproject/amp-wp/wiki"
AMP_CACHE = "https://developers.google.com/amp/cache/overview"
AMP_PAIRS = "https://amp.dev/documentation/guides-and-tutorials/optimize-and-measure/discovery"
_RAIN = "https://example.org/news/rain-falls-on-rome"
_FRONT = "https://example.org/news"

SPELLINGS = (
    Rule("scheme", "`http` or `https`", f"{RFC}#section-6.2.3; {URAL}",
         (("https://example.org/a", "http://example.org/a"),),
         (("https://example.org/a", "https://example.com/a"),)),
    Rule("host", "case, punycode and a last dot of the host", "RFC 5891; https://url.spec.whatwg.org",
         (("https://example.org/a", "https://EXAMPLE.org./a"),
          ("https://bücher.example/a", "https://xn--bcher-kva.example/a")),
         (("https://straße.example/a", "https://strasse.example/a"),)),
    Rule("port", "the default port", f"{RFC}#section-6.2.3",
         (("https://example.org/a", "https://example.org:443/a"),),
         (("https://example.org/a", "https://example.org:8080/a"),)),
    Rule("www", "`www.` before the host", f"{URAL}; https://github.com/mediacloud/metadata-lib",
         (("https://example.org/a", "https://www.example.org/a"),),
         (("https://www.gov.uk/a", "https://gov.uk/a"),
          ("https://www2.example.org/a", "https://example.org/a"))),
    Rule("mobile-host", "`m.`, `mobile.`, `touch.`, `lite.`, `wap.`, `amp.` before the host, `m.` "
         "after a language",
         "https://developers.google.com/search/docs/crawling-indexing/mobile/"
         "mobile-sites-mobile-first-indexing; https://www.mediawiki.org/wiki/Mobile_web_site",
         (("https://example.org/a", "https://m.example.org/a"),
          ("https://example.org/a", "https://www.m.example.org/a"),
          ("https://example.org/a", "https://touch.example.org/a"),
          ("https://example.org/a", "https://wap.example.org/a"),
          ("https://en.example.org/a", "https://en.m.example.org/a")),
         (("https://m.com/a", "https://com/a"),
          ("https://mobile.co.nz/a", "https://wap.co.nz/a"),
          ("https://stream.m.example.org/a", "https://stream.example.org/a"))),
    Rule("trailing-slash", "a slash at the end of the path", f"{URAL}; {RFC}#section-6.2.4",
         (("https://example.org/a", "https://example.org/a/"),),
         (("https://example.org/a/b", "https://example.org/ab"),)),
    Rule("escapes", "needless percent-encoding, case of escapes, `&amp;` for `&`",
         f"{RFC}#section-6.2.2.2",
         (("https://example.org/~a", "https://example.org/%7ea"),
          ("https://example.org/?t=1&id=7", "https://example.org/?t=1&amp;id=7")),
         (("https://example.org/a%2Fb", "https://example.org/a/b"),)),
    Rule("tracking", "parameters that say where a reader comes from",
         "https://support.google.com/analytics/answer/10917952; "
         "https://docs.adguard.com (filter for tracking parameters)",
         (("https://example.org/a?id=1", "https://example.org/a?utm_source=x&id=1&fbclid=y"),),
         (("https://example.org/a?id=1", "https://example.org/a?id=2"),
          ("https://example.org/a?ArticleID=1", "https://example.org/a?ArticleID=2"),
          ("https://example.org/a?ref=1", "https://example.org/a?ref=2"))),
    Rule("fragment", "the fragment, unless it is a route", f"{RFC}#section-3.5; {URAL}",
         (("https://example.org/a", "https://example.org/a#part"),
          ("https://example.org/a", "https://example.org/a#:~:text=rain")),
         (("https://example.org/app#/story/1", "https://example.org/app#/story/2"),)),
)  # fmt: skip
"""Applied to each address, in the one pass that makes its normal form."""

REWRITES = (
    Rule("amp-cache", "an AMP cache or viewer around the address", AMP_CACHE,
         ((_RAIN, "https://example-org.cdn.ampproject.org/c/s/example.org/news/rain-falls-on-rome"),
          (_RAIN, "https://www.google.com/amp/s/www.example.org/news/rain-falls-on-rome")),
         (("https://a-org.cdn.ampproject.org/i/s/a.org/x.png", "https://a.org/x.png"),),
         rewrites.from_amp_cache, ("ampproject.org/", "bing-amp.com/", "//google."),
         contained=True),
    Rule("google-link", "Google's `/url?q=` or `?url=` around the address", URAL,
         ((_RAIN, "https://www.google.com/url?sa=t&q=https%3A%2F%2Fexample.org%2Fnews%2F"
           "rain-falls-on-rome"),),
         (("https://www.google.com/search?q=https%3A%2F%2Fa.org%2Fb", "https://a.org/b"),
          ("https://example.org/url?q=https%3A%2F%2Fa.org%2Fb", "https://a.org/b")),
         rewrites.from_google_link, ("/url?",), contained=True),
    Rule("facebook-link", "Facebook's `l.php?u=` around the address", URAL,
         ((_RAIN, "https://l.facebook.com/l.php?u=https%3A%2F%2Fexample.org%2Fnews%2F"
           "rain-falls-on-rome&h=AT0"),),
         (("https://facebook.com/sharer.php?u=https%3A%2F%2Fa.org%2Fb", "https://a.org/b"),),
         rewrites.from_facebook_link, ("/l.php?",), contained=True),
    Rule("outlook-link", "Safe Links of Outlook around the address",
         "https://learn.microsoft.com/defender-office-365/safe-links-about",
         ((_RAIN, "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fexample.org"
           "%2Fnews%2Frain-falls-on-rome&data=05"),),
         (("https://outlook.com/?url=https%3A%2F%2Fa.org%2Fb", "https://a.org/b"),),
         rewrites.from_outlook_link, ("safelinks.",), contained=True),
    Rule("wayback", "a copy in the Wayback Machine",
         "https://archive.org/help/wayback_api.php",
         ((_RAIN, f"https://web.archive.org/web/20200101000000/{_RAIN}"),
          (_RAIN, f"https://web.archive.org/web/2020id_/{_RAIN}")),
         ((_RAIN, f"https://web.archive.org/web/*/{_RAIN}"),
          (_RAIN, f"https://web.archive.org/save/{_RAIN}")),
         rewrites.from_wayback, ("web.archive.org/",), contained=True),
    Rule("archive-today", "a copy in archive.today whose address contains the page's",
         "https://archive.ph/faq",
         ((_RAIN, f"https://archive.ph/20200101000000/{_RAIN}"),
          (_RAIN, f"https://archive.is/newest/{_RAIN}")),
         ((_RAIN, "https://archive.ph/AbCdE"),),
         rewrites.from_archive_today, ("/archive.",), contained=True),
    Rule("amp-segment", "`amp`, `amphtml` or `google-amp` as a segment of the path",
         f"{AMP_WP}; {URAL}",
         ((_RAIN, f"{_RAIN}/amp/"), (_RAIN, "https://example.org/amp/news/rain-falls-on-rome"),
          (_RAIN, "https://example.org/google-amp/news/rain-falls-on-rome")),
         (("https://example.org", "https://example.org/amp"), (_FRONT, f"{_FRONT}/amp"),
          ("https://example.org/rain-falls-on-an-amp", "https://example.org/rain-falls-on-an")),
         rewrites.without_amp_segment, ("/amp", "/google-amp")),
    Rule("amp-folder", "`article-amp` for `article`", AMP_PAIRS,
         (("https://example.org/article/rain-falls-on-rome",
           "https://example.org/article-amp/rain-falls-on-rome"),),
         (("https://example.org/article", "https://example.org/article-amp"),),
         rewrites.without_amp_folder, ("/article-amp/",)),
    Rule("amp-ending", "`.amp` at the end, or before `.html` and the like", URAL,
         ((_RAIN, f"{_RAIN}.amp"), (f"{_RAIN}.html", f"{_RAIN}.amp.html")),
         ((_FRONT, f"{_FRONT}.amp"), (_RAIN, f"{_RAIN}.amp.html")),
         rewrites.without_amp_ending, (".amp",)),
    Rule("amp-leaf", "`amp.html` and the like as the last segment", AMP_PAIRS,
         ((_RAIN, f"{_RAIN}/amp.html"),),
         ((_FRONT, f"{_FRONT}/amp.html"), (_RAIN, f"{_RAIN}/stamp.html")),
         rewrites.without_amp_leaf, ("/amp.",)),
    Rule("amp-parameter", "`amp`, `amp=1`, `outputType=amp` and the like as a parameter",
         f"{AMP_WP}; {URAL}",
         ((_RAIN, f"{_RAIN}?amp"), (_RAIN, f"{_RAIN}?amp=1"), (_RAIN, f"{_RAIN}?outputType=amp"),
          ("https://example.org/?p=7", "https://example.org/?p=7&amp=1")),
         ((_FRONT, f"{_FRONT}?amp=1"), (_RAIN, f"{_RAIN}?amp=20")),
         rewrites.without_amp_parameter, ("?amp", "&amp", "=amp", "_amp=", "wpamp")),
    Rule("print-leaf", "`print` or `print.html` as the last segment",
         "https://www.drupal.org/project/print",
         ((_RAIN, f"{_RAIN}/print"), (_RAIN, f"{_RAIN}/print.html")),
         ((_FRONT, f"{_FRONT}/print"), (_RAIN, f"{_RAIN}/print/2")),
         rewrites.without_print_leaf, ("/print",)),
    Rule("print-parameter", "`print=1` and the like as a parameter",
         "https://wordpress.org/plugins/wp-print",
         ((_RAIN, f"{_RAIN}?print=1"),),
         ((_FRONT, f"{_FRONT}?print=1"), (_RAIN, f"{_RAIN}?print=2")),
         rewrites.without_print_parameter, ("print=",)),
    Rule("index-php", "`/index.php/` in the path",
         "https://developer.wordpress.org/advanced-administration/wordpress/permalinks",
         ((_RAIN, "https://example.org/index.php/news/rain-falls-on-rome"),),
         ((_FRONT, "https://example.org/index.php/news"),),
         rewrites.without_index_php, ("/index.php/",)),
    Rule("index-leaf", "`index.html`, `default.aspx` and the like as the last segment",
         f"https://httpd.apache.org/docs/2.4/mod/mod_dir.html; {URAL}",
         ((_RAIN, f"{_RAIN}/index.html"), (_RAIN, f"{_RAIN}/default.aspx")),
         ((_FRONT, f"{_FRONT}/index.html"), (f"{_FRONT}/index.php?a=1", f"{_FRONT}/index.php?a=2")),
         rewrites.without_index_leaf, ("/index.", "/default.")),
    Rule("youtube", "the ID of a video at YouTube",
         f"https://developers.google.com/youtube/player_parameters; {URAL}",
         (("https://www.youtube.com/watch?v=abcdefghijk", "https://youtu.be/abcdefghijk?t=9"),
          ("https://www.youtube.com/watch?v=abcdefghijk",
           "https://www.youtube-nocookie.com/embed/abcdefghijk")),
         (("https://youtu.be/abcdefghijk", "https://youtu.be/abcdefghijK"),
          ("https://youtube.com/embed/videoseries?list=1",
           "https://youtube.com/embed/videoseries?list=2")),
         rewrites.youtube_video, ("youtu",)),
    Rule("vimeo", "the ID of a video at Vimeo", "https://developer.vimeo.com/api/oembed/videos",
         (("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789"),
          ("https://vimeo.com/123456789", "https://vimeo.com/channels/staffpicks/123456789")),
         (("https://vimeo.com/123456789", "https://vimeo.com/123456780"),),
         rewrites.vimeo_video, ("vimeo.com/",)),
    Rule("dailymotion", "the ID of a video at Dailymotion",
         "https://developers.dailymotion.com/guides/embed-the-player",
         (("https://www.dailymotion.com/video/x7abcde", "https://dai.ly/x7abcde"),
          ("https://www.dailymotion.com/video/x7abcde",
           "https://www.dailymotion.com/embed/video/x7abcde")),
         (("https://dai.ly/x7abcde", "https://dai.ly/x7abcdf"),),
         rewrites.dailymotion_video, ("dailymotion.com/", "/dai.ly/")),
)  # fmt: skip
"""Tried in this order, over again until none applies."""

TRIED = tuple((mark, rule) for rule in REWRITES for mark in rule.marks)
"""Each mark with the rule that it is of."""

RULES = SPELLINGS + REWRITES

TRIGGER = re.compile(
    r"[/.=?&_-](?:amp|wpamp|print|index\.|default\.|url\?|l\.php|archive\.|youtu|vimeo\.com/"
    r"|dailymotion\.com/|dai\.ly/|safelinks\.)"
)
"""Finds something in each address, in lower case, that one of the `REWRITES` may change."""

MAX_REWRITES = 8
"""An address that would need more, such as caches around caches, stays as it is."""
