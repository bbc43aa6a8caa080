"""
Update generated files, or check that they are up to date.

    python tests/refresh.py            update them
    python tests/refresh.py --check    change nothing; exit with 1 if a file is out of date

Generated are the help in the README, `docs/kg.schema.json`, the table in `docs/addresses.md`, the
answers in `docs/archives.md`, and `tests/golden/`: one small archive in every format, the hashes of
the files of `make seed`, all messages, all words and limits, what is read of small files, and what
the commands say of small archives.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import click
from answers import answer_files
from archive_page import page as archive_page
from constants import to_text as constants_to_text
from messages import to_text
from pages import read_sums, unpacked
from readings import reading_files

import kg
from kg.cli import main as command
from kg.config import json_schema
from kg.exporters import DEFAULT_FORMATS, FORMATS
from kg.model.address_rules import RULES, Pair

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"
NEWSROOM = ROOT / "tests" / "fixtures" / "newsroom"
PACKAGE = ROOT / "kg"


def golden_files() -> Iterator[tuple[Path, str]]:
    """Yield each golden file with the text that it should have; the page is too long for one."""
    graph = kg.build([NEWSROOM], base_iri="https://kg.example/", title="Newsroom & friends")
    for format_ in FORMATS.values():
        if format_.name != "html":
            yield GOLDEN / format_.file, "".join(format_.load()(graph))


def seed_hashes() -> tuple[Path, str]:
    """Return the SHA-256 of each file of the seed, and of its page with the blocks unpacked."""
    path = GOLDEN / "seed.sha256"
    graph = kg.build([ROOT / "seeds"])
    texts = {FORMATS[name].file: "".join(FORMATS[name].load()(graph)) for name in DEFAULT_FORMATS}
    texts["graph.html unpacked"] = unpacked(texts["graph.html"])
    sums = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    if find_spec("deflate") is None and path.exists():  # the page of another system stands there
        sums["graph.html"] = read_sums(path)["graph.html"]
    return path, "".join(f"{sum_}  {name}\n" for name, sum_ in sums.items())


def message_list() -> tuple[Path, str]:
    """Return the list of all messages of the package, for review."""
    return GOLDEN / "messages.txt", to_text(PACKAGE.rglob("*.py"), ROOT)


def constant_list() -> tuple[Path, str]:
    """Return the list of all words and limits of the package, for review."""
    return GOLDEN / "constants.txt", constants_to_text(kg)


def config_schema() -> tuple[Path, str]:
    """Return the JSON Schema of kg.toml."""
    schema = json_schema(tuple(FORMATS))
    text = json.dumps(schema, indent=2, ensure_ascii=False)
    return ROOT / "docs" / "kg.schema.json", f"{text}\n"


def help_texts() -> dict[str, str]:
    """Return what each command says of itself, by the words that one types."""

    def text(name: str, part: click.Command, parent: click.Context | None) -> str:
        settings = {**command.context_settings, "terminal_width": 88}
        return part.get_help(click.Context(part, parent, info_name=name, **settings))

    root = click.Context(command, info_name="kg")
    texts = {"kg --help": text("kg", command, None)}
    for name in command.list_commands(root):
        part = command.get_command(root, name)
        assert part
        texts[f"kg {name} --help"] = text(name, part, root)
    return texts


def readme() -> tuple[Path, str]:
    """Return the README with the help as it is now."""
    path = ROOT / "README.md"
    blocks = "\n".join(
        f"```console\n$ {words}\n{text}\n```\n" for words, text in help_texts().items()
    )
    marks = re.compile(r"(<!-- help -->\n).*?(<!-- /help -->)", re.S)
    return path, marks.sub(lambda match: match[1] + blocks + match[2], path.read_text("utf-8"))


def addresses_page() -> tuple[Path, str]:
    """Return the page of the rules for addresses, with the table of rules as it is now."""
    path = ROOT / "docs" / "addresses.md"
    rows = "".join(
        f"| `{rule.name}` | {rule.what} | {_pairs(rule.same)} | {_pairs(rule.apart)} "
        f"| {rule.source} |\n"
        for rule in RULES
    )
    head = "| Rule | Ignored or taken | One article | Two addresses | Source |\n"
    table = f"{head}|{5 * '---|'}\n{rows}"
    marks = re.compile(r"(<!-- rules -->\n).*?(<!-- /rules -->)", re.S)
    return path, marks.sub(lambda match: match[1] + table + match[2], path.read_text("utf-8"))


def _pairs(pairs: tuple[Pair, ...]) -> str:
    return "<br>".join(f"`{one}` `{other}`" for one, other in pairs)


def drifted() -> Iterator[tuple[Path, str]]:
    """Yield each generated file that is not as it should be, with the text that it should have."""
    generated = (
        *(
            *golden_files(),
            seed_hashes(),
            message_list(),
            constant_list(),
            config_schema(),
            readme(),
        ),
        *(addresses_page(), archive_page()),
        *(*answer_files(GOLDEN), *reading_files(GOLDEN)),
    )
    for path, text in generated:
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            yield path, text


def main() -> int:
    changes = list(drifted())
    for path, text in changes:
        print(path.relative_to(ROOT))
        if "--check" not in sys.argv:
            path.write_text(text, encoding="utf-8")
    return 1 if changes and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
