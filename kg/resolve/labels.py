"""
Which labels of a record are topics.

Labels of `topics` always are, unless the user says otherwise. Labels of other fields, such as
`tags` and `categories`, can be words that a program or a theme puts on every record.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kg.model.account import LabelLeftOut
from kg.model.ids import name_key
from kg.model.records import Mention, Post, Subject
from kg.model.settings import Settings
from kg.resolve.outlets import outlet_of

NO_TOPICS = frozenset(
    "clipping clippings bookmark bookmarks article articles link links note notes".split()
)
"""Tags that say what a record is, never what its article is about."""
MANY_RECORDS = 10
"""Among fewer records of a folder no tag is on nearly all."""
NEARLY_ALL = 0.9
"""A tag on this share of the records of a folder tells none of them from another."""
ON_ALL = "on nearly all records of its folder"
IS_FORM = "says what a record is"
IGNORED = "ignored by kg.toml"


class Settled(NamedTuple):
    """Mentions whose labels are all topics, and what was decided on the way."""

    posts: list[Post]
    mentions: Sequence[Mention]
    subjects: tuple[Subject, ...]
    """Labels that the user says are other labels of a topic."""
    left_out: tuple[LabelLeftOut, ...]


def settle_labels(
    posts: Sequence[Post], mentions: Sequence[Mention], settings: Settings
) -> Settled:
    """Return the posts and mentions with topics alone, by what stands on the records around."""
    asked = settings.ignored_topics or settings.same_topics or settings.same_outlets
    labelled = any(post.mention and post.mention.tags for post in posts)
    if not (asked or labelled or any(mention.tags for mention in mentions)):
        return Settled(list(posts), mentions, (), ())
    settler = _Settler(settings, _on_nearly_all(posts))
    settled = [
        post._replace(mention=settler.settle(post.mention, folder_of(post)))
        if post.mention
        else post
        for post in posts
    ]
    others = [settler.settle(mention, None) for mention in mentions]
    return Settled(settled, others, settler.subjects(), settler.left_out())


def folder_of(post: Post) -> str:
    """Return the folder of a post; a file of many records is a folder of its own."""
    return post.path if post.number else post.path.rpartition("/")[0]


def _on_nearly_all(posts: Iterable[Post]) -> dict[str | None, frozenset[str]]:
    """Return by folder the keys of the tags that stand on nearly all of its records."""
    records: Counter[str] = Counter()
    uses: dict[str, Counter[str]] = defaultdict(Counter)
    for post in posts:
        if post.mention:
            folder = folder_of(post)
            records[folder] += 1
            if post.mention.tags:
                uses[folder].update({name_key(tag) for tag in post.mention.tags})
    return {
        folder: frozenset(
            key for key, count in of_folder.items() if count >= NEARLY_ALL * records[folder]
        )
        for folder, of_folder in uses.items()
        if records[folder] >= MANY_RECORDS
    }


class _Settler:
    """Decides mention by mention, and remembers what it left out."""

    def __init__(
        self, settings: Settings, on_nearly_all: Mapping[str | None, frozenset[str]]
    ) -> None:
        self._on_nearly_all = on_nearly_all
        self._kept = frozenset(map(name_key, settings.kept_topics))
        self._ignored = frozenset(map(name_key, settings.ignored_topics))
        self._same = {name_key(label): to for label, to in settings.same_topics}
        self._outlets = dict(settings.same_outlets)
        self._left_out: Counter[tuple[str, str, str]] = Counter()
        self._subjects: set[Subject] = set()

    def settle(self, mention: Mention, folder: str | None) -> Mention:
        """Return a mention whose labels are all topics."""
        if self._outlets and (outlet := outlet_of(mention)) and outlet[0] in self._outlets:
            mention = mention._replace(provider_domain=self._outlets[outlet[0] or ""])
        if not mention.tags and not (mention.topics and (self._ignored or self._same)):
            return mention
        labels = [label for label in mention.topics if self._is_wanted(label, folder)]
        boilerplate = self._on_nearly_all.get(folder, frozenset())
        for tag in mention.tags:
            if not self._is_wanted(tag, folder):
                continue
            key = name_key(tag)
            reason = IS_FORM if key in NO_TOPICS else ON_ALL if key in boilerplate else ""
            if reason and key not in self._kept:
                self._left_out[tag, folder or "", reason] += 1
            else:
                labels.append(tag)
        topics = tuple(dict.fromkeys(map(self._preferred, labels)))
        return mention._replace(topics=topics, tags=())

    def _is_wanted(self, label: str, folder: str | None) -> bool:
        if not self._ignored or name_key(label) not in self._ignored:
            return True
        self._left_out[label, folder or "", IGNORED] += 1
        return False

    def _preferred(self, label: str) -> str:
        preferred = self._same.get(name_key(label)) if self._same else None
        if preferred is None:
            return label
        if name_key(label) != name_key(preferred):
            self._subjects.add(Subject("", preferred, shortname=label))
        return preferred

    def subjects(self) -> tuple[Subject, ...]:
        """Return what the user says of labels that were met."""
        return tuple(sorted(self._subjects, key=repr))

    def left_out(self) -> tuple[LabelLeftOut, ...]:
        """Return the labels that are no topics, sorted, each with how often it was left out."""
        return tuple(LabelLeftOut(*key, count) for key, count in sorted(self._left_out.items()))
