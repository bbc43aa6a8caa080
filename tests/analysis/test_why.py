from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from paths import ROOT
from small_archive import (
    AMP_URL,
    BASE,
    COURIER_URL,
    PLANT_URL,
    STRIKE_URL,
    UNDATED_URL,
    WIRE_URL,
    line_of,
    write_archive,
)

import kg
from kg.analysis.explain import UnknownError, explain
from kg.analysis.explain.as_text import to_text
from kg.cli import main
from kg.model.settings import DEFAULT_SETTINGS, Settings
from kg.pipeline.graph import Sources, read_sources
from kg.stories.events import ALIKE

SCHEMA = json.loads((ROOT / "docs" / "why.schema.json").read_text(encoding="utf-8"))
PLANT = "2024-03-04-plant.md"
COURIER = "2024-03-05-courier.md"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("why") / "posts")


@pytest.fixture(scope="module")
def sources(archive: Path) -> Sources:
    return read_sources([archive])


def why(sources: Sources, *names: str) -> dict[str, Any]:
    found = explain(sources, *names, base_iri=BASE)
    jsonschema.validate(json.loads(json.dumps(found)), SCHEMA)
    assert to_text(found)
    return found


def fact(found: dict[str, Any], name: str) -> dict[str, Any]:
    return next(each for each in found["facts"] if each["property"] == name)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["why", *arguments])


def test_the_schema_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_each_stated_fact_names_its_file_and_line(sources: Sources) -> None:
    found = why(sources, PLANT_URL)
    for name, field in {
        "label": "title:", "abstract": "excerpt:", "datePublished": "publishedDateTime:",
        "url": "webUrl:", "publishedBy": "provider:", "about": "topics:",
    }.items():  # fmt: skip
        each = fact(found, name)
        assert (each["source"], each["path"]) == ("stated", PLANT), name
        assert each["line"] == line_of(PLANT, field), name


def test_a_fact_of_an_entry_names_the_line_of_the_entry(sources: Sources) -> None:
    heat = fact(why(sources, PLANT_URL), "heat")
    assert (heat["value"], heat["path"], heat["line"]) == (3, PLANT, line_of(PLANT, "heat:"))
    related = fact(why(sources, PLANT_URL), "relatedTo")
    assert related["line"] == line_of(PLANT, 'title: "Voltrane plant in')


def test_an_entry_behind_one_that_cannot_be_read_keeps_its_line(tmp_path: Path) -> None:
    text = "---\ntitle: A\nwebUrl: https://a.example/one\nrelated:\n  - title: no address\n"
    entry = "  - title: B\n    webUrl: https://b.example/two\n    heat: 4\n---\n"
    (tmp_path / "a.md").write_text(text + entry)
    found = why(read_sources([tmp_path]), "https://b.example/two")
    assert fact(found, "heat")["line"] == 8


def test_values_that_lost_are_told_with_their_lines(sources: Sources) -> None:
    assert fact(why(sources, PLANT_URL), "label")["lost"] == [
        {"value": "Voltrane opens plant", "path": PLANT,
         "line": line_of(PLANT, 'title: "Voltrane opens plant"')}
    ]  # fmt: skip


def test_articles_of_which_only_the_day_of_adding_is_known_are_told_to_begin_no_story(
    tmp_path: Path,
) -> None:
    urls = ["https://a.example/rain-falls", "https://b.example/rain-falls"]
    for at, url in enumerate(urls):
        (tmp_path / f"{at}.md").write_text(
            f"---\ntitle: Rain\nlink: {url}\ndate: 2024-05-01\n---\n"
        )
    found = why(read_sources([tmp_path]), *urls)
    assert (found["answer"], found["obstacles"]) == ("apart", ["day"])


def test_what_no_field_states_has_a_rule(sources: Sources) -> None:
    found = why(sources, UNDATED_URL)
    assert fact(found, "publishedBy")["rule"] == "the owner of the site slow.example"
    assert fact(found, "type")["rule"] == "an article is news if nothing states its type"
    assert all(each["path"] or each["rule"] for each in found["facts"])


def test_a_date_in_the_name_of_a_file_is_said_to_be_there(sources: Sources) -> None:
    assert fact(why(sources, PLANT_URL), "dateAdded")["rule"] == "the name of the file"


def test_two_addresses_are_one_article_by_rules(sources: Sources) -> None:
    found = why(sources, PLANT_URL, AMP_URL)
    assert found["answer"] == "one"
    assert (found["joined"]["by"], found["joined"]["rules"]) == ("rules", ["www", "amp-segment"])


def test_two_addresses_are_one_article_by_the_post_that_states_both(sources: Sources) -> None:
    found = why(sources, COURIER_URL, "https://courier.example/?p=7001")
    assert found["joined"]["by"] == "mentions"
    (mention,) = found["joined"]["mentions"]
    assert (mention["path"], mention["line"]) == (COURIER, line_of(COURIER, "webUrl:"))


def test_a_copy_is_explained_by_both_likenesses(sources: Sources) -> None:
    copy = why(sources, WIRE_URL)["copy"]
    assert copy["original"]["url"] == PLANT_URL
    assert (copy["headlines"], copy["excerpts"], copy["short"]) == (1.0, 1.0, 0.0)
    assert why(sources, PLANT_URL, WIRE_URL)["answer"] == "copy"
    assert [each["url"] for each in why(sources, PLANT_URL)["copies"]] == [WIRE_URL]


def test_a_story_is_explained_by_likeness_and_shared_words(sources: Sources) -> None:
    found = why(sources, PLANT_URL, COURIER_URL)
    assert found["answer"] == "story"
    step = found["story"]["joined"]
    assert step["by"] == "likeness"
    assert step["likeness"] >= step["least"] == ALIKE
    assert {"voltrane", "plant"} <= {*step["words"]}
    assert why(sources, PLANT_URL)["story"]["began"]
    assert not why(sources, COURIER_URL)["story"]["began"]


def test_a_story_lists_its_articles_and_how_they_joined(sources: Sources) -> None:
    story = why(sources, PLANT_URL)["story"]["id"]
    found = why(sources, story)
    assert [each["url"] for each in found["story"]["articles"]] == [
        PLANT_URL,
        WIRE_URL,
        COURIER_URL,
    ]
    assert [step["by"] for step in found["story"]["joinings"]] == ["copy", "likeness"]
    assert all(each["rule"] for each in found["facts"])
    assert why(sources, story, COURIER_URL)["answer"] == "story"
    assert why(sources, STRIKE_URL, story)["answer"] == "apart"


def test_the_nearest_miss_says_by_how_much(sources: Sources) -> None:
    found = why(sources, PLANT_URL, STRIKE_URL)
    assert found["answer"] == "apart"
    missed = found["missed"]
    assert missed["why"] == "likeness"
    assert missed["short"] == round(missed["least"] - missed["likeness"], 3) > 0
    assert found["texts"]["short"] > 0


def test_without_a_date_an_article_is_in_no_story_and_the_answer_says_so(sources: Sources) -> None:
    found = why(sources, PLANT_URL, UNDATED_URL)
    assert (found["obstacles"], found["missed"], found["texts"]) == (["date"], None, None)
    assert "In no story: it has no date of publication." in to_text(why(sources, UNDATED_URL))


@pytest.mark.parametrize(
    ("settings", "answer"),
    [
        (Settings(stories_together=((PLANT_URL, STRIKE_URL),)), "story"),
        (Settings(same_copies=((PLANT_URL, STRIKE_URL),)), "copy"),
        (Settings(stories_apart=((PLANT_URL, STRIKE_URL),)), "apart"),
    ],
)
def test_what_kg_toml_says_is_told_to_be_its_word(
    settings: Settings, answer: str, archive: Path
) -> None:
    found = why(read_sources([archive], settings=settings), PLANT_URL, STRIKE_URL)
    assert found["answer"] == answer
    assert "kg.toml" in json.dumps(found)


def test_a_name_in_kg_toml_is_told_to_be_its_word(archive: Path) -> None:
    named = DEFAULT_SETTINGS._replace(story_names=((PLANT_URL, "The plant"),))
    sources = read_sources([archive], settings=named)
    story = why(sources, PLANT_URL)["story"]["id"]
    assert fact(why(sources, story), "label")["source"] == "kg.toml"


def test_articles_of_different_languages_are_said_to_be_never_compared(archive: Path) -> None:
    text = "---\ntitle: {}\nwebUrl: {}\npublishedDateTime: 2024-03-04T09:00:00Z\n---\n"
    url = "https://ja.example/1"
    (archive / "ja.md").write_text(text.format("リーズ近郊に電池工場が開業", url), encoding="utf-8")
    try:
        assert why(read_sources([archive]), PLANT_URL, url)["obstacles"] == ["language"]
    finally:
        (archive / "ja.md").unlink()


def test_outlets_and_topics_name_what_states_their_names(sources: Sources) -> None:
    label = fact(why(sources, "outlet:courier.example"), "label")
    assert (label["value"], label["path"]) == ("Courier", COURIER)
    assert label["line"] == line_of(COURIER, "provider:")
    assert fact(why(sources, "topic:batteries"), "label")["line"] == line_of(PLANT, "topics:")
    assert why(sources, PLANT_URL, "topic:batteries")["answer"] == "linked"
    assert why(sources, "topic:batteries", "outlet:courier.example")["answer"] == "apart"
    assert why(sources, "Courier", "courier.example")["answer"] == "one"


def test_records_of_lists_and_links_in_bodies_name_their_lines(tmp_path: Path) -> None:
    (tmp_path / "press.csv").write_text(
        "title,url,date\nRain,https://a.example/rain,2024-05-01\nSun,https://a.example/sun,2024-05-02\n"
    )
    (tmp_path / "post.md").write_text(
        "---\ntitle: Issue\nlink: https://b.example/issue\n---\n\n"
        "Read [of hail](https://c.example/hail-falls-on-bath).\n"
    )
    sources = read_sources([tmp_path], settings=Settings(body="related"))
    url = fact(why(sources, "https://a.example/sun"), "url")
    assert (url["path"], url["line"]) == ("press.csv", 3)
    hail = fact(why(sources, "https://c.example/hail-falls-on-bath"), "url")
    assert (hail["path"], hail["line"]) == ("post.md", 6)


@pytest.mark.parametrize("kind", ["organization", "topic"])
def test_facts_of_taxonomy_files_name_their_lines(kind: str, tmp_path: Path) -> None:
    write_archive(tmp_path)
    about = {
        "organization": "domain: courier.example\nname: The Courier\notherNames: [Courier]\n",
        "topic": "name: Batteries\nparent: Energy\nkeywords: [cell]\n",
    }[kind]
    (tmp_path / "about.md").write_text(f"---\ntaxonomy: {kind}\n{about}---\n")
    name = {"organization": "outlet:courier.example", "topic": "topic:batteries"}[kind]
    found = why(read_sources([tmp_path]), name)
    label = fact(found, "label")
    line = {"organization": 4, "topic": 3}[kind]
    assert (label["path"], label["line"]) == ("about.md", line)
    other = fact(found, {"organization": "alternateName", "topic": "broader"}[kind])
    assert (other["path"], other["line"]) == ("about.md", line + 1)


def test_people_name_the_post_that_states_them(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: Rain\nlink: https://a.example/rain\nauthor: Jane Doe\n---\n"
    )
    sources = read_sources([tmp_path])
    label = fact(why(sources, "person:a.example/jane-doe"), "label")
    assert (label["value"], label["path"], label["line"]) == ("Jane Doe", "a.md", 4)
    assert fact(why(sources, "https://a.example/rain"), "url")["line"] == 3


@pytest.mark.parametrize(
    "name", [PLANT_URL, "IRI", "CURIE", "post:2024-03-04-plant.md", f" {AMP_URL}?utm_source=x "]
)
def test_an_article_is_found_by_any_of_its_names(name: str, sources: Sources) -> None:
    id_ = why(sources, PLANT_URL)["asked"][0]["id"]
    name = {"CURIE": id_, "IRI": BASE + id_.replace(":", "/")}.get(name, name)
    assert why(sources, name)["asked"][0]["id"] == id_


def test_an_iri_of_a_build_with_another_base_is_found(sources: Sources) -> None:
    assert why(sources, "https://old.example/kg/topic/batteries")["asked"][0]["id"] == (
        "topic:batteries"
    )


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        (f"{COURIER_URL}-2", COURIER_URL),
        ("topic:battery", "topic:batteries"),
        ("courier.exmple", "outlet:courier.example"),
    ],
)
def test_for_an_unknown_name_the_nearest_is_offered(
    name: str, nearest: str, sources: Sources
) -> None:
    with pytest.raises(UnknownError) as raised:
        why(sources, name)
    assert nearest in raised.value.nearest
    assert nearest in str(raised.value)


@pytest.mark.parametrize(
    "name",
    ["", "-", "--", ":", "/", "a:b/c", "https://", "https://[", "https://a.example:x/",
     "outlet:-/x", "article:", "\u202e", "\ud800", "https://a.example/\ud800", "a\nb/c", "\0"],
)  # fmt: skip
def test_what_is_no_name_at_all_is_unknown(name: str, sources: Sources) -> None:
    with pytest.raises(UnknownError):
        why(sources, name)


def test_a_huge_name_is_unknown_and_not_repeated(sources: Sources) -> None:
    with pytest.raises(UnknownError) as raised:
        why(sources, "https://a.example/" + "x" * 1_000_000)
    assert len(str(raised.value)) < 1000


def test_the_command_reads_the_posts_of_the_last_build(archive: Path, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    built = CliRunner().invoke(
        main,
        [
            "build",
            str(archive),
            "--out",
            out,
            "--base-iri",
            "https://news.example/kg/",
            "--format",
            "turtle",
        ],
    )
    assert built.exit_code == 0, built.output
    done = run(PLANT_URL, "--out", out)
    assert done.exit_code == 0, done.output
    assert "https://news.example/kg/article/" in done.output
    assert f"{PLANT}:{line_of(PLANT, 'title:')}" in done.output


def test_the_command_says_what_to_type_if_it_knows_no_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run("topic:ai")
    assert done.exit_code == 2
    assert "Name them: --posts _news." in done.output


@pytest.mark.parametrize("command", ["why", "stats"])
@pytest.mark.parametrize("toml", ["", 'title = "Ours"\n'])
def test_a_build_that_is_no_longer_remembered_is_not_guessed_at(
    command: str, toml: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_archive(tmp_path / "seeds")
    if toml:
        (tmp_path / "kg.toml").write_text(toml)
    kg.write(kg.build(["seeds"]), "out", ["turtle"])
    name = ["topic:batteries"] if command == "why" else []
    done = CliRunner().invoke(main, [command, *name])
    example = {"why": "--posts _news", "stats": "kg stats _news"}[command]
    assert done.exit_code == 2
    assert done.output.endswith(
        "Error: kg no longer remembers what out was built from. Run 'kg build' again, "
        f"or name the posts: {example}.\n"
    )


def test_with_a_kg_toml_that_names_no_posts_those_of_the_build_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_archive(tmp_path / "posts")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "stray.md").write_text("---\ntitle: X\nlink: https://x.example/x\n---\n")
    (tmp_path / "kg.toml").write_text('title = "Ours"\n')
    runner = CliRunner()
    assert runner.invoke(main, ["build", "posts", "--format", "turtle"]).exit_code == 0
    assert run("topic:batteries").exit_code == 0
    assert run("https://x.example/x").exit_code == 1


def test_the_json_of_an_unknown_name_is_valid_and_the_exit_status_is_1(archive: Path) -> None:
    done = run("topic:battery", "--posts", str(archive), "--format", "json")
    assert done.exit_code == 1
    jsonschema.validate(json.loads(done.stdout), SCHEMA)
    assert "topic:batteries" in json.loads(done.stdout)["nearest"]


def test_a_damaged_build_does_not_matter_to_why(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "graph.ttl").write_bytes(b"\xff\x00@prefix this: <" + b"x" * 100_000)
    done = run("--posts", str(archive), "--out", str(tmp_path), "--", "topic:batteries")
    assert done.exit_code == 0, done.output


def test_no_value_of_an_archive_reaches_the_terminal_as_a_command(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        '---\ntitle: "a\\u202e[31m b"\nwebUrl: https://a.example/rain\n---\n', encoding="utf-8"
    )
    done = run("https://a.example/rain", "--posts", str(tmp_path))
    assert done.exit_code == 0
    assert done.output.replace("\n", "").isprintable()


def test_the_graph_that_is_explained_is_the_one_that_is_built(
    archive: Path, sources: Sources
) -> None:
    assert sources.graph(BASE) == kg.build([archive], base_iri=BASE)


def test_another_domain_of_an_outlet_is_told_with_the_file_that_states_it(archive: Path) -> None:
    settings = Settings(same_outlets=(("courier.test", "courier.example"),))
    found = why(read_sources([archive], settings=settings), "courier.test")
    domains = [fact for fact in found["facts"] if fact["property"] == "domain"]
    assert [fact["value"] for fact in domains] == ["courier.example", "courier.test"]
    assert domains[1]["rule"] == "[outlets] same in kg.toml"
