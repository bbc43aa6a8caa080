"""What the quick readers and quick tests of rules say is what rdflib, networkx and pySHACL say."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from paths import ROOT
from rdflib import BNode

import kg
from kg.check import graphml
from kg.check import readback as readers
from kg.check.readback import READERS, Rdf, parse_rdf, read_rdf
from kg.check.shapes import Broken, Rules, Suspicion, broken_rules
from kg.check.terms import STRING, UnusualError
from kg.exporters import FORMATS
from kg.resources import resource

BASE = "https://kg.example/"
BROKEN = sorted((ROOT / "ontology" / "examples" / "broken").glob("*.ttl"))
INTEGER = "http://www.w3.org/2001/XMLSchema#integer"
HEAT = "https://w3id.org/news-kg#heat"


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """The newsroom in each format."""
    graph = kg.build([ROOT / "tests" / "fixtures" / "newsroom"], base_iri=BASE, title="Newsroom")
    return {name: "".join(format_.load()(graph)) for name, format_ in FORMATS.items()}


def quick(data: bytes, name: str, suspicion: Suspicion | None = None) -> Rdf:
    base_iri = None if name == "turtle" else BASE
    return readers._read_quickly(data, name, base_iri, (suspicion or Suspicion()).inspect)


def slow(data: bytes, name: str) -> Rdf:
    """Read a file as if everything about it were unusual."""
    return readers._facts_of_rdflib(parse_rdf(data.decode(), name), BASE)


def plain(broken: list[Broken]) -> list[tuple[str, str, str, str]]:
    return sorted(
        (str(b.focus), repr(b.value), "" if isinstance(b.path, BNode) else str(b.path), b.message)
        for b in broken
    )


# ---- rules ----------------------------------------------------------------------------------


def test_every_rule_of_the_shapes_has_a_quick_test() -> None:
    rules = Rules(resource("ontology/shapes.ttl").read_bytes())
    assert rules.unknown == set()
    assert not rules.picks_others


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_node_that_breaks_a_rule_is_suspected(path: Path) -> None:
    suspicion = Suspicion()
    try:
        readers._read_quickly(path.read_bytes(), "turtle", None, suspicion.inspect)
    except (UnusualError, SyntaxError):
        return  # then pySHACL is asked of everything
    assert suspicion.suspects()


@pytest.mark.parametrize("path", BROKEN[::9], ids=lambda path: path.stem)
def test_of_a_broken_example_pyshacl_says_the_same_of_suspects_as_of_all(path: Path) -> None:
    suspicion = Suspicion()
    data = path.read_bytes()
    try:
        readers._read_quickly(data, "turtle", None, suspicion.inspect)
    except (UnusualError, SyntaxError):
        return
    assert plain(suspicion.broken_rules(data)) == plain(
        broken_rules(parse_rdf(data.decode(), "turtle"))
    )


def test_in_a_fresh_build_nobody_is_suspected(texts: dict[str, str]) -> None:
    suspicion = Suspicion()
    quick(texts["turtle"].encode(), "turtle", suspicion)
    assert suspicion.suspects() == set()


def rules(shape: str) -> Rules:
    prefixes = (
        "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <https://w3id.org/news-kg#> ."
        "@prefix x: <urn:x:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."
    )
    return Rules(f"{prefixes} x:shape sh:targetSubjectsOf kg:heat ; {shape} .".encode())


@pytest.mark.parametrize(
    ("shape", "keeps", "breaks"),
    [
        ("sh:path kg:heat ; sh:minInclusive 3", "3", "2"),
        ("sh:path kg:heat ; sh:minExclusive 3", "4", "3"),
        ("sh:path kg:heat ; sh:maxInclusive 3", "3", "4"),
        ("sh:path kg:heat ; sh:maxExclusive 3", "2", "3"),
        ("sh:path kg:heat ; sh:in ( 1 2 )", "2", "3"),
        ("sh:path kg:heat ; sh:hasValue 1", "1", "2"),
        ("sh:path kg:heat ; sh:pattern '^1'", "10", "20"),
        ("sh:path kg:heat ; sh:not [ sh:pattern '^1' ]", "20", "10"),
        ("sh:path kg:heat ; sh:or ( [ sh:in ( 1 ) ] [ sh:in ( 2 ) ] )", "2", "3"),
        ("sh:path kg:heat ; sh:and ( [ sh:in ( 1 2 ) ] [ sh:in ( 2 ) ] )", "2", "1"),
        ("sh:property [ sh:path kg:heat ; sh:in ( 1 ) ]", "1", "2"),
        ("sh:path kg:heat ; sh:nodeKind sh:Literal", "1", None),
        ("sh:path kg:heat ; sh:maxCount 1", "1", None),
    ],
)
def test_a_rule_is_surely_kept_by_what_keeps_it_alone(
    shape: str, keeps: str, breaks: str | None
) -> None:
    known = rules(shape)
    assert known.unknown == set()
    assert known.surely_kept("urn:x", {HEAT: [(keeps, INTEGER)]})
    if breaks:
        assert not known.surely_kept("urn:x", {HEAT: [(breaks, INTEGER)]})
    assert breaks or not known.surely_kept("urn:x", {HEAT: ["urn:a", "urn:b"]})


def test_a_rule_that_is_not_known_is_never_surely_kept() -> None:
    known = rules("sh:path kg:heat ; sh:uniqueLang true")
    assert known.unknown == {"http://www.w3.org/ns/shacl#uniqueLang"}
    assert not known.surely_kept("urn:x", {HEAT: [("1", INTEGER)]})
    assert rules("sh:path kg:heat ; sh:not [ sh:uniqueLang true ]").unknown
    assert not rules("sh:path kg:heat ; sh:not [ sh:uniqueLang true ]").surely_kept(
        "urn:x", {HEAT: [("1", INTEGER)]}
    )
    assert not rules("sh:path ( kg:heat kg:heat )").surely_kept("urn:x", {HEAT: ["urn:y"]})
    assert rules("sh:path [ sh:zeroOrMorePath kg:heat ]").unknown
    assert rules("sh:path ( kg:heat [ sh:zeroOrMorePath kg:heat ] )").unknown


def test_where_rules_pick_nodes_in_another_way_every_node_is_for_pyshacl() -> None:
    known = rules("sh:path kg:heat ; sh:targetNode kg:heat")
    assert known.picks_others
    with pytest.raises(UnusualError):
        Suspicion(known).inspect("urn:x", {HEAT: [("1", INTEGER)]})
    subclass = "http://www.w3.org/2000/01/rdf-schema#subClassOf"
    with pytest.raises(UnusualError):
        Suspicion().inspect("urn:x", {subclass: ["urn:y"]})


def test_what_a_link_leads_to_is_suspected_where_nothing_says_what_it_is() -> None:
    suspicion = Suspicion()
    suspicion.inspect("urn:x", {"https://schema.org/publisher": ["urn:nobody"]})
    assert suspicion.suspects() == {"urn:nobody"}
    suspicion = Suspicion()
    suspicion.inspect("urn:x", {"https://schema.org/publisher": [("Nobody", STRING)]})
    assert suspicion.suspects() == {"urn:x"}


STORY = "https://example.org/kg/story/0123456789abcdef"
KG = "https://w3id.org/news-kg#"


def test_a_rule_about_two_nodes_is_kept_or_broken_by_both() -> None:
    instant = "http://www.w3.org/2001/XMLSchema#dateTime"
    known = rules("sh:path ( kg:heat kg:quality ) ; sh:lessThanOrEquals kg:quality")
    assert known.unknown == set()
    for later, suspected in (("2024-05-02T09:30:00Z", set()), ("2024-05-01T09:30:00Z", {"urn:x"})):
        suspicion = Suspicion(known)
        suspicion.inspect("urn:x", {HEAT: ["urn:y"], f"{KG}quality": [(later, instant)]})
        suspicion.inspect("urn:y", {f"{KG}quality": [("2024-05-02T09:30:00Z", instant)]})
        assert suspicion.suspects() == suspected


def test_a_rule_may_count_what_leads_to_a_node() -> None:
    known = rules("sh:path [ sh:inversePath kg:quality ] ; sh:minCount 2")
    suspicion = Suspicion(known)
    suspicion.inspect(STORY, {HEAT: [("1", INTEGER)]})
    suspicion.inspect("urn:y", {f"{KG}quality": [STORY]})
    assert suspicion.suspects() == {STORY}
    fresh = Suspicion(known)
    for subject, block in (
        (STORY, {HEAT: [("1", INTEGER)]}),
        ("urn:y", {f"{KG}quality": [STORY]}),
        ("urn:z", {f"{KG}quality": [STORY]}),
    ):
        fresh.inspect(subject, block)
    assert fresh.suspects() == set()


# ---- files ----------------------------------------------------------------------------------

VALUES = """
"x" "x"@en 12 -3 012 1.5 true "1"^^xsd:boolean "many"^^xsd:integer " " "" "www.a.example" <urn:x>
"2024-02-31T00:00:00Z"^^xsd:dateTime "2024-05-01T11:30:00+02:00"^^xsd:dateTime
"2024-05-01T09:30:00.5Z"^^xsd:dateTime "2024-05-01T09:30:00.50Z"^^xsd:dateTime
"0001-01-01T00:00:00+14:00"^^xsd:dateTime "2024-05-01"^^xsd:date topic:nowhere skos:Concept
article:530b87cf0364d51e schema:NewsArticle outlet:weekly.example void:Dataset "12"^^xsd:int
[] ("a") <a> -0 +5 "true" 1e3 99999999999999999999 "\\u0041"
""".split("\n")
VALUES = [value for line in VALUES for value in re.findall(r'"[^"]*"\S*|\S+', line)]
PREDICATES = """
a schema:name kg:heat kg:domain schema:headline schema:publisher schema:about kg:relatedTo
skos:inScheme skos:broader prov:wasGeneratedBy kg:curated schema:sameAs dcterms:title void:triples
schema:datePublished prov:wasDerivedFrom kg:unheardOf kg:copyOf kg:partOfStory kg:follows
schema:startDate schema:endDate kg:firstOutlet kg:suggestedTopic kg:correction kg:texts
""".split()
SUBJECTS = ["<urn:x>", "article:0", "outlet:a/b", "topic:x", "_:b", "this:dataset", "[]"]


def damaged_turtle(text: str, random: Random) -> str:
    """Return Turtle of which something was changed that mostly leaves it Turtle."""
    lines = text.split("\n")
    subjects = [at for at, line in enumerate(lines) if re.match(r"[^@\s]\S* a ", line)]
    inner = [at for at, line in enumerate(lines) if line.startswith("    ")]
    for _ in range(random.choice([1, 1, 2])):
        way = random.randrange(5)
        at = random.choice(subjects if way < 2 else inner)
        if way == 0:
            more = f" {random.choice(PREDICATES)} {random.choice(VALUES)} ; a "
            lines[at] = lines[at].replace(" a ", more, 1)
        elif way == 1:
            lines[at] = re.sub(r"^\S+", random.choice(SUBJECTS), lines[at])
        elif way == 2:
            value = random.choice(VALUES)
            lines[at] = re.sub(r"[^ ]+(?=( [;.]|,)$)", value.replace("\\", r"\\"), lines[at])
        elif way == 3 and lines[at].endswith(" ;"):
            lines[at] = ""
        else:
            lines.insert(random.choice(inner), lines[random.choice(inner)])
    return "\n".join(lines)


def test_of_damaged_turtle_the_quick_way_says_what_the_slow_way_says(
    texts: dict[str, str],
) -> None:
    compared = broken = 0
    for seed in range(60):
        data = damaged_turtle(texts["turtle"], Random(seed)).encode()  # noqa: S311
        suspicion = Suspicion()
        try:
            found = quick(data, "turtle", suspicion)
        except (UnusualError, SyntaxError):
            continue
        expected = slow(data, "turtle")
        assert found._replace(graph=None) == expected._replace(graph=None), seed
        assert expected.graph is not None
        rules = plain(broken_rules(expected.graph))
        assert plain(suspicion.broken_rules(data)) == rules, seed
        compared += 1
        broken += bool(rules)
    assert compared > 20
    assert broken > 15


PIECES = [
    *('"', "<", ">", "&amp;", "12", "é", " ", "\n", "</node>", "<!-- x -->", "<![CDATA[x]]>"),
    *('<data key="label">x</data>', '<data key="heat">0x1</data>', "<?x y?>", "true", "null"),
    *('<edge source="a" target="b"/>', '{"id": "x"}', ', "heat": 12', "[1]"),
]
SWAPS = [
    *(('attr.type="long"', 'attr.type="int"'), ('attr.type="long"', 'attr.type="double"')),
    *(('"directed"', '"undirected"'), (">true<", ">True<"), (">12<", "> 12 <"), ("12", "13")),
    *(('key id="heat"', 'key id="hot"'), ("</graph>", '</graph><graph edgedefault="directed"/>')),
    *(('"heat": 12', '"heat": 12.0'), ('"heat": 12', '"heat": "12"'), ("#integer>", "#int>")),
    *(("</node>\n", "\n"), ("topic:", "topic"), ("<graphml", "<graphml "), ('key id="rel', "")),
]


def damaged(text: str, random: Random) -> str:
    """Return a text of which something was changed."""
    lines = text.split("\n")
    way, at, other = random.randrange(6), random.randrange(len(text)), random.randrange(len(lines))
    line = random.randrange(len(lines))
    if way == 0:
        return text[:at] + text[at + random.randrange(1, 8) :]
    if way == 1:
        return text[:at] + random.choice(PIECES) + text[at:]
    if way == 2:
        return text.replace(*random.choice(SWAPS))
    if way == 3:
        lines[line], lines[other] = lines[other], lines[line]
    elif way == 4:
        lines.insert(line, lines[other])
    else:
        first, last = random.choice(
            [("<!--", "-->"), ('<node id="q">', "</node>"), ("<x>", "</x>")]
        )
        lines[line : line + random.randrange(5)] = [first, *lines[line : line + 4], last]
    return "\n".join(lines)


def outcome(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Exception:
        return "cannot be read"


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", ["graphml", "ntriples", "jsonld"])
def test_of_a_damaged_file_the_quick_way_says_what_the_slow_way_says(
    name: str, texts: dict[str, str]
) -> None:
    compared = 0
    for seed in range(150):
        data = damaged(texts[name], Random(seed)).encode()  # noqa: S311
        try:
            if name == "graphml":
                found: Any = graphml._GraphmlReader().read(data)
            else:
                found = quick(data, name).facts
        except (UnusualError, SyntaxError):
            continue
        if name == "graphml":
            expected = outcome(partial(graphml._facts_of_networkx, data.decode()))
        else:
            expected = outcome(lambda of=data: slow(of, name).facts)  # type: ignore[misc]
        assert found == expected, seed
        compared += 1
    assert compared > 15


@pytest.mark.parametrize("name", ["turtle", "graphml", "ntriples", "jsonld"])
def test_what_kg_writes_is_read_the_quick_way(
    name: str, texts: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(readers, "parse_rdf")
    monkeypatch.delattr(graphml, "_facts_of_networkx")
    assert READERS[name](BASE, texts[name].encode())["topic:c%2B%2B"]["label"] == ("C++",)


def test_of_a_fresh_build_no_slow_library_is_asked(tmp_path: Path) -> None:
    kg.write(kg.build([ROOT / "tests" / "fixtures" / "newsroom"]), tmp_path, FORMATS)
    program = (
        "import sys; from kg.check.findings import check; "
        "assert check([sys.argv[1]], sys.argv[2]).findings == (); "
        "print({'rdflib', 'networkx', 'pyshacl'} & sys.modules.keys())"
    )
    posts = ROOT / "tests" / "fixtures" / "newsroom"
    command = [sys.executable, "-c", program, str(posts), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "set()\n", done.stderr


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  </graph>", "    <!--\n  </graph>\n  -->\n  </graph>"),
        ('<data key="kind">topic</data>', '<data key="kind"><![CDATA[topic]]></data>'),
        ("  <graph ", "  <graph/>\n  <graph "),
        ("  </graph>", "    <hyperedge/>\n  </graph>"),
        ('<key id="relation"', '<key id="r"'),
        ('encoding="UTF-8"', 'encoding="utf-8"'),
    ],
)
def test_graphml_that_kg_does_not_write_is_left_to_networkx(
    old: str, new: str, texts: dict[str, str]
) -> None:
    assert old in texts["graphml"]
    with pytest.raises(UnusualError):
        graphml._GraphmlReader().read(texts["graphml"].replace(old, new, 1).encode())


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
def test_a_value_that_the_engine_drops_from_jsonld_is_read(texts: dict[str, str]) -> None:
    old = '"heat": 12, '
    text = texts["jsonld"].replace(old, f'{old}"image": "no<iri", ', 1)
    assert text != texts["jsonld"]
    facts = read_rdf(text.encode(), "jsonld", BASE).facts
    assert "no<iri" in str(facts["article:701b1c383b6b4222"]["image"])
