"""Of many posts of one form in one folder, those that are read to see what is in all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kg.inspection.result import FileFound, Sample
from kg.read.files import SourceFile, read_bytes
from kg.read.forms import PostForm, form_of

MANY_POSTS = 5_000
"""Up to so many posts of one form in one folder, all are read."""
SAMPLE = 1_000
"""Of more, so many are read, evenly spread."""


class Division(NamedTuple):
    """The files of an archive, by whether they are read."""

    whole: list[SourceFile]
    """Those of which none is left out."""
    some: list[SourceFile]
    """Those that stand for the others of their form and folder."""
    others: list[FileFound]
    """Those that are not read; only their form is known."""
    samples: tuple[Sample, ...]


def divide(files: Sequence[SourceFile]) -> Division:
    """Return which files are read. The form of each file that is not read is looked at."""
    folders: dict[tuple[str, str], list[SourceFile]] = defaultdict(list)
    for file in files:
        folder, _, name = file.path.rpartition("/")
        folders[folder, name.rpartition(".")[2].lower()].append(file)
    whole: list[SourceFile] = []
    groups: dict[tuple[str, str], list[SourceFile]] = defaultdict(list)
    for (folder, _), of_folder in folders.items():
        if len(of_folder) <= MANY_POSTS:
            whole += of_folder
            continue
        for file in of_folder:
            form = _form_of_post(file)
            if form:
                groups[folder, form].append(file)
            else:
                whole.append(file)
    some: list[SourceFile] = []
    others: list[FileFound] = []
    samples = []
    for (folder, form), posts in sorted(groups.items()):
        if len(posts) <= MANY_POSTS:
            whole += posts
            continue
        chosen = {at * len(posts) // SAMPLE for at in range(SAMPLE)}
        some += (post for at, post in enumerate(posts) if at in chosen)
        others += (FileFound(post.path, form) for at, post in enumerate(posts) if at not in chosen)
        samples.append(Sample(folder, form, len(posts), len(chosen)))
    return Division(sorted(whole), sorted(some), others, tuple(samples))


def _form_of_post(file: SourceFile) -> str | None:
    """Return what the form of a post is called; None if the file is no post."""
    try:
        data = read_bytes(file.location, file.path)
    except OSError:
        return None
    form = form_of(file.path, data) if data and not data.isspace() else None
    return form.describe(file.path, data) if isinstance(form, PostForm) else None


def scaled(count: int, of_whole: int, samples: Iterable[Sample]) -> int:
    """
    Return an estimate of a count in all files, of which the samples were not read as a whole.

    `of_whole` is the count in the files of which none was left out.

    >>> scaled(1_400, 400, [Sample("_posts", "post with a head in YAML", 10_000, 1_000)])
    10400
    """
    files = read = 0
    for sample in samples:
        files += sample.files
        read += sample.read
    return of_whole + round((count - of_whole) * files / read) if read else count
