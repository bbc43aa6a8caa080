from __future__ import annotations

from pathlib import Path

import pytest

import kg
from kg.inspection import Inspection, inspect_archive, to_text
from kg.model.settings import Settings

NEWSLETTER = Settings(body="articles")


def written(folder: Path, head: str, body: str = "", name: str = "a.md") -> Path:
    (folder / name).write_text(f"---\n{head}\n---\n{body}", encoding="utf-8")
    return folder


def issue(folder: Path, head: str = "date: 2024-05-03", name: str = "a.md") -> Path:
    body = "- [Rain](https://a.example/rain)\n- [Storm](https://b.example/storm)\n"
    return written(folder, f"title: Issue 1\ntags: [weekly]\n{head}", body, name)


def reasons(found: Inspection) -> dict[str, str]:
    return {field.name: field.left_out[0][0] for field in found.fields if field.left_out}


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("mood: glad", "unknown name"),
        ("headline: B", "'title' is used instead"),
        ("keywords:", "empty"),
        ("image: rain.png", "no address on the web in it"),
        ("updated: 2024-05-03", "it dates the post, not the article"),
        ("layout: post", "what the site shows, not what the article is"),
    ],
)
def test_a_field_that_is_left_out_says_why(field: str, reason: str, tmp_path: Path) -> None:
    found = inspect_archive([written(tmp_path, f"title: A\nlink: https://a.example/1\n{field}")])
    assert reasons(found) == {field.partition(":")[0]: reason}
    assert to_text(found).count(f"left out: {reason}") == 1


def test_a_field_of_a_record_that_is_passed_over_says_so(tmp_path: Path) -> None:
    found = inspect_archive([written(tmp_path, "title: A")])
    assert reasons(found) == {"title": "its record is passed over"}


def test_the_name_and_domain_of_a_provider_are_an_outlet(tmp_path: Path) -> None:
    head = "title: A\nwebUrl: https://a.example/1\nprovider: {name: The A, domain: a.example}"
    taken = {
        field.name: field.taken_as for field in inspect_archive([written(tmp_path, head)]).fields
    }
    assert taken["provider.name"] == taken["provider.domain"] == (("outlet", 1),)


def test_of_a_list_of_links_only_the_day_is_taken(tmp_path: Path) -> None:
    found = inspect_archive([issue(tmp_path)], settings=NEWSLETTER)
    taken = {field.name: dict(field.taken_as) for field in found.fields}
    assert taken == {"date": {"added": 1}, "tags": {}, "title": {}}
    assert reasons(found) == dict.fromkeys(["tags", "title"], "the post is read for its links only")
    assert ("title", "the links in the text", 1) in found.derived


def test_the_dates_of_a_newsletter_are_those_of_the_build(tmp_path: Path) -> None:
    issue(tmp_path, head="", name="2024-05-01-a.md")
    found = inspect_archive([tmp_path], settings=NEWSLETTER)
    graph = kg.build([tmp_path], settings=NEWSLETTER)
    assert {article.date_added for article in graph.articles} == {"2024-05-01T00:00:00Z"}
    assert found.makes.added == 2
    assert found.added == ("2024-05-01", "2024-05-01")
    assert "none with a date" not in to_text(found)


@pytest.mark.parametrize(
    ("head", "day", "precision"),
    [
        ("date: 2024-05-03 09:30", "2024-05-03", "day"),
        ("publishedDateTime: 2024-05-03", "2024-05-03", "day"),
        ("date: 2024-05", "2024-05-01", "month"),
    ],
)
def test_a_link_of_a_newsletter_was_added_on_the_day_that_the_issue_states(
    head: str, day: str, precision: str, tmp_path: Path
) -> None:
    articles = kg.build([issue(tmp_path, head)], settings=NEWSLETTER).articles
    added = {(article.date_added, article.added_precision) for article in articles}
    assert added == {(f"{day}T00:00:00Z", precision)}


def test_a_bad_date_of_a_list_of_links_is_told(tmp_path: Path) -> None:
    found = inspect_archive([issue(tmp_path, "date: soon")], settings=NEWSLETTER)
    assert [problem.what for problem in found.problems] == ["date is 'soon', not a date."]


def test_nothing_is_suggested_that_a_newsletter_already_has(tmp_path: Path) -> None:
    found = inspect_archive([issue(tmp_path)], settings=NEWSLETTER)
    assert (found.lines, found.remedies) == ((), ())
