"""Data files that hold no list of records: configurations, manifests, lock files, templates."""

from __future__ import annotations

import re
from typing import Literal

_MANIFESTS = frozenset(
    "package.json composer.json bower.json deno.json deno.jsonc jsr.json lerna.json nx.json "
    "turbo.json rush.json tsconfig.json jsconfig.json vercel.json firebase.json netlify.toml "
    "wrangler.toml cargo.toml pyproject.toml pipfile pubspec.yaml pubspec.yml environment.yml "
    "environment.yaml docker-compose.yml docker-compose.yaml compose.yml compose.yaml "
    "dependabot.yml renovate.json codemeta.json .zenodo.json citation.cff mix.exs book.toml "
    "manifest.json site.webmanifest manifest.webmanifest theme.toml shard.yml "
    "codecov.yml readthedocs.yml .readthedocs.yaml .readthedocs.yml .travis.yml "
    ".pre-commit-config.yaml .gitlab-ci.yml .eslintrc.json .prettierrc.json".split()
)
_LOCKS = frozenset(
    "package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml composer.lock cargo.lock "
    "poetry.lock uv.lock pdm.lock pipfile.lock gemfile.lock deno.lock flake.lock bun.lock "
    "pubspec.lock podfile.lock package.resolved mix.lock conda-lock.yml packages.lock.json "
    ".terraform.lock.hcl go.sum hugo_stats.json".split()
)
_HEAD_BYTES = 65_536
_LOCK_HEAD = re.compile(rb"\s*\{\s*\"(?:name|version|lockfileVersion)\"[^{}]{0,500}lockfileVersion")
_HEAD = re.compile(rb"(?:\xef\xbb\xbf)?\s*---[ \t]*\r?\n(?:[^\n]*\n){0,50}?---[ \t]*\r?\n")
# At the beginning of a line, or as a value without quotes: no data has it there.
_TAG = {
    "json": re.compile(rb"^[ \t]*(?:\{%|\{\{|<%)|[:,\[][ \t]*(?:\{\{|\{%|<%)", re.M),
    "yaml": re.compile(rb"^(?:\{%|\{\{|<%)|^[\w -]{1,100}:[ \t]+(?:\{\{|\{%|<%)", re.M),
    "other": re.compile(rb"^(?:\{%|\{\{|<%)", re.M),
}

Reason = Literal["configuration of kg", "package manifest", "lock file", "template"]


def other_data(path: str, data: bytes, language: str) -> Reason | None:
    r"""
    Return what a data file is if it can hold no list of records; None if it may hold one.

    >>> other_data("site/package.json", b"{}", "json")
    'package manifest'
    >>> other_data("feed.json", b"---\nlayout: null\n---\n[{% for p in posts %}]", "json")
    'template'
    """
    name = path.replace("\\", "/").rpartition("/")[2].lower()
    if name == "kg.toml":
        return "configuration of kg"
    if name in _LOCKS:
        return "lock file"
    if name in _MANIFESTS:
        return "package manifest"
    head = data[:_HEAD_BYTES]
    if language == "json" and _LOCK_HEAD.match(head):
        return "lock file"
    return "template" if is_template(head, language) else None


def is_template(head: bytes, language: str) -> bool:
    r"""
    Return whether a file that is named as data is a template of Liquid, Jinja, Go or the like.

    >>> is_template(b'{"title": {{ site.title | jsonify }}}', "json")
    True
    >>> is_template(b'- title: Rain\n  url: "{{ site.url }}/rain"\n', "yaml")
    False
    """
    if language not in ("yaml", "toml") and _HEAD.match(head):
        return True
    tag = _TAG["json" if language == "jsonl" else language if language in _TAG else "other"]
    return bool(tag.search(head))
