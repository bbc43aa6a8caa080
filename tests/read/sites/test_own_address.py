from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.read.dates import Date, read_date
from kg.read.errors import Why
from kg.read.sites.address import own_address
from kg.read.sites.configurations import to_site
from kg.read.sites.site import Site

HOME = "https://news.example.net"


def site(generator: str, **configuration: Any) -> Site:
    keys = {"hugo": "baseURL", "zola": "base_url", "pelican": "SITEURL", "nikola": "SITE_URL",
            "mkdocs": "site_url"}  # fmt: skip
    given = {keys.get(generator, "url"): HOME, **configuration}
    found = to_site(generator, given, ("/w/configuration",), "/w")
    assert isinstance(found, Site)
    return found


def address(of: Site, path: str, date: str = "", /, **fields: Any) -> str:
    """Return the path of a piece on the site, or why it has none."""
    given = {"title": "Rain again", **({"date": date} if date else {}), **fields}
    day = read_date(date)
    found = own_address(of, path, given, day if isinstance(day, Date) else None)
    return found.text if isinstance(found, Why) else found.removeprefix(HOME)


POST = "_posts/2024-05-01-Rain_in May.md"


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        (None, "/news/2024/05/01/Rain_in-May.html"),
        ("date", "/news/2024/05/01/Rain_in-May.html"),
        ("pretty", "/news/2024/05/01/Rain_in-May/"),
        ("ordinal", "/news/2024/122/Rain_in-May.html"),
        ("weekdate", "/news/2024/W18/Wed/Rain_in-May.html"),
        ("none", "/news/Rain_in-May.html"),
        ("/blog/:year/:title/", "/blog/2024/Rain_in-May/"),
        ("/:short_year/:i_month/:i_day/:slug", "/24/5/1/rain-in-may"),
        ("/:categories/:name:output_ext", "/news/rain-in-may.html"),
        ("/:short_month/:long_month/:long_day/", "/May/May/Wednesday/"),
        ("/:year:month:day_:title", "/20240501_Rain_in-May"),
        ("/:collection/:title", "/posts/Rain_in-May"),
        ("/:id/", "the permalink /:id/ has an unknown :id"),
    ],
)
def test_jekyll_writes_posts_by_its_permalink(permalink: str | None, expected: str) -> None:
    here = site("jekyll", permalink=permalink)
    assert address(here, POST, "2024-05-01", categories="News") == expected


def test_jekyll_has_the_date_of_the_head_before_that_of_the_name() -> None:
    assert address(site("jekyll"), POST, "2024-06-02") == "/2024/06/02/Rain_in-May.html"


def test_jekyll_counts_days_in_the_time_zone_of_the_site() -> None:
    late = "2024-05-01 23:30:00 -0400"
    assert address(site("jekyll"), POST, late) == "/2024/05/02/Rain_in-May.html"
    there = site("jekyll", timezone="America/New_York")
    assert address(there, POST, late) == "/2024/05/01/Rain_in-May.html"
    nowhere = site("jekyll", timezone="../../etc/passwd")
    assert address(nowhere, POST, late) == "the time zone ../../etc/passwd is unknown"


def test_jekyll_takes_folders_above_posts_as_categories() -> None:
    found = address(site("jekyll"), "World/Asia/_posts/2024-05-01-rain.md", "2024-05-01")
    assert found == "/world/asia/2024/05/01/rain.html"


def test_jekyll_keeps_collections_in_a_folder_that_is_no_category() -> None:
    here = site("jekyll", collections_dir="my", collections=["notes"])
    assert address(here, "my/_posts/2024-05-01-node.js.md", "2024-05-01") == (
        "/2024/05/01/node.js.html"
    )
    assert address(here, "my/_notes/a.md") == "Jekyll makes no pages of _notes"


def test_jekyll_adds_the_base_to_the_address() -> None:
    here = site("jekyll", baseurl="/blog")
    assert address(here, POST, permalink="/rain/") == "/blog/rain/"
    assert address(here, "about.md") == "/blog/about.html"


def test_jekyll_writes_pages_and_collections_by_their_folders() -> None:
    here = site("jekyll", permalink="pretty", collections={"notes": {"output": True}, "team": {}})
    assert address(here, "docs/Set up.md") == "/docs/Set%20up/"
    assert address(here, "docs/index.md") == "/docs/"
    assert address(here, "_notes/a/rain.md") == "/notes/a/rain/"
    assert address(here, "_team/jane.md") == "Jekyll makes no pages of _team"
    assert address(here, "_includes/x.md") == "Jekyll makes no pages of _includes"


def test_jekyll_obeys_the_permalink_of_a_collection_and_of_defaults() -> None:
    rule = {"scope": {"path": "", "type": "posts"}, "values": {"permalink": "/p/:title/"}}
    nearer = {"scope": {"path": "world"}, "values": {"permalink": "/w/:title/"}}
    here = site(
        "jekyll",
        defaults=[nearer, rule],
        collections={"notes": {"output": True, "permalink": "/n/:name"}},
    )
    assert address(here, "_posts/2024-05-01-rain.md") == "/p/rain/"
    assert address(here, "world/_posts/2024-05-01-rain.md") == "/w/rain/"
    assert address(here, "_notes/Rain.md") == "/n/rain"


def test_a_permalink_that_needs_a_date_is_told_if_there_is_none() -> None:
    expected = "the permalink needs a date"
    assert address(site("jekyll"), POST) == expected
    month = "the permalink needs a day"
    assert address(site("jekyll"), POST, "2024-05") == month


def test_jekyll_reads_no_post_without_a_date_in_its_name() -> None:
    expected = "the file's name begins with no date"
    assert address(site("jekyll"), "_posts/rain.md", "2024-05-01") == expected


def test_hexo_writes_posts_by_its_permalink() -> None:
    here = site("hexo", source_dir="source")
    assert address(here, "source/_posts/lorem/rain.md", "2013-07-14") == "/2013/07/14/lorem/rain/"
    named = site("hexo", permalink=":category/:name.html", new_post_name=":year-:month-:title.md")
    path = "source/_posts/2013-07-rain.md"
    assert address(named, path, categories=["foo", "bar"]) == "/foo/bar/rain.html"
    assert address(named, path) == "/uncategorized/rain.html"
    assert address(site("hexo", permalink=":hash/"), path) == (
        "the permalink :hash/ has an unknown :hash"
    )
    assert address(here, "source/about/index.md") == "/about/"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("content/posts/post-1.md", "/posts/post-1/"),
        ("content/posts/My Post & More.md", "/posts/my-post-more/"),
        ("content/posts/Über/index.md", "/posts/%C3%BCber/"),
        ("content/about.md", "/about/"),
        ("content/posts/2024-05-01-rain.md", "/posts/2024-05-01-rain/"),
        ("content/_index.md", "the page of a section"),
        ("content/index.md", "the front page of the site"),
        ("notes/rain.md", "not below content/"),
    ],
)
def test_hugo_writes_pages_by_their_path(path: str, expected: str) -> None:
    assert address(site("hugo"), path) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("/articles/:year/:month/:slug/", "/articles/2024/05/rain-again/"),
        ("/:year/:monthname/:day/:title/", "/2024/may/01/rain-again/"),
        ("/:section/:filename/", "/posts/the-flood/"),
        ("/:sections/:slugorfilename", "/posts/the-flood/"),
        ("/:contentbasename/", "/the-flood/"),
        ("/:weekday/:yearday/:2006/", "/3/122/2024/"),
        ("/:hash/", "the permalink /:hash/ has an unknown :hash"),
    ],
)
def test_hugo_obeys_the_permalink_of_a_section(pattern: str, expected: str) -> None:
    late = "2024-05-01 23:30:00 -0400"  # by its own clock
    for permalinks in ({"posts": pattern}, {"page": {"posts": pattern}}):
        here = site("hugo", permalinks=permalinks)
        found = address(here, "content/posts/the flood/index.md", late)
        assert found == expected
    assert address(here, "content/notes/rain.md") == "/notes/rain/"


def test_hugo_sections_in_folders_below_others_are_told() -> None:
    here = site("hugo", permalinks={"/": "/:sections/:slug/", "docs": "/:sections[1:]/:slug/"})
    assert address(here, "content/rain.md") == "/rain-again/"
    assert address(here, "content/docs/rain.md") == (
        "the permalink /:sections[1:]/:slug/ has an unknown :sections[1:]"
    )
    assert address(here, "content/docs/2024/rain.md") == ("which folders are sections is unknown")


def test_a_name_that_looks_like_a_file_is_a_page() -> None:
    here = site("jekyll", permalink="/:title")
    assert address(here, "_posts/2024-05-01-node.js.md") == "/node.js"


def test_hugo_has_url_before_slug_before_the_name() -> None:
    here = site("hugo", permalinks={"posts": "/:year/:slug/"})
    path = "content/posts/rain.md"
    assert address(here, path, url="/my/rain/", slug="a") == "/my/rain/"
    assert address(here, path, url="/my/:slug/", slug="a") == "/my/a/"
    assert address(site("hugo"), path, slug="The Flood") == "/posts/the-flood/"


def test_hugo_writes_ugly_addresses_and_languages_as_configured() -> None:
    assert address(site("hugo", uglyURLs=True), "content/posts/a.md") == "/posts/a.html"
    assert address(site("hugo", uglyurls={"posts": True}), "content/posts/a.md") == "/posts/a.html"
    two = site("hugo", languages={"en": {}, "fr": {}}, disablePathToLower=True)
    assert address(two, "content/posts/Rain.fr.md") == "/fr/posts/Rain/"
    assert address(two, "content/posts/Rain.en.md") == "/posts/Rain/"
    apart = site("hugo", languages={"fr": {"contentDir": "content/fr"}})
    assert "language" in address(apart, "content/fr/a.md")


def test_hugo_permalinks_that_name_targets_are_told() -> None:
    here = site("hugo", permalinks=[{"pattern": "/x/", "target": {"kind": "page"}}])
    assert address(here, "content/a.md") == "permalinks with targets are not read"


def test_zola_writes_pages_by_their_path_without_the_date() -> None:
    here = site("zola")
    assert address(here, "content/blog/2018-10-10-Hello_world.md") == "/blog/hello-world/"
    assert address(here, "content/blog/hello/index.md") == "/blog/hello/"
    assert address(here, "content/blog/a.md", slug="b c") == "/blog/b-c/"
    assert address(here, "content/blog/a.md", path="x/y") == "/x/y"
    assert address(here, "content/blog/洪水.md") == "the slug needs a title in Latin letters"
    keeps = site("zola", slugify={"paths": "off", "paths_keep_dates": True})
    assert address(keeps, "content/2018-10-10-A.md") == "/2018-10-10-A/"


def test_eleventy_writes_templates_by_their_path() -> None:
    here = site("eleventy", input="src", permalinks={"posts": "/blog/{{ page.fileSlug }}/"})
    assert address(here, "src/notes/2018-01-01-rain.md") == "/notes/2018-01-01-rain/"
    assert address(here, "src/notes/notes.md") == "/notes/"
    assert address(here, "src/posts/2018-01-01-rain.md") == "/blog/rain/"
    path = "src/notes/2018-01-01-rain.md"
    assert address(here, path, permalink="/x/{{ page.filePathStem }}.html") == "/x/notes/rain.html"
    assert address(here, path, permalink="/x/index.html") == "/x/"
    assert "is a template" in address(here, path, permalink="/{{ title | slugify }}/")
    assert address(here, path, permalink=False) == "not published"


def test_pelican_writes_articles_by_their_title() -> None:
    path = "content/2024-05-01-x.md"
    assert address(site("pelican"), path, title="Été: what's <i>new</i>?") == "/ete-whats-new.html"
    assert address(site("pelican"), path, slug="rain") == "/rain.html"
    assert address(site("pelican"), path, slug="rain", lang="fr") == "/rain-fr.html"
    assert (
        address(site("pelican", PATH="content"), "content/pages/a.md") == "/pages/rain-again.html"
    )
    dated = site("pelican", ARTICLE_URL="{date:%Y}/{date:%m}/{category}/{slug}/", PATH="content")
    assert address(dated, "content/World News/a.md", "2024-05-01") == (
        "/2024/05/world-news/rain-again/"
    )
    named = site("pelican", FILENAME_METADATA=r"(?P<date>\d{4}-\d{2}-\d{2})-(?P<slug>.*)")
    assert address(named, path) == "/x.html"
    assert address(site("pelican"), path, status="draft") == "status is draft"
    odd = site("pelican", ARTICLE_URL="{slug.__class__}")
    assert "the form of " in address(odd, path)


def test_nikola_writes_posts_where_posts_says() -> None:
    rows = [["posts/*.md", "blog", "post.tmpl"]]
    here = site("nikola", POSTS=rows, PAGES=[])
    assert address(here, "posts/2024/Rain again.md") == "/blog/2024/rain-again/"
    assert address(here, "posts/a.md", slug="b") == "/blog/b/"
    ugly = site("nikola", POSTS=rows, PRETTY_URLS=False)
    assert address(ugly, "posts/a.md") == "/blog/a.html"
    assert "POSTS and PAGES" in address(here, "other/a.md")


def test_mkdocs_writes_pages_by_their_path() -> None:
    assert address(site("mkdocs"), "docs/guide/Set up.md") == "/guide/Set%20up/"
    assert address(site("mkdocs"), "docs/guide/README.md") == "/guide/"
    assert address(site("mkdocs", use_directory_urls=False), "docs/a.md") == "/a.html"
    assert "blog" in address(site("mkdocs", plugins=[{"blog": {}}]), "docs/blog/posts/a.md")


@pytest.mark.parametrize("generator", ["", "jekyll", "hugo", "zola", "eleventy", "mkdocs"])
def test_a_stated_permalink_counts_for_every_generator(generator: str) -> None:
    here = site(generator) if generator else Site(HOME)
    path = "content/rain.md" if generator in ("hugo", "zola") else "docs/rain.md"
    assert address(here, path, permalink="/my/rain/") == "/my/rain/"
    assert address(here, path, url="/my/rain/") == "/my/rain/"
    assert address(here, path, permalink="https://other.example.net/a") == (
        "https://other.example.net/a"
    )


def test_without_a_generator_only_what_is_stated_counts() -> None:
    here = Site(f"{HOME}/blog")
    assert address(here, "a.md", slug="rain") == "/blog/rain"
    assert address(here, "a.md", url="rain.html?p=7") == "/blog/rain.html?p=7"
    assert address(here, "a.md") == ("no permalink, and the generator is unknown")
    assert "placeholders" in address(here, "a.md", permalink="/:year/:title/")


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("a.md", {"draft": True}, "a draft"),
        ("_drafts/a.md", {}, "a draft"),
        ("a.md", {"published": False}, "not published"),
        ("a.md", {"title": " "}, "no title"),
        ("feed.md", {"permalink": "/feed.xml"}, "/feed.xml is no page"),
        ("a.md", {"permalink": "/"}, "the front page of the site"),
        ("../a.md", {}, "outside the folder of the site"),
        ("configuration", {}, "the configuration of the site"),
    ],
)
def test_what_is_no_piece_says_why(path: str, fields: dict[str, Any], expected: str) -> None:
    assert address(site("jekyll"), path, **fields) == expected


def test_a_path_never_leads_out_of_the_site() -> None:
    here = Site(f"{HOME}/blog")
    assert address(here, "a.md", permalink="/../../x/") == "/blog/x/"
    assert address(here, "a.md", permalink="a b\n<c>") == "/blog/a%20b%3Cc%3E"


TEXTS = st.text(max_size=30)


@settings(max_examples=40)
@given(
    st.sampled_from(["jekyll", "hexo", "hugo", "zola", "eleventy", "pelican", "nikola", "mkdocs"]),
    st.lists(TEXTS, min_size=1, max_size=4),
    st.dictionaries(
        st.sampled_from(["title", "slug", "permalink", "url", "date", "categories", "lang", "x"]),
        TEXTS | st.integers() | st.lists(TEXTS, max_size=3) | st.none() | st.booleans(),
    ),
)
def test_any_head_gives_an_address_on_the_web_or_why(
    generator: str, parts: list[str], fields: dict[str, Any]
) -> None:
    here = site(generator)
    path = "/".join((here.permalinks.content, *parts)).strip("/") + ".md"
    found = own_address(here, path, fields, Date("2024-05-01T00:00:00Z", "day"))
    assert isinstance(found, Why) or found.startswith(("https://", "http://"))


@pytest.mark.parametrize(
    ("of", "path", "mend"),
    [
        (site("hexo", permalink=":year/:title/"), "source/_posts/rain.md", "Add date."),
        (site("jekyll", permalink="/:id/"), POST, "Add webUrl."),
        (site("zola"), "content/blog/洪水.md", "Add slug."),
        (Site(HOME), "a.md", "Add permalink."),
        (site("hugo"), "content/_index.md", ""),
    ],
)
def test_a_reason_comes_with_its_remedy(of: Site, path: str, mend: str) -> None:
    found = own_address(of, path, {"title": "Rain again", "date": ""}, None)
    assert isinstance(found, Why)
    assert found.mend == mend
