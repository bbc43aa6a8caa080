from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from paths import ROOT

import kg
from kg.model.vocabulary import PREFIXES, PROPERTIES
from kg.read.fields import LEFT_OUT, ORGANIZATION, TOPIC, becomes

NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
RIVER = "related:\n  - title: River\n    webUrl: https://example.org/river\n"


def post(extra: str = "", name: str = "rain") -> str:
    return f"---\ntitle: Rain\nwebUrl: https://example.org/{name}\n{extra}---\n"


def report(folder: Path, **files: str) -> Any:
    """Return the account of a build of these posts, as JSON."""
    posts = folder / "posts"
    posts.mkdir()
    for name, text in files.items():
        (posts / name.replace("__", ".")).write_text(text, encoding="utf-8")
    kg.write(kg.build([posts]), folder / "out", ["turtle"])
    return json.loads((folder / "out" / "report.json").read_text(encoding="utf-8"))


def test_files_found_are_read_skipped_or_failed(tmp_path: Path) -> None:
    account = report(
        tmp_path,
        good__md=post(),
        readme__md="# Read me\n",
        webinar__md="---\ntype: webinar\nsecured: x\n---\n",
        broken__md="---\ntitle: [\n---\n",
        topic__yaml="taxonomy: topic\nname: AI\n",
    )
    files = account["files"]
    assert files == {"found": 5, "posts": 1, "taxonomy": 1, "skipped": 2, "failed": 1}
    assert {skip["path"]: skip["reason"] for skip in account["skipped"]} == {
        "readme.md": "no front matter",
        "webinar.md": "type: webinar",
    }
    assert account["failed"] == ["broken.md"]
    assert account["problems"][0]["path"] == "broken.md"


def test_mentions_are_articles_merged_and_untitled(tmp_path: Path) -> None:
    bare = "  - webUrl: https://example.org/bare\n"
    text_only = "  - just text\n"
    account = report(
        tmp_path,
        a__md=post(RIVER + bare + text_only, "a"),
        b__md=post(RIVER, "b"),
        c__md=post(RIVER, "a"),
    )
    mentions = account["mentions"]
    assert mentions == {
        "found": 7,
        "articles": 3,
        "merged": 3,
        "untitled": 1,
        "related_to_their_own_post": 0,
        "left_out_as_no_mention": 1,
    }
    assert mentions["found"] == mentions["articles"] + mentions["merged"] + mentions["untitled"]


def test_every_field_met_is_mapped_left_out_with_a_reason_or_unknown(tmp_path: Path) -> None:
    account = report(
        tmp_path,
        a__md=post("secured: xyz\nmood: wet\nprovider:\n  domain: example.org\n  motto: Yes\n"),
        b__md=post("mood: dry\n" + RIVER, "b"),
        w__md="---\ntype: webinar\nplace: here\nsecured: x\n---\n",
    )
    fields = {(use["record"], use["name"]): use for use in account["fields"]}
    assert fields["post", "title"]["becomes"] == "schema:headline"
    assert fields["post", "title"]["uses"] == 2
    assert fields["post", "secured"]["reason"] == "an encrypted blob: never exported"
    assert fields["post", "mood"] == {"record": "post", "name": "mood", "uses": 2}
    assert fields["post", "provider.motto"] == {
        "record": "post",
        "name": "provider.motto",
        "uses": 1,
    }
    assert fields["post", "related"]["becomes"] == "kg:relatedTo"
    assert fields["related", "webUrl"]["uses"] == 1
    assert fields["skipped", "place"]["reason"] == "its file is left out"


def test_an_unknown_field_is_told_at_the_end_of_a_build(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(post("mood: wet\n"))
    unknown = kg.build([tmp_path]).account.unknown_fields
    assert [(use.record, use.name) for use in unknown] == [("post", "mood")]


def test_no_field_is_both_mapped_and_left_out() -> None:
    assert not set(becomes()["post"]) & {
        name for name in LEFT_OUT if name not in ORGANIZATION | TOPIC
    }


def test_what_fields_become_is_in_the_vocabulary() -> None:
    known = {p.predicate for properties in PROPERTIES.values() for p in properties}
    for table in becomes().values():
        assert set(table.values()) <= known
        assert all(term.split(":")[0] in PREFIXES for term in table.values())


@pytest.mark.parametrize(
    ("extra", "field", "what", "value"),
    [
        (
            "originalUrl: https://example.org/a b\n",
            "originalUrl",
            "written as a valid URL",
            "https://example.org/a%20b",
        ),
        ('excerpt: "a\\bb"\n', "excerpt", "control characters or invalid characters", "ab"),
        ("topics: [AI, AI]\n", "topics", "a repeated value counts once", "AI"),
        ("heat: 4.6\n", "heat", "rounded to a whole number", "5"),
        ("images:\n  - url: /home/me/a.jpg\n", "images", "only works on its own site", ""),
        (RIVER + RIVER[9:], "related", "counts once", "https://example.org/river"),
        ("heat: 1\nheat: 2\n", "heat", "stated twice: the last value is used", ""),
    ],
)
def test_every_value_mended_is_told(
    tmp_path: Path, extra: str, field: str, what: str, value: str
) -> None:
    text = post(extra).replace("title: Rain\n", "" if "name" in extra else "title: Rain\n")
    (mend,) = report(tmp_path, a__md=text)["mended"]
    assert what in mend.pop("what")
    assert mend == {"field": field, "value": value, "path": "a.md", "uses": 1}


def test_what_is_mended_in_taxonomy_is_told_too(tmp_path: Path) -> None:
    account = report(
        tmp_path,
        post__md=post(),
        outlet__md="---\ntaxonomy: organization\ndomain: example.org\nname: Ex\n"
        "images:\n  - url: /logo.png\n---\n",
        topic__yaml="taxonomy: topic\nname: AI\nparent: A\nparent: Technology\n",
    )
    assert [(mend["field"], mend["path"]) for mend in account["mended"]] == [
        ("images", "outlet.md"),
        ("parent", "topic.yaml"),
    ]


def test_a_mend_is_told_once_with_its_first_file_and_its_uses(tmp_path: Path) -> None:
    related = RIVER.replace("river\n", "ri ver\n")
    account = report(tmp_path, b__md=post(related, "b"), a__md=post(related, "a"))
    (mend,) = account["mended"]
    assert (mend["path"], mend["uses"]) == ("a.md", 2)


def test_a_merge_names_the_mentions_that_hold_it_together(tmp_path: Path) -> None:
    account = report(
        tmp_path,
        a__md=post("originalUrl: https://example.org/x\n", "a"),
        b__md=post(
            "ampWebUrl: https://example.org/y\noriginalUrl: http://www.example.org/x/\n", "b"
        ),
        c__md=post("", "c"),
    )
    (merge,) = account["merged_articles"]
    assert merge["spellings"] == [
        ["http://www.example.org/x/", "https://example.org/x"],
        ["https://example.org/a"],
        ["https://example.org/b"],
        ["https://example.org/y"],
    ]
    assert [evidence["path"] for evidence in merge["stated_together"]] == ["b.md", "a.md"]


def test_a_merge_of_outlets_names_their_spellings(tmp_path: Path) -> None:
    provider = "provider:\n  domain: example.org\n  name: {}\n"
    account = report(
        tmp_path,
        a__md=post(provider.format("Ex"), "a"),
        b__md=post(provider.format("Example"), "b"),
        c__md=post(provider.format("Ex"), "c"),
    )
    assert account["merged_outlets"] == [
        {"outlet": "outlet:example.org", "names": {"Ex": 2, "Example": 1}}
    ]


def test_the_account_does_not_depend_on_workers() -> None:
    assert kg.build([NEWSROOM], jobs=3).account == kg.build([NEWSROOM], jobs=1).account


def test_paths_and_passwords_stay_out_of_the_account(tmp_path: Path) -> None:
    account = report(
        tmp_path,
        a__md=post("originalUrl: file:///home/somebody/secret.html\n"),
        b__md=post("originalUrl: https://me:hunter2@example.org/x\n", "b"),
        c__md=post("originalUrl: mailto:somebody@example.org\n", "c"),
        d__md=post("secured: c2VjcmV0\nimages: [{url: /home/somebody/a.jpg}]\n", "d"),
    )
    text = json.dumps(account) + (tmp_path / "out" / "graph.ttl").read_text()
    for secret in ("/home/", "hunter2", "somebody", "c2VjcmV0", str(tmp_path)):
        assert secret not in text


def test_a_value_that_loses_is_told_with_both_places(tmp_path: Path) -> None:
    entry = "related:\n  - title: A river\n    webUrl: https://example.org/b\n    heat: 3\n"
    account = report(
        tmp_path,
        a__md=post("excerpt: Wet.\n" + entry, "a"),
        b__md=post("excerpt: Very wet.\n", "a").replace("Rain", "The rain"),
        c__md=post("quality: 7\n", "b").replace("Rain", "River"),
    )
    told = [(each["field"], each["kept"], each["lost"]) for each in account["conflicts"]]
    assert sorted(told, key=lambda each: each[1]["path"] + each[0]) == [
        (
            "excerpt",
            {"value": "Very wet.", "path": "b.md", "line": 4},
            [{"value": "Wet.", "path": "a.md", "line": 4}],
        ),
        (
            "title",
            {"value": "The rain", "path": "b.md", "line": 2},
            [{"value": "Rain", "path": "a.md", "line": 2}],
        ),
        (
            "title",
            {"value": "River", "path": "c.md", "line": 2},
            [{"value": "A river", "path": "a.md", "line": 6}],
        ),
    ]


def test_logos_of_one_outlet_are_told_with_their_uses(tmp_path: Path) -> None:
    provider = (
        "provider: {{domain: example.org, images: [{{url: 'https://example.org/{}.png'}}]}}\n"
    )
    account = report(
        tmp_path,
        a__md=post(provider.format("one"), "a"),
        b__md=post(provider.format("two"), "b"),
        c__md=post(provider.format("two"), "c"),
    )
    assert account["outlet_logos"] == [
        {
            "outlet": "outlet:example.org",
            "logos": {"https://example.org/one.png": 1, "https://example.org/two.png": 2},
        }
    ]


def test_the_report_is_valid_against_its_schema(tmp_path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    kg.write(kg.build([NEWSROOM]), tmp_path, ["turtle"])
    account = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert next(iter(account.items())) == ("version", 1)
    jsonschema.validate(account, schema)
    for name in ("skipped", "fields", "mended", "merged_articles",
                 "conflicts", "merged_outlets"):  # fmt: skip
        assert account[name], f"the example has no {name}, so the schema of these is not tried"
    for name in account:
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**account, name: "else"}, schema)
