"""`kg build --watch` follows kg.toml and the configurations of generators."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from watched import Watching, wait_until, watching, write_post

OWN = "---\ntitle: Mine\ndate: 2024-05-01\npermalink: /mine/\n---\nText.\n"
"""A piece of one's own, which is read where the site is known."""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    write_post(tmp_path / "posts" / "one.md", "One")
    (tmp_path / "posts" / "2024-05-01-mine.md").write_text(OWN, encoding="utf-8")
    return tmp_path


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def turtle(folder: Path) -> str:
    try:
        return (folder / "graph.ttl").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""


def states(folder: Path, address: str) -> bool:
    return address in turtle(folder)


def assert_equals_a_build_without_cache(watched: Watching, site: Path, *posts: str) -> None:
    command = [sys.executable, "-m", "kg", "build", *posts, "--no-cache", "--quiet"]
    subprocess.run([*command, "--out", "fresh", "--format", "turtle"], cwd=site, check=True)
    fresh = turtle(site / "fresh")
    wait_until(lambda: turtle(watched.out) == fresh, lambda: watched.said)


def test_a_change_of_kg_toml_is_built(site: Path) -> None:
    write(site / "kg.toml", 'title = "Before"\nposts = "posts"\n')
    with watching(site) as watched:
        assert "Before" in turtle(watched.out)
        write(site / "kg.toml", 'title = "After"\nposts = "posts"\nsite = "https://own.example"\n')
        watched.wait_for("One", "Mine")
        assert "After" in turtle(watched.out)
        assert_equals_a_build_without_cache(watched, site)


def test_a_kg_toml_that_appears_and_disappears_is_built(site: Path) -> None:
    with watching(site, "posts") as watched:
        watched.wait_for("One")
        write(site / "kg.toml", 'site = "https://own.example"\n')
        watched.wait_for("One", "Mine")
        assert_equals_a_build_without_cache(watched, site, "posts")
        (site / "kg.toml").unlink()
        watched.wait_for("One")
        assert_equals_a_build_without_cache(watched, site, "posts")


def test_a_broken_kg_toml_is_told_and_nothing_is_built_until_it_is_mended(site: Path) -> None:
    write(site / "kg.toml", 'posts = "posts"\n')
    with watching(site) as watched:
        write(site / "kg.toml", 'titel = "After"\nposts = "posts"\n')
        told = 'Error: kg.toml:1: unknown key "titel". Did you mean "title"?'
        wait_until(lambda: told in watched.said, lambda: watched.said)
        write_post(site / "posts" / "two.md", "Two")
        wait_until(lambda: watched.said.count(told) == 2, lambda: watched.said)
        watched.wait_for("One")
        write(site / "kg.toml", 'title = "After"\nposts = "posts"\n')
        watched.wait_for("One", "Two")
        assert "After" in turtle(watched.out)


def test_other_posts_of_kg_toml_are_watched_from_then_on_even_if_the_old_ones_are_gone(
    site: Path,
) -> None:
    write(site / "kg.toml", 'posts = "posts"\n')
    with watching(site) as watched:
        (site / "posts").rename(site / "news")
        wait_until(lambda: "does not exist. Building resumes" in watched.said)
        write(site / "kg.toml", 'posts = "news"\n')
        write_post(site / "news" / "two.md", "Two")
        watched.wait_for("One", "Two")
        write_post(site / "news" / "three.md", "Three")
        watched.wait_for("One", "Two", "Three")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("_config.yml", "url: https://a.example.net\n", "url: https://b.example.net\n"),
        (
            "hugo.toml",
            'baseURL = "https://a.example.net/"\n',
            'baseURL = "https://b.example.net/"\n',
        ),
        (
            "pelicanconf.py",
            "SITEURL = 'https://a.example.net'\n",
            "SITEURL = 'https://b.example.net'\n",
        ),
        ("mkdocs.yml", "site_url: https://a.example.net/\n", "site_url: https://b.example.net/\n"),
    ],
)
def test_a_change_of_a_generators_configuration_is_built(
    site: Path, name: str, before: str, after: str
) -> None:
    with watching(site, "posts") as watched:
        watched.wait_for("One")
        for text, address in (
            (before, "https://a.example.net/"),
            (after, "https://b.example.net/"),
        ):
            write(site / "draft", text)
            os.replace(site / "draft", site / name)
            wait_until(partial(states, watched.out, address), lambda: watched.said)
        assert "https://a.example.net/" not in turtle(watched.out)
        assert_equals_a_build_without_cache(watched, site, "posts")
        (site / name).unlink()
        watched.wait_for("One")


def test_without_kg_toml_none_is_watched(site: Path) -> None:
    with watching(site, "posts", "--no-config") as watched:
        write(site / "kg.toml", "titel = 1\n")
        write_post(site / "posts" / "two.md", "Two")
        watched.wait_for("One", "Two")
        assert "titel" not in watched.said
