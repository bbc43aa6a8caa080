from __future__ import annotations

import json
import os
import time
from itertools import pairwise
from pathlib import Path

import pytest

from kg.read.sites.address import own_address
from kg.read.sites.find import find_site
from kg.read.sites.site import SiteProblem

URL = "https://news.example.net"


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def told(root: Path) -> SiteProblem:
    problems: list[SiteProblem] = []
    assert find_site([str(root)], problems) is None
    (problem,) = problems
    return problem


LETTERS = "abcdefghijklmnopqrstuvwxyz"
BOMB = "a: &a [x, x]\n" + "".join(
    f"{now}: &{now} [*{before}, *{before}]\n" for before, now in pairwise(LETTERS)
)

CONFIGURATIONS = {
    "jekyll": {"_config.yml": f'title: News\nurl: "{URL}"\nbaseurl: ""\nplugins: [jekyll-feed]\n'},
    "jekyll-toml": {"_config.toml": f'url = "{URL}"\n'},
    "hexo": {
        "_config.yml": f"url: {URL}\nroot: /\nsource_dir: source\npublic_dir: public\n"
        "permalink: :year/:title/\n"
    },
    "hugo": {"hugo.toml": f"baseURL = '{URL}/'\nlanguageCode = 'en-us'\n[params]\na = 1\n"},
    "hugo-yaml": {"config.yaml": f"baseurl: {URL}/\nmenu:\n  main: []\n"},
    "hugo-json": {"hugo.json": json.dumps({"baseURL": URL})},
    "hugo-folder": {
        "config/_default/hugo.toml": 'baseURL = "http://localhost:1313/"\n',
        "config/production/hugo.toml": f'baseURL = "{URL}/"\n',
        "config/_default/permalinks.toml": 'posts = "/p/:slug/"\n',
    },
    "zola": {"config.toml": f'base_url = "{URL}"\ncompile_sass = true\n[extra]\n'},
    "eleventy": {
        "eleventy.config.js": "export default function (c) { return { dir: { input: 'src' } } }",
        "src/_data/site.json": json.dumps({"title": "News", "url": f"{URL}/"}),
    },
    "pelican": {
        "pelicanconf.py": "AUTHOR = 'Me'\nSITEURL = ''\nARTICLE_URL = '{date:%Y}/{slug}/'\n",
        "publishconf.py": f"import sys\nfrom pelicanconf import *\nSITEURL = '{URL}'\n",
    },
    "nikola": {
        "conf.py": f'import time\nSITE_URL = "{URL}/"\nPOSTS = (("posts/*.md", "b", "t"),)\n'
    },
    "mkdocs": {
        "mkdocs.yml": f"site_url: {URL}/\nmarkdown_extensions:\n  - pymdownx.emoji:\n"
        "      emoji_index: !!python/name:material.extensions.emoji.twemoji\n"
    },
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_a_site_is_found_beside_its_posts(tmp_path: Path, name: str) -> None:
    write(tmp_path, CONFIGURATIONS[name])
    site = find_site([str(tmp_path)])
    assert site is not None
    assert (site.url, site.generator) == (URL, name.partition("-")[0])
    assert site.folder == str(tmp_path)
    assert {os.path.relpath(file, tmp_path) for file in site.files} == set(CONFIGURATIONS[name])


def test_a_found_site_tells_addresses(tmp_path: Path) -> None:
    write(tmp_path, CONFIGURATIONS["hugo-folder"])
    site = find_site([str(tmp_path / "content")])
    assert site is None or site.url == URL
    write(tmp_path, {"content/posts/rain.md": ""})
    site = find_site([str(tmp_path / "content")])
    assert site is not None
    found = own_address(site, "content/posts/rain.md", {"title": "Rain again"})
    assert found == f"{URL}/p/rain-again/"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: News\n", "url states no address of the site."),
        ("url: http://localhost:4000\n", "url states no address of the site"),
        ("url: http://example.com\n", "url states no address of the site"),
        ("url: 'https://my.test'\n", "url states no address of the site"),
        ("url: 'http://127.0.0.1/'\n", "url states no address of the site"),
        ("url: /blog\n", "url states no address of the site"),
        ("url: [\n", "line 2: invalid YAML"),
        ("- a\n- b\n", "line 1: holds no keys and values."),
    ],
)
def test_a_configuration_without_an_address_says_so(tmp_path: Path, text: str, says: str) -> None:
    write(tmp_path, {"_config.yml": text})
    problem = told(tmp_path)
    assert problem.path == str(tmp_path / "_config.yml")
    assert problem.what.startswith(says)
    assert problem.mend


def test_the_address_of_a_new_hugo_site_is_none(tmp_path: Path) -> None:
    text = "baseURL = 'https://example.org/'\ntitle = 'My New Hugo Site'\n"
    write(tmp_path, {"hugo.toml": text})
    assert told(tmp_path).what.startswith("baseURL states no address")


def test_without_git_only_the_folder_and_its_parent_are_looked_into(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": f"url: {URL}\n", "a/b/post.md": ""})
    assert find_site([str(tmp_path / "a")]) is not None
    assert find_site([str(tmp_path / "a" / "b")]) is None
    assert find_site([str(tmp_path / "a" / "b" / "post.md")]) is None


@pytest.mark.parametrize("is_file", [True, False])
def test_with_git_all_folders_up_to_it_are_looked_into(tmp_path: Path, is_file: bool) -> None:
    repository = tmp_path / "repository"
    write(tmp_path, {"_config.yml": "url: https://outside.example.net\n"})
    write(repository, {"a/b/c/post.md": ""})
    if is_file:  # as in a worktree or a submodule
        (repository / ".git").write_text("gitdir: elsewhere\n")
    else:
        (repository / ".git").mkdir()
    assert find_site([str(repository / "a" / "b" / "c")]) is None
    write(repository, {"_config.yml": f"url: {URL}\n"})
    site = find_site([str(repository / "a" / "b" / "c")])
    assert site is not None
    assert site.url == URL


def test_the_nearest_configuration_decides(tmp_path: Path) -> None:
    write(tmp_path, {"hugo.toml": "baseURL = 'https://far.example.net'\n", "blog/_posts/a.md": ""})
    write(tmp_path, {"blog/_config.yml": f"url: {URL}\n"})
    (tmp_path / ".git").mkdir()
    site = find_site([str(tmp_path / "other"), str(tmp_path / "blog" / "_posts")])
    assert site is not None
    assert site.url == "https://far.example.net"  # it is beside the first folder
    near = find_site([str(tmp_path / "blog" / "_posts")])
    assert near is not None
    assert near.url == URL


def test_a_known_address_keeps_the_permalinks_of_the_configuration(tmp_path: Path) -> None:
    write(tmp_path, {"_config.yml": "permalink: /:title/\n"})
    site = find_site([str(tmp_path)], url=f"{URL}/blog/")
    assert site is not None
    path = "_posts/2024-05-01-rain.md"
    assert own_address(site, path, {"title": "Rain"}) == f"{URL}/blog/rain/"
    (tmp_path / "_config.yml").unlink()
    bare = find_site([str(tmp_path)], url=URL)
    assert bare is not None
    assert (bare.url, bare.generator) == (URL, "")


def test_an_empty_address_for_publishing_leaves_the_other_one(tmp_path: Path) -> None:
    write(tmp_path, {"pelicanconf.py": f"SITEURL = '{URL}'\nARTICLE_URL = 'a/{{slug}}'\n"})
    write(tmp_path, {"publishconf.py": "SITEURL = ''\nARTICLE_URL = 'b/{slug}'\n"})
    site = find_site([str(tmp_path)])
    assert site is not None
    assert own_address(site, "content/x.md", {"title": "Rain"}) == f"{URL}/b/rain"


def test_python_is_never_executed(tmp_path: Path) -> None:
    mark = tmp_path / "executed"
    evil = f"open({str(mark)!r}, 'w')\nSITEURL = (lambda: '{URL}')()\n"
    write(tmp_path, {"pelicanconf.py": evil})
    assert told(tmp_path).what == "SITEURL is computed, not written out."
    assert not mark.exists()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pelicanconf.py", "x = 1\n" * 200_000),
        ("pelicanconf.py", "x = " + "-" * 100_000 + "1"),
        ("pelicanconf.py", "x = a" + ".b" * 60_000),
        ("pelicanconf.py", "x = f'" + "{1}" * 40_000 + "'"),
        ("pelicanconf.py", "x = " + "[" * 50_000),
        ("pelicanconf.py", "\0"),
        ("hugo.json", '{"baseURL": ' + "[" * 100_000),
        ("hugo.toml", "a = " + "[" * 100_000),
        ("hugo.toml", "a." * 100_000 + "b = 1"),
        ("hugo.toml", "#" * 2_000_000),
        ("_config.yml", BOMB),
        ("_config.yml", "[" * 100_000),
    ],
)
def test_a_hostile_configuration_is_told_in_time(tmp_path: Path, name: str, text: str) -> None:
    write(tmp_path, {name: text})
    start = time.perf_counter()
    assert told(tmp_path).mend
    assert time.perf_counter() - start < 2


def test_links_in_circles_and_pipes_are_told(tmp_path: Path) -> None:
    (tmp_path / "_config.yml").symlink_to(tmp_path / "_config.yml")
    assert told(tmp_path).what.startswith("cannot be read: ")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    find_site([str(tmp_path / "loop")])
    (tmp_path / "_config.yml").unlink()
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "_config.yml")
        assert told(tmp_path).what == "cannot be read: it is not a regular file."


def test_files_of_other_programs_with_common_names_are_no_configuration(tmp_path: Path) -> None:
    write(
        tmp_path, {"config.json": "{broken", "config.toml": "[server]\n", "conf.py": "html = 1\n"}
    )
    problems: list[SiteProblem] = []
    assert find_site([str(tmp_path)], problems) is None
    assert problems == []


def test_eleventy_takes_permalinks_from_data_files_of_folders(tmp_path: Path) -> None:
    write(tmp_path, CONFIGURATIONS["eleventy"])
    write(tmp_path, {"src/posts/posts.json": json.dumps({"permalink": "/b/{{ page.fileSlug }}/"})})
    (tmp_path / ".git").mkdir()
    site = find_site([str(tmp_path / "src" / "posts")])
    assert site is not None
    path = "src/posts/2024-05-01-rain.md"
    assert own_address(site, path, {"title": "Rain"}) == f"{URL}/b/rain/"
    assert str(tmp_path / "src" / "posts" / "posts.json") in site.files
    write(tmp_path, {"src/posts/posts.11tydata.js": "export default { tags: 'posts' }"})
    assert find_site([str(tmp_path / "src" / "posts")]) is not None
