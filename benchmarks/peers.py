"""
Hand a graph to other makers of triples, parsed already: JSON, and the mapping that each wants.

    python benchmarks/peers.py prepare POSTS FOLDER
    python benchmarks/peers.py maplib FOLDER

`prepare` writes what kg knows of the posts as flat tables in JSON, a mapping in RML, and the
settings of morph-kgc and SDM-RDFizer. `maplib` turns the tables into triples with maplib, which has
no command of its own. Each writes N-Triples into FOLDER.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def tables(posts: str) -> tuple[dict[str, list[Row]], dict[str, dict[str, tuple[str, str]]]]:
    """
    Return the rows of each table, and for each of its columns the predicate and the term's kind.

    What has one value at most stands in its subject's row; what has several in a table of its own.
    """
    import kg
    from kg.exporters.rdf import expand
    from kg.model.vocabulary import PREFIXES, Range, describe, kind_of, prefixes

    graph = kg.build([posts])
    namespaces = prefixes(graph.base_iri)
    rows: dict[str, list[Row]] = defaultdict(list)
    columns: dict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for entity in graph.entities:
        single: Row = {"s": expand(entity.id, namespaces)}
        of = kind_of(type(entity))
        rows[of].append(single)
        for property_, values in describe(entity):
            nodes = property_.range in (Range.NODE, Range.CURIE)
            kind = "IRI" if nodes or property_.range is Range.IRI else "text"
            if property_.range in (Range.INTEGER, Range.BOOLEAN, Range.DATE_TIME):
                kind = expand(property_.range.value, PREFIXES)
            column = (expand(property_.predicate, PREFIXES), kind)
            objects = [expand(str(v), namespaces) if nodes else _plain(v) for v in values]
            several = type(getattr(entity, property_.attribute)) is tuple
            if several:
                table = f"{of}_{property_.attribute}"
                rows[table] += ({"s": single["s"], "o": each} for each in objects)
                columns[table]["o"] = column
            else:
                single[property_.attribute] = objects[0]
                columns[of][property_.attribute] = column
    return rows, columns


def _plain(value: object) -> object:
    """A boolean as its text: not every peer takes one."""
    return str(value).lower() if isinstance(value, bool) else value


RML = """
<#{name}> a rr:TriplesMap ;
  rml:logicalSource [ rml:source "{source}" ; rml:referenceFormulation ql:JSONPath ;
    rml:iterator "$[*]" ] ;
  rr:subjectMap [ rml:reference "s" ; rr:termType rr:IRI ]"""
PREFIXES_OF_RML = """@prefix rr: <http://www.w3.org/ns/r2rml#> .
@prefix rml: <http://semweb.mmlab.be/ns/rml#> .
@prefix ql: <http://semweb.mmlab.be/ns/ql#> .
@base <http://example.org/mapping> .
"""


def prepare(posts: str, folder: Path) -> None:
    """Write the tables, and what the other programs need to read them."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, columns = tables(posts)
    mapping = PREFIXES_OF_RML
    for name in columns:
        path = folder / f"{name}.json"
        path.write_text(json.dumps(rows[name], ensure_ascii=False), encoding="utf-8")
        mapping += RML.format(name=name, source=path)
        for column, (predicate, kind) in columns[name].items():
            term = {"IRI": " ; rr:termType rr:IRI", "text": ""}.get(
                kind, f" ; rr:datatype <{kind}>"
            )
            mapping += (
                f" ;\n  rr:predicateObjectMap [ rr:predicate <{predicate}> ;"
                f' rr:objectMap [ rml:reference "{column}"{term} ] ]'
            )
        mapping += " .\n"
    (folder / "mapping.ttl").write_text(mapping, encoding="utf-8")
    (folder / "columns.json").write_text(json.dumps(columns), encoding="utf-8")
    (folder / "morph.ini").write_text(
        f"[CONFIGURATION]\noutput_file: {folder}/morph-kgc.nt\nlogging_level: ERROR\n"
        f"[tables]\nmappings: {folder}/mapping.ttl\n"
    )
    (folder / "rdfizer.ini").write_text(
        f"[default]\nmain_directory: {folder}\n[datasets]\nnumber_of_datasets: 1\n"
        f"output_folder: {folder}\nremove_duplicate: yes\nall_in_one_file: no\nname: rdfizer\n"
        "enrichment: yes\ndbType: none\nordered: yes\nlarge_file: false\n"
        f"[dataset1]\nname: rdfizer\nmapping: {folder}/mapping.ttl\n"
    )


def maplib(folder: Path) -> None:
    """Write the triples of the tables, made by maplib."""
    import polars
    from maplib import Model

    columns = json.loads((folder / "columns.json").read_text(encoding="utf-8"))
    model = Model()
    for name, of in columns.items():
        frame = polars.read_json(folder / f"{name}.json", infer_schema_length=None)
        for column, (predicate, kind) in of.items():
            pairs = frame.select(subject="s", object=column).drop_nulls()
            if kind.endswith("dateTime"):
                pairs = pairs.with_columns(polars.col("object").str.to_datetime(time_zone="UTC"))
            model.map_triples(pairs, predicate=predicate)
    model.write(folder / "maplib.nt", format="ntriples")


if __name__ == "__main__":
    command, *given = sys.argv[1:]
    if command == "prepare":
        prepare(given[0], Path(given[1]).resolve())
    else:
        maplib(Path(given[0]).resolve())
