"""Each placeholder, option and default of each generator, by its documentation."""

from __future__ import annotations

from typing import Any

import pytest

from kg.read.dates import Date, read_date
from kg.read.errors import Why
from kg.read.sites.address import own_address
from kg.read.sites.configurations import site_address, to_site
from kg.read.sites.site import NOT_WRITTEN, Permalinks, Scope, Site, SiteProblem
from kg.read.sites.slugs import ascii_slug, hugo_slug, jekyll_slug, zola_slug

HOME = "https://news.example.net"
KEYS = {
    "jekyll": "url", "hexo": "url", "hugo": "baseURL", "zola": "base_url", "eleventy": "url",
    "pelican": "SITEURL", "nikola": "SITE_URL", "mkdocs": "site_url",
}  # fmt: skip


def site(generator: str, **configuration: Any) -> Site:
    given = {KEYS[generator]: HOME, **configuration}
    found = to_site(generator, given, ("/w/configuration",), "/w")
    assert isinstance(found, Site)
    return found


def address(of: Site, path: str, date: str = "", /, **fields: Any) -> str:
    """Return the path of a piece on the site, or why it has none."""
    given = {"title": "Rain again", **({"date": date} if date else {}), **fields}
    day = read_date(date)
    found = own_address(of, path, given, day if isinstance(day, Date) else None)
    return found.text if isinstance(found, Why) else found.removeprefix(HOME)


SUNDAY = "2023-01-01 08:09:07"
"""Of week 52 of the year before; a day and a month of one digit."""
LATE = "2024-11-25 18:30:59"
"""A Monday in autumn."""

# ---- Jekyll ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sunday", "late"),
    [
        ("year", "2023", "2024"),
        ("short_year", "23", "24"),
        ("month", "01", "11"),
        ("i_month", "1", "11"),
        ("short_month", "Jan", "Nov"),
        ("long_month", "January", "November"),
        ("day", "01", "25"),
        ("i_day", "1", "25"),
        ("y_day", "001", "330"),
        ("w_year", "2022", "2024"),
        ("week", "52", "48"),
        ("w_day", "7", "1"),
        ("short_day", "Sun", "Mon"),
        ("long_day", "Sunday", "Monday"),
        ("hour", "08", "18"),
        ("minute", "09", "30"),
        ("second", "07", "59"),
    ],
)
def test_jekyll_has_these_parts_of_a_date(name: str, sunday: str, late: str) -> None:
    here = site("jekyll", permalink=f"/x-:{name}/")
    path = "_posts/2023-01-01-rain.md"
    assert [address(here, path, day) for day in (SUNDAY, LATE)] == [f"/x-{sunday}/", f"/x-{late}/"]


MONTHS = (
    "January February March April May June July August September October November December".split()
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def test_months_and_days_have_their_names() -> None:
    months = site("jekyll", permalink="/:long_month/:short_month/")
    for number, month in enumerate(MONTHS, 1):
        found = address(months, "_posts/2023-01-01-a.md", f"2024-{number:02}-15")
        assert found == f"/{month}/{month[:3]}/"
    days = site("jekyll", permalink="/:long_day/:short_day/")
    for number, day in enumerate(DAYS, 1):
        found = address(days, "_posts/2023-01-01-a.md", f"2024-01-0{number}")
        assert found == f"/{day}/{day[:3]}/"


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("/:title/", "/What's-up_now/"),
        ("/:slug/", "/what-s-up-now/"),
        ("/:name/", "/what-s-up-now/"),
        ("/:categories/x", "/world/a/B%20c/x".lower()),
        ("/:slugified_categories/x", "/world/a/b-c/x"),
        ("/:collection/:output_ext", "/posts/.html"),
        ("/:path/", "/2024-05-01-What's%20up_now/"),
        ("date", "/world/a/b%20c/2024/05/01/What's-up_now.html"),
        ("pretty", "/world/a/b%20c/2024/05/01/What's-up_now/"),
        ("ordinal", "/world/a/b%20c/2024/122/What's-up_now.html"),
        ("weekdate", "/world/a/b%20c/2024/W18/Wed/What's-up_now.html"),
        ("none", "/world/a/b%20c/What's-up_now.html"),
    ],
)
def test_jekyll_has_these_parts_of_a_name(permalink: str, expected: str) -> None:
    here = site("jekyll", permalink=permalink)
    found = address(
        here, "World/_posts/2024-05-01-What's up_now.md", "2024-05-01",
        categories=["A", "a"], category="B c",
    )  # fmt: skip
    assert found == expected


def test_jekyll_has_a_slug_in_place_of_the_name_but_not_for_name() -> None:
    here = site("jekyll", permalink="/:title/:slug/:name/")
    assert address(here, "_posts/2024-05-01-rain..md", slug="My Slug") == "/My-Slug/my-slug/rain/"
    notes = site("jekyll", collections={"notes": {"output": True, "permalink": "/:name/:title/"}})
    assert address(notes, "_notes/2024-05-01-Rain.md") == "/2024-05-01-rain/Rain/"


@pytest.mark.parametrize(
    ("style", "page", "note"),
    [
        (None, "/docs/a.html", "/notes/b/a.html"),
        ("date", "/docs/a.html", "/notes/b/a.html"),
        ("ordinal", "/docs/a.html", "/notes/b/a.html"),
        ("none", "/docs/a.html", "/notes/b/a.html"),
        ("pretty", "/docs/a/", "/notes/b/a/"),
        ("/:title/", "/docs/a/", "/notes/b/a/"),
        ("/:title:output_ext", "/docs/a.html", "/notes/b/a.html"),
        ("/:title", "/docs/a", "/notes/b/a"),
    ],
)
def test_jekyll_ends_pages_and_collections_as_posts_end(
    style: str | None, page: str, note: str
) -> None:
    here = site("jekyll", permalink=style, collections={"notes": {"output": True}})
    assert address(here, "docs/a.md") == page
    assert address(here, "_notes/b/a.md") == note
    assert address(here, "docs/index.md") == "/docs/"


def test_jekyll_makes_no_page_of_hidden_files_and_folders() -> None:
    here = site("jekyll", collections={"notes": {"output": True}, "team": {"output": False}})
    assert address(here, "docs/_a.md") == "the file's name begins with _"
    assert address(here, "docs/_notes/a.md") == "Jekyll makes no pages of _notes"
    assert address(here, "_team/a.md") == "Jekyll makes no pages of _team"
    assert address(here, "a.md", published="False ") == "not published"
    assert (
        address(here, "a.md", permalink="/:title/")
        == "the permalink /:title/ has an unknown :title"
    )


@pytest.mark.parametrize(
    ("scope", "values", "path", "expected"),
    [
        ({}, {"permalink": "/x/:title/"}, "_posts/2024-05-01-a.md", "/x/a/"),
        ({"type": "posts"}, {"permalink": "/x/"}, "docs/a.md", "/docs/a.html"),
        ({"type": "pages"}, {"permalink": "/x/"}, "docs/a.md", "/x/"),
        ({"path": "docs"}, {"permalink": "/x/"}, "docs/a.md", "/x/"),
        ({"path": "docs/a.md"}, {"permalink": "/x/"}, "docs/a.md", "/x/"),
        ({"path": "doc"}, {"permalink": "/x/"}, "docs/a.md", "/docs/a.html"),
        ({"path": "./docs/"}, {"permalink": "/x/"}, "docs/a.md", "/x/"),
        ({"path": "d*s"}, {"permalink": "/x/"}, "docs/a.md", "/x/"),
        ({"path": "*.md"}, {"permalink": "/x/"}, "docs/a.md", "/x/"),
        ({"path": "*.txt"}, {"permalink": "/x/"}, "docs/a.md", "/docs/a.html"),
        ({}, {"published": False}, "docs/a.md", "not published"),
        ({}, {"slug": "s"}, "_posts/2024-05-01-a.md", "/2024/05/01/s.html"),
        ({}, {"category": "C"}, "_posts/2024-05-01-a.md", "/c/2024/05/01/a.html"),
        ({}, {"categories": ["C", None, 7]}, "_posts/2024-05-01-a.md", "/c/7/2024/05/01/a.html"),
        ({}, {"categories": "C D"}, "_posts/2024-05-01-a.md", "/c/d/2024/05/01/a.html"),
        ({}, {"layout": "x"}, "docs/a.md", "/docs/a.html"),
    ],
)
def test_jekyll_gives_defaults_by_path_and_type(
    scope: dict[str, str], values: dict[str, Any], path: str, expected: str
) -> None:
    here = site("jekyll", defaults=[7, {"scope": scope}, {"scope": scope, "values": values}])
    assert address(here, path, "2024-05-01") == expected


def test_jekyll_prefers_the_head_then_the_longer_path_then_the_type() -> None:
    rules = [
        {"scope": {"path": "docs", "type": "pages"}, "values": {"permalink": "/typed/"}},
        {"scope": {"path": "docs"}, "values": {"permalink": "/plain/"}},
        {"scope": {"path": ""}, "values": {"permalink": "/all/"}},
        {"scope": {"path": "docs/a"}, "values": {"permalink": "/long/"}},
    ]
    here = site("jekyll", defaults=rules)
    found = [address(here, path) for path in ("b.md", "docs/b.md", "docs/a/b.md")]
    assert found == ["/all/", "/typed/", "/long/"]
    assert address(here, "docs/a/b.md", permalink="/own/") == "/own/"


# ---- Hexo -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        (None, "/2024/11/25/a/rain/"),
        (":year/:i_month/:i_day/:hour:minute:second/", "/2024/11/25/183059/"),
        (":title/", "/a/rain/"),
        (":name/", "/rain/"),
        (":post_title/", "/rain-again/"),
        (":category/x", "/uncategorized/x"),
        (":lang/:title/", "/en/a/rain/"),
        (":layout/", "/page/"),
    ],
)
def test_hexo_has_these_parts(permalink: str | None, expected: str) -> None:
    here = site("hexo", permalink=permalink, permalink_defaults={"lang": "en", "n": 0})
    assert address(here, "source/_posts/a/rain.md", LATE, layout="page") == expected


def test_hexo_has_a_category_a_slug_and_names_of_files() -> None:
    here = site("hexo", permalink=":category/:title", default_category="misc")
    path = "source/_posts/rain.md"
    assert address(here, path) == "/misc/rain"
    assert address(here, path, category="one", slug="two") == "/one/two"
    assert address(here, path, categories=["a", "b"], category="c") == "/a/b/rain"
    mapped = site("hexo", permalink=":category/", category_map={"a": "b"})
    assert address(mapped, path) == "category_map is not read"
    assert address(here, "source/_drafts/a.md") == "a draft"
    assert address(here, "source/_x/a.md") == "Hexo makes no pages of _x"
    assert address(here, "source/x/a.md") == "/x/a.html"
    assert address(here, "source/x/a.md", permalink="y/") == "/y/"
    assert address(site("hexo", source_dir="s"), "s/_posts/a.md", "2024-05-01") == "/2024/05/01/a/"


@pytest.mark.parametrize(
    ("form", "stem", "expected"),
    [
        (":year-:month-:day-:title.md", "2024-05-01-rain", "/rain"),
        (":i_month.:i_day.:title.md", "5.12.rain", "/rain"),
        (":i_month.:i_day.:title.md", "500.12.rain", "/500.12.rain"),
        ("x/:year/:title-x.md", "rain-x", "/rain"),
        (":title.md", "2024-05-01-rain", "/2024-05-01-rain"),
        (":year.md", "2024", "the form of names :year is unknown"),
        (":title-:title.md", "a-a", "the form of names :title-:title is unknown"),
        (":hash-:title.md", "a-a", "the form of names :hash-:title is unknown"),
    ],
)
def test_hexo_takes_the_title_from_names_of_a_form(form: str, stem: str, expected: str) -> None:
    here = site("hexo", permalink=":title", new_post_name=form)
    assert address(here, f"source/_posts/{stem}.md") == expected


# ---- Hugo -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "sunday", "late"),
    [
        (":year", "2023", "2024"),
        (":month", "01", "11"),
        (":monthname", "january", "november"),
        (":day", "01", "25"),
        (":weekday", "0", "1"),
        (":weekdayname", "sunday", "monday"),
        (":yearday", "1", "330"),
        (":2006", "2023", "2024"),
        (":01", "01", "11"),
        (":02", "01", "25"),
        (":January", "january", "november"),
    ],
)
def test_hugo_has_these_parts_of_a_date(pattern: str, sunday: str, late: str) -> None:
    here = site("hugo", permalinks={"posts": f"/x-{pattern}/"})
    found = [address(here, "content/posts/a.md", day) for day in (SUNDAY, LATE)]
    assert found == [f"/x-{sunday}/", f"/x-{late}/"]


@pytest.mark.parametrize(
    ("pattern", "without", "with_slug"),
    [
        (":title", "rain-again", "rain-again"),
        (":slug", "rain-again", "my-slug"),
        (":filename", "the-file", "the-file"),
        (":contentbasename", "the-file", "the-file"),
        (":slugorfilename", "the-file", "my-slug"),
        (":slugorcontentbasename", "the-file", "my-slug"),
        (":section", "my-posts", "my-posts"),
        (":sections", "my-posts", "my-posts"),
        (":sections[0]", "my-posts", "my-posts"),
    ],
)
def test_hugo_has_these_parts_of_a_name(pattern: str, without: str, with_slug: str) -> None:
    here = site("hugo", permalinks={"My Posts": f"/x/{pattern}/"})
    path = "content/My Posts/The File.md"
    assert address(here, path) == f"/x/{without}/"
    assert address(here, path, slug="My Slug") == f"/x/{with_slug}/"
    root = site("hugo", permalinks={"/": "/y/:section/:filename/"})
    assert address(root, "content/The File.md") == "/y/the-file/"


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ({}, "Posts/Été.md", "/posts/%C3%A9t%C3%A9/"),
        ({"removePathAccents": True}, "Posts/Été.md", "/posts/ete/"),
        ({"disablePathToLower": True}, "Posts/Été.md", "/Posts/%C3%89t%C3%A9/"),
        ({"removePathAccents": "yes"}, "Posts/Été.md", "/posts/%C3%A9t%C3%A9/"),
        ({"uglyURLs": True}, "posts/a.md", "/posts/a.html"),
        ({"uglyURLs": False}, "posts/a.md", "/posts/a/"),
        ({"uglyURLs": {"Posts": True, "notes": False}}, "posts/a.md", "/posts/a.html"),
        ({"uglyURLs": {"Posts": True, "notes": False}}, "notes/a.md", "/notes/a/"),
        ({"languages": {"de": {}}}, "a.de.md", "/de/a/"),
        ({"languages": {"de": {}}}, "a.en.md", "/a/"),
        ({"languages": {"de": {}}}, "a.fr.md", "/a.fr/"),
        ({"languages": {"de": {}}, "defaultContentLanguage": "DE"}, "a.de.md", "/a/"),
        ({"defaultContentLanguage": "de"}, "a.de.md", "/a/"),
        ({"defaultContentLanguageInSubdir": True}, "a.md", "/en/a/"),
        ({"languages": {"de": {"baseURL": "x"}}}, "a.md",
         "each language has its own folder or address"),
        ({"languages": {"de": {"contentDir": "x"}}}, "a.md",
         "each language has its own folder or address"),
        ({"frontmatter": {"date": [":filename", ":default"]}}, "2024-05-01-a.md", "/a/"),
        ({"frontmatter": {"Date": ["date"]}}, "2024-05-01-a.md", "/2024-05-01-a/"),
        ({"permalinks": {"posts/long": "/l/:filename", "posts": "/p/:filename"}},
         "posts/long/a.md", "/l/a/"),
        ({"permalinks": {"posts": "/p/:filename", "posts/long": "/l/:filename"}},
         "posts/longer/a.md", "/p/a/"),
        ({"permalinks": {"page": {"posts": "/p/:filename", "x": 7}, "section": {"posts": "/s/"}}},
         "posts/a.md", "/p/a/"),
        ({"permalinks": 7}, "a.md", "permalinks with targets are not read"),
    ],
)  # fmt: skip
def test_hugo_obeys_its_settings(settings: dict[str, Any], path: str, expected: str) -> None:
    assert address(site("hugo", **settings), f"content/{path}") == expected


def test_hugo_has_another_content_folder_and_relative_addresses() -> None:
    assert address(site("hugo", contentDir="./my/text"), "my/text/a.md") == "/a/"
    here = site("hugo", languages={"de": {}})
    assert address(here, "content/posts/a.de.md", url="x/y/") == "/de/x/y/"
    assert address(here, "content/posts/a.de.md", url="/x/y/") == "/x/y/"


# ---- Zola, Eleventy, Pelican, Nikola, MkDocs ------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ({}, "a/Hello You.md", "/a/hello-you/"),
        ({}, "2024-05-01T10:00:00Z-hello.md", "/hello/"),
        ({}, "2024-05-01_hello.md", "/hello/"),
        ({}, "index.md", "the front page of the site"),
        ({"slugify": {}}, "2024-05-01-Hello You.md", "/hello-you/"),
        ({"slugify": "safe"}, "Hello_You.md", "/Hello_You/"),
        ({"slugify": "safe"}, "Hello You.md", "the file's name cannot stand in an address"),
        ({"slugify": "OFF"}, "Hello You.md", "/Hello%20You/"),
        ({"slugify": {"paths": "off"}}, "Hello.md", "/Hello/"),
        ({"slugify": {"paths_keep_dates": True}}, "2024-05-01-Hello.md", "/2024-05-01-hello/"),
        ({"languages": {"FR": {}}}, "a/b.fr.md", "/fr/a/b/"),
        ({"languages": {"FR": {}}}, "a/b.de.md", "/a/b-de/"),
    ],
)
def test_zola_obeys_its_settings(settings: dict[str, Any], path: str, expected: str) -> None:
    here = site("zola", **settings)
    assert address(here, f"content/{path}") == expected
    assert address(here, f"content/{path}", render=False) == "render is false"


@pytest.mark.parametrize(
    ("permalink", "path", "expected"),
    [
        (None, "index.md", "the front page of the site"),
        (None, "a/index.md", "/a/"),
        (None, "a/b/b.md", "/a/b/"),
        (None, "_posts/a.md", "/_posts/a/"),
        (None, "_a/b.md", "the folder's name begins with _"),
        ("{{ page.fileSlug }}.html", "x/2024-05-01-a.md", "/a.html"),
        ("{{fileSlug}}/", "x/2024-05-01-y/index.md", "/y/"),
        ("{{- page.fileSlug | slugify -}}/", "x/a.md", "/a/"),
        ("{{ page.filePathStem }}/", "x/2024-05-01-a.md", "/x/a/"),
        ("{{ slug }}/", "x/a.md", "/s/"),
        ("b/index.html", "x/a.md", "/b/"),
        ("index.html", "x/a.md", "the front page of the site"),
        ("{% if a %}", "x/a.md", "the permalink {% if a %} is a template"),
        ("${a}", "x/a.md", "the permalink ${a} is a template"),
    ],
)
def test_eleventy_has_these_parts(permalink: str | None, path: str, expected: str) -> None:
    more = {"permalink": permalink} if permalink else {}
    assert address(site("eleventy"), path, slug="s", **more) == expected


def test_eleventy_takes_the_permalink_of_the_nearest_folder() -> None:
    here = site("eleventy", permalinks={".": "/top/{{ fileSlug }}/", "a/b": "/ab/{{ fileSlug }}/"})
    found = [address(here, path) for path in ("c.md", "a/c.md", "a/b/c.md", "a/b/d/c.md")]
    assert found == ["/top/c/", "/top/c/", "/ab/c/", "/ab/c/"]


@pytest.mark.parametrize(
    "key", ["url", "siteUrl", "site_url", "siteURL", "baseUrl", "baseURL", "base_url"]
)
def test_eleventy_states_its_address_under_any_of_these_names(key: str) -> None:
    found = to_site("eleventy", {key: HOME}, ("/w/site.json",), "/w")
    assert isinstance(found, Site)
    assert found.url == HOME


@pytest.mark.parametrize(
    ("form", "sunday", "late"),
    [
        ("%Y", "2023", "2024"), ("%y", "23", "24"), ("%m", "01", "11"), ("%-m", "1", "11"),
        ("%d", "01", "25"), ("%-d", "1", "25"), ("%j", "001", "330"), ("%H", "08", "18"),
        ("%M", "09", "30"), ("%S", "07", "59"), ("%B", "January", "November"),
        ("%b", "Jan", "Nov"), ("%A", "Sunday", "Monday"), ("%a", "Sun", "Mon"),
        ("%Y-%m", "2023-01", "2024-11"),
    ],
)  # fmt: skip
def test_pelican_has_these_forms_of_a_date(form: str, sunday: str, late: str) -> None:
    here = site("pelican", ARTICLE_URL=f"x-{{date:{form}}}/")
    assert [address(here, "a.md", day) for day in (SUNDAY, LATE)] == [
        f"/x-{sunday}/",
        f"/x-{late}/",
    ]


@pytest.mark.parametrize(
    ("pattern", "fields", "expected"),
    [
        ("{slug}", {}, "/rain-again"),
        ("{date}", {"date": LATE}, "the form date is unknown"),
        ("{date:%U}", {"date": LATE}, "the form %U is unknown"),
        ("{date:%Y}", {}, "the permalink needs a date"),
        ("{category:x}", {}, "the form x is unknown"),
        ("{category}", {"category": "My Own"}, "/my-own"),
        ("{category}", {}, "/folder"),
        ("{author}", {"authors": ["Jo Doe", "X"]}, "/jo-doe"),
        ("{author}", {"author": "Al Roe", "authors": ["Jo Doe"]}, "/al-roe"),
        ("{author}", {}, "the permalink needs an author"),
        ("{lang}", {}, "/en"),
        ("{lang}", {"lang": "en"}, "/en"),
        ("{series}", {"series": "s"}, "/s"),
        ("{series}", {}, "the permalink needs series"),
        ("{x", {}, "the form of {x is unknown"),
        ("x}", {}, "the form of x} is unknown"),
    ],
)
def test_pelican_has_these_parts(pattern: str, fields: dict[str, Any], expected: str) -> None:
    here = site("pelican", ARTICLE_URL=pattern, PATH="content")
    date = fields.pop("date", "") if "date" in fields else ""
    assert address(here, "content/folder/a.md", date, **fields) == expected


@pytest.mark.parametrize(
    ("settings", "path", "fields", "expected"),
    [
        ({}, "pages/a.md", {}, "/pages/rain-again.html"),
        ({}, "content/pages/a.md", {}, "/pages/rain-again.html"),
        ({}, "a/b/pages/a.md", {}, "/rain-again.html"),
        ({"PAGE_PATHS": ["docs"]}, "docs/a.md", {}, "/pages/rain-again.html"),
        ({"PAGE_PATHS": ["docs", "pages"]}, "docs/a.md", {}, "/rain-again.html"),
        ({"PAGE_URL": "p/{slug}"}, "pages/a.md", {}, "/p/rain-again"),
        ({"PAGE_URL": 7}, "pages/a.md", {}, "PAGE_URL is computed"),
        ({"ARTICLE_URL": 7}, "a.md", {}, "ARTICLE_URL is computed"),
        ({}, "pages/a.md", {"lang": "de"}, "the addresses of pages in other languages are unknown"),
        ({}, "a.md", {"lang": "DE"}, "/rain-again-DE.html"),
        ({"DEFAULT_LANG": "de"}, "a.md", {"lang": "DE"}, "/rain-again.html"),
        ({"ARTICLE_LANG_URL": "{lang}/{slug}"}, "a.md", {"lang": "de"}, "/de/rain-again"),
        ({"ARTICLE_URL": "{category}", "USE_FOLDER_AS_CATEGORY": False}, "f/a.md", {}, "/misc"),
        ({"ARTICLE_URL": "{category}", "DEFAULT_CATEGORY": "News"}, "a.md", {}, "/news"),
        ({"SLUGIFY_SOURCE": "basename"}, "My File.md", {}, "/my-file.html"),
        ({"SLUGIFY_SOURCE": "title"}, "My File.md", {}, "/rain-again.html"),
        ({"SLUGIFY_SOURCE": 7}, "a.md", {}, "SLUGIFY_SOURCE is computed"),
        ({"PATH_METADATA": 7}, "a.md", {}, "PATH_METADATA is computed"),
        ({"FILENAME_METADATA": 7}, "a.md", {}, "FILENAME_METADATA is computed"),
        (
            {"PATH_METADATA": "(?P<slug>.*)"},
            "a.md",
            {},
            "how the file's name becomes a slug is unknown",
        ),
        ({"SLUG_REGEX_SUBSTITUTIONS": [1]}, "a.md", {}, "SLUG_REGEX_SUBSTITUTIONS is set"),
        ({"SLUGIFY_PRESERVE_CASE": True}, "a.md", {}, "/Rain-again.html"),
        ({"SLUGIFY_USE_UNICODE": True}, "a.md", {"title": "Été"}, "/%C3%A9t%C3%A9.html"),
        ({}, "a.md", {"url": "own/"}, "/own/"),
        ({}, "a.md", {"status": "Draft"}, "status is draft"),
        ({}, "a.md", {"status": "hidden"}, "status is hidden"),
        ({}, "a.md", {"status": "skip"}, "status is skip"),
        ({}, "a.md", {"status": "published"}, "/rain-again.html"),
    ],
)
def test_pelican_obeys_its_settings(
    settings: dict[str, Any], path: str, fields: dict[str, Any], expected: str
) -> None:
    assert address(site("pelican", **settings), path, **fields) == expected


@pytest.mark.parametrize(
    ("settings", "path", "fields", "expected"),
    [
        ({}, "posts/a/My Post.md", {}, "/blog/a/my-post/"),
        ({}, "pages/a.rst", {}, "/a/"),
        ({}, "pages/a.md", {}, "POSTS and PAGES do not name the folder"),
        ({}, "postscript/a.md", {}, "POSTS and PAGES do not name the folder"),
        ({"PRETTY_URLS": False}, "posts/a.md", {}, "/blog/a.html"),
        ({"PRETTY_URLS": True}, "posts/a.md", {}, "/blog/a/"),
        ({}, "posts/a.de.md", {}, "the addresses of translations are unknown"),
        ({"POSTS": [["posts/*.md"]]}, "posts/a.md", {}, "POSTS is computed"),
        ({"PAGES": 7}, "posts/a.md", {}, "PAGES is computed"),
        ({"PAGES": [["a", 7]]}, "posts/a.md", {}, "PAGES is computed"),
        ({}, "posts/a.md", {"status": "draft"}, "status is draft"),
        ({}, "posts/a.md", {"status": "Private"}, "status is private"),
        ({}, "posts/a.md", {"status": "featured"}, "/blog/a/"),
        ({}, "posts/洪水.md", {}, "the slug needs a title in Latin letters"),
    ],
)
def test_nikola_obeys_its_settings(
    settings: dict[str, Any], path: str, fields: dict[str, Any], expected: str
) -> None:
    given = {"POSTS": [["posts/*.md", "/blog/", "t"]], "PAGES": [["pages/*.rst", "", "t"]]}
    assert address(site("nikola", **{**given, **settings}), path, **fields) == expected


@pytest.mark.parametrize(
    ("settings", "path", "expected"),
    [
        ({}, "index.md", "the front page of the site"),
        ({}, "README.md", "the front page of the site"),
        ({}, "a/index.md", "/a/"),
        ({}, "a/b.md", "/a/b/"),
        ({"use_directory_urls": False}, "a/README.md", "/a/index.html"),
        ({"use_directory_urls": False}, "a/b.md", "/a/b.html"),
        ({"use_directory_urls": True}, "a/b.md", "/a/b/"),
        ({"plugins": ["material/blog"]}, "posts/b.md", "the addresses of MkDocs' blog are unknown"),
        ({"plugins": "blog"}, "posts/b.md", "the addresses of MkDocs' blog are unknown"),
        ({"plugins": [{"blog": {}}, 7]}, "a/b.md", "/a/b/"),
        ({"plugins": ["search"]}, "posts/b.md", "/posts/b/"),
    ],
)
def test_mkdocs_obeys_its_settings(settings: dict[str, Any], path: str, expected: str) -> None:
    assert address(site("mkdocs", **settings), f"docs/{path}") == expected
    assert address(site("mkdocs", docs_dir="x/", **settings), f"x/{path}") == expected


# ---- addresses of sites ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (" https://news.example.net/blog/ ", "https://news.example.net/blog"),
        ("https://news.example.net/?a=b#c", "https://news.example.net"),
        ("http://news.example.net", "http://news.example.net"),
        ("https://a.localhost", None), ("https://news.local", None), ("https://a.test", None),
        ("https://a.invalid", None), ("https://a.example", None), ("https://127.0.0.1", None),
        ("https://[::1]/", None), ("https://news", None), ("https://example.com", None),
        ("https://yoursite.com", None), ("https://your-site.com", None),
        ("https://yourdomain.com", None), ("https://your-domain.com", None),
        ("https://mysite.com", None), ("https://localhost.localdomain", None),
        ("https://yourusername.github.io", None), ("https://your-username.github.io", None),
        ("https://username.github.io", None), ("https://jo.github.io", "https://jo.github.io"),
        ("ftp://news.example.net", None), ("news", None), (7, None), (None, None),
    ],
)  # fmt: skip
def test_the_address_of_a_site_is_that_of_a_host_on_the_web(
    value: object, expected: str | None
) -> None:
    assert site_address(value) == expected


@pytest.mark.parametrize(("generator", "key"), KEYS.items())
def test_an_address_that_is_missing_is_told_with_its_key(generator: str, key: str) -> None:
    found = to_site(generator, {}, ("/w/first", "/w/last"), "/w")
    assert found == SiteProblem(
        "/w/last", f"{key} states no address of the site.", f"Set {key}, or set site in kg.toml."
    )
    found = to_site(generator, {key: "http://localhost"}, ("/w/last",), "/w")
    assert isinstance(found, SiteProblem)
    assert found.what == f"{key} states no address of the site ('http://localhost')."
    assert to_site(generator, {}, ("/w/configuration",), "/w", HOME) == site(generator)


def test_the_example_of_a_new_hugo_site_is_no_address() -> None:
    given = {"baseURL": "https://example.org/"}
    assert isinstance(to_site("hugo", given, ("f",), "/w"), Site)
    new = to_site("hugo", {**given, "title": "My New Hugo Site"}, ("f",), "/w")
    assert isinstance(new, SiteProblem)


def test_what_jekyll_is_told_is_kept() -> None:
    given = {
        "url": f"{HOME}/", "baseurl": " /blog/ ", "permalink": "pretty", "timezone": "Europe/Rome",
        "source": "./src", "collections_dir": "my\\own", "defaults": [
            {"scope": {"path": "a", "type": "posts"}, "values": {"slug": "x", "category": 7}}
        ],
        "collections": {"notes": {"output": True, "permalink": "/n/"}, "team": {}, "posts": {}},
    }  # fmt: skip
    found = to_site("jekyll", given, ("f",), "/w")
    assert found == Site(
        f"{HOME}/blog", "jekyll",
        Permalinks(
            "pretty", (("notes", "/n/"), ("team", NOT_WRITTEN), ("posts", "")), "src",
            (Scope("a", "posts", (("slug", "x"),)),),
            (("timezone", "Europe/Rome"), ("collections_dir", "my/own")),
        ),
        ("f",), "/w",
    )  # fmt: skip


# ---- slugs ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "jekyll", "pretty", "hugo", "pelican", "zola"),
    [
        ("Rain & Snow", "rain-snow", "Rain-&-Snow", "rain-snow", "rain-snow", "rain-snow"),
        ("a._~!$&'()+,;=@b", "a-b", "a._~!$&'()+,;=@b", "a._~+@b", "a_b", "a-b"),
        ("a./\\_#+~-@b", "a-b", "a.-_-+~-@b", "a./\\_#+~-@b", "a_-b", "a-b"),
        ("-- a  -  b --", "a-b", "a-b", "--a-b--", "-a-b-", "a-b"),
        ("Straße", "straße", "Straße", "straße", "strasse", "strasse"),
        ("æÆœŒøØłŁ", "ææœœøøłł", "æÆœŒøØłŁ", "ææœœøøłł", "aeaeoeoeooll", "aeaeoeoeooll"),
        ("a’b‘c“d”e–f…", "a-b-c-d-e-f", "a-b-c-d-e-f", "abcdef", "abcde-f", "a-b-c-d-e-f"),
        ("x²٣", "x-٣", "x-٣", "x٣", None, None),
        ("<b>x</b> y", "b-x-b-y", "b-x-b-y", "bx/b-y", "x-y", "b-x-b-y"),
    ],
)
def test_slugs_are_those_of_each_generator(
    text: str, jekyll: str, pretty: str, hugo: str, pelican: str | None, zola: str | None
) -> None:
    found = (jekyll_slug(text), jekyll_slug(text, pretty=True), hugo_slug(text))
    assert found == (jekyll, pretty, hugo)
    for slug, expected in ((ascii_slug(text), pelican), (zola_slug(text), zola)):
        assert (None if isinstance(slug, Why) else slug) == expected


def test_slugs_keep_what_they_are_told_to_keep() -> None:
    assert hugo_slug("Été Bon", keeps_case=True) == "Été-Bon"
    assert hugo_slug("Été Bon", no_accents=True) == "ete-bon"
    assert ascii_slug("Été Bon", keeps_case=True) == "Ete-Bon"
    assert ascii_slug("Été 洪水", keeps_letters=True) == "été-洪水"


# ---- what is no piece, and what is no path --------------------------------------------------


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("a.md", {"draft": "Yes"}, "a draft"),
        ("a.md", {"draft": 1}, "a draft"),
        ("a.md", {"draft": "true"}, "a draft"),
        ("a.md", {"draft": "no"}, "/a.html"),
        ("a.md", {"published": "no"}, "not published"),
        ("a.md", {"published": 0}, "not published"),
        ("a.md", {"permalink": "false"}, "not published"),
        ("_index.md", {}, "the page of a section"),
        ("_index.de.md", {}, "the page of a section"),
        ("a.md", {"title": None}, "no title"),
        ("a.md", {"title": []}, "no title"),
        ("a.md", {"title": None, "full-title": "X"}, "/a.html"),
        ("a.md", {"permalink": "/a.JSON"}, "/a.JSON is no page"),
        ("a.md", {"permalink": "/404.html"}, "/404.html is no page"),
        ("a.md", {"permalink": "/404"}, "/404 is no page"),
        ("a.md", {"permalink": "/a.css?x"}, "/a.css is no page"),
        ("a.md", {"permalink": "/x/?y=z"}, "/x/?y=z"),
        ("a.md", {"permalink": "/{{ x }}/"}, "the permalink /{{ x }}/ has unknown placeholders"),
        (
            "a.md",
            {"permalink": "//other.example.net/x"},
            "'//other.example.net/x' is not an http or https URL",
        ),
        ("a.md", {"Perma-Link": "/x/"}, "/x/"),
        (".md", {}, "/.md.html"),
        ("x\\.\\a.md", {}, "/x/a.html"),
    ],
)
def test_more_of_what_is_no_piece(path: str, fields: dict[str, Any], expected: str) -> None:
    assert address(site("jekyll"), path, **fields) == expected


@pytest.mark.parametrize("ending", ["xml", "json", "txt", "css", "js", "atom", "rss", "svg",
                                    "webmanifest", "ico", "png", "jpg", "jpeg"])  # fmt: skip
def test_files_that_are_no_pages_are_no_pieces(ending: str) -> None:
    assert address(site("jekyll"), "a.md", permalink=f"/x.{ending}") == f"/x.{ending} is no page"
    assert address(site("jekyll"), "a.md", permalink=f"/x.{ending}/") == f"/x.{ending}/"


def test_addresses_that_are_too_long_or_have_odd_characters() -> None:
    here = site("jekyll")
    assert address(here, f"{'a' * 3_993}.md") == f"/{'a' * 3_993}.html"
    assert address(here, f"{'a' * 3_994}.md") == "the address is too long"
    assert address(here, "a:@!$&'()*+,;=-._~b c%.md") == "/a:@!$&'()*+,;=-._~b%20c%25.html"


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("2024-05-01T23:30:00-04:00", "/2024/05/01/"),
        ("2024-05-01T23:30:00 -0400", "/2024/05/01/"),
        ("2024-05-01T00:30:00+02:00", "/2024/05/01/"),
        ("2024-05-01T00:30:00Z", "/2024/05/01/"),
        ("2024-05-01", "/2024/05/01/"),
        ("2024-05", "the permalink needs a day"),
        ("", "the permalink needs a date"),
    ],
)
def test_hugo_and_pelican_have_the_day_of_the_clock_that_states_it(
    date: str, expected: str
) -> None:
    hugo = site("hugo", permalinks={"posts": "/:year/:month/:day/"})
    pelican = site("pelican", ARTICLE_URL="{date:%Y}/{date:%m}/{date:%d}/")
    assert address(hugo, "content/posts/a.md", date) == expected
    assert address(pelican, "a.md", date) == expected
