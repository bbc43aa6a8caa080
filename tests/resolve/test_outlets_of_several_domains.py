from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

import kg
from kg.cli import main
from kg.exporters.network import node_attributes
from kg.exporters.rdf import to_turtle
from kg.inspection import inspect_archive
from kg.model.ids import outlet_id
from kg.model.records import Organization, Outlet
from kg.model.settings import Settings
from kg.resolve.outlets import Outlets

SAME = Settings(same_outlets=(("bbc.co.uk", "bbc.com"), ("bbc.in", "bbc.com")))


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for at, site in enumerate(("bbc.com", "bbc.co.uk", "a.example")):
        text = f"---\ntitle: Rain {at}\nlink: https://www.{site}/news/rain-{at}\n---\n"
        (tmp_path / f"{at}.md").write_text(text)
    return tmp_path


def outlet_in(archive: Path, settings: Settings = SAME) -> Outlet:
    (outlet,) = (
        each for each in kg.build([archive], settings=settings).outlets if each.domain == "bbc.com"
    )
    return outlet


def test_an_outlet_has_every_domain_that_is_stated_for_it_the_preferred_one_first(
    archive: Path,
) -> None:
    outlet = outlet_in(archive)
    assert outlet.id == "outlet:bbc.com"
    assert outlet.url == "https://bbc.com/"
    assert outlet.domains == ("bbc.com", "bbc.co.uk", "bbc.in")
    assert outlet_in(archive, Settings()).domains == ("bbc.com",)


def test_several_domains_are_in_turtle_and_graphml(archive: Path) -> None:
    graph = kg.build([archive], settings=SAME)
    for domain in ("bbc.com", "bbc.co.uk", "bbc.in"):
        assert f'"{domain}"' in "".join(to_turtle(graph))
    assert node_attributes(outlet_in(archive))["domain"] == "bbc.com\nbbc.co.uk\nbbc.in"
    assert len(graph.outlets) == inspect_archive([archive], settings=SAME).makes.outlets == 2


def test_a_build_with_several_domains_passes_the_check(archive: Path) -> None:
    config = '[outlets]\nsame = { "bbc.co.uk" = "bbc.com" }\n'
    (archive / "kg.toml").write_text(config)
    run = CliRunner()
    out = ["--config", str(archive / "kg.toml"), "--out", str(archive / "out")]
    built = run.invoke(main, ["build", str(archive), *out])
    assert built.exit_code == 0, built.output
    checked = run.invoke(main, ["check", str(archive), *out])
    assert checked.exit_code == 0, checked.output


def test_a_file_under_another_domain_describes_the_outlet(archive: Path) -> None:
    text = "---\ntaxonomy: organization\ndomain: {0}\nname: {1}\n---\n"
    (archive / "uk.md").write_text(text.format("bbc.co.uk", "The BBC"))
    assert outlet_in(archive).label == "The BBC"
    (archive / "com.md").write_text(text.format("bbc.com", "BBC"))
    assert (outlet_in(archive).label, outlet_in(archive).alternate_names) == ("BBC", ("The BBC",))


def test_accounts_on_a_platform_have_the_domain_of_the_platform_alone() -> None:
    files = [Organization("a.md", "youtube.com", "The A", None, None, ())]
    (outlet,) = Outlets(files, [("youtu.be", "youtube.com")]).entities()
    assert outlet.id == outlet_id("youtube.com", "The A")
    assert outlet.domains == ("youtube.com",)


def test_a_domain_that_is_its_own_preferred_one_stands_once(archive: Path) -> None:
    settings = Settings(same_outlets=(("bbc.com", "bbc.com"),))
    assert outlet_in(archive, settings).domains == ("bbc.com",)
