"""Which labels name one topic, and what that topic is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from kg.model.ids import topic_id
from kg.model.records import Mention, Subject, Topic
from kg.resolve.outlets import preferred_name


class Topics:
    """Gathers what mentions and topic files say of each topic."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        self.labels: dict[str, Counter[str]] = defaultdict(Counter)
        self.files: dict[str, list[Subject]] = defaultdict(list)
        for subject in subjects:
            self.files[topic_id(subject.label)].append(subject)
            self.labels[topic_id(subject.label)][subject.label] += 0
            if subject.parent:
                self.labels[topic_id(subject.parent)][subject.parent] += 0

    def count(self, mention: Mention, uses: int) -> None:
        for label in mention.topics:
            self.labels[topic_id(label)][label] += uses

    def entities(self) -> tuple[Topic, ...]:
        return tuple(self._topic(id_) for id_ in sorted(self.labels))

    def _topic(self, id_: str) -> Topic:
        files = sorted(self.files[id_], key=lambda file: file.path, reverse=True)
        spellings = self.labels[id_]
        label = files[0].label if files else preferred_name(spellings) or ""
        alternatives = {*spellings, *(file.shortname for file in files if file.shortname)} - {label}
        keywords = {word for file in files for word in file.keywords}
        parents = [topic_id(file.parent) for file in files if file.parent]
        return Topic(
            id=id_,
            label=label,
            alt_labels=tuple(sorted(alternatives)),
            # SKOS, S13: a label is preferred, alternative or hidden, never two of these.
            hidden_labels=tuple(sorted(keywords - alternatives - {label})),
            broader=next((parent for parent in parents if parent != id_), None),
        )
