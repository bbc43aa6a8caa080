from __future__ import annotations

import mutants
import pytest
from mutants import Mutant, Project, concerned, draw, record_tests, within
from mutations import SEEN, marked, mutated, parse_source

CODE = '''\
"""A module."""

from __future__ import annotations

LIMIT = 10
_LIMITS = {"small": LIMIT}
WORD = "read by a test alone"


def is_small(number: int) -> bool:
    """Say whether a number is small."""
    return number < _LIMITS["small"]


def count_down(number: int, step: int = 1) -> int:
    while number > 0:
        number -= step
    return number


def unused() -> str:
    return "nobody asks"


def _seen() -> int:
    return 3
'''
TESTS = """\
import os, pathlib, signal, subprocess, sys
import pytest
from tiny.core import WORD, _seen, count_down, is_small

def test_a_word():
    assert WORD == "read by a test alone"

def test_a_small_number():
    assert is_small(_seen())

def test_the_text_of_the_code():
    assert "def unused" in pathlib.Path("tiny/core.py").read_text()

def test_a_large_number_in_a_process_that_is_killed():
    code = ("from tiny.core import is_small; import os; print(is_small(30), flush=True);"
            "os.kill(os.getpid(), 9)")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False\\n"

@pytest.fixture(scope="module")
def nothing():
    return count_down(3)

def test_counting_ends(nothing):
    assert nothing == 0

def test_counting_ends_at_nothing(nothing):
    assert not nothing

def test_that_fails():
    assert False
"""


def changes(text: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(site.before, site.afters) for site in parse_source(text).sites]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a < b", ("a <= b", "a >= b")),
        ("a == b", ("a != b",)),
        ("a is not b", ("a is b",)),
        ("a in b", ("a not in b",)),
        ("a + b", ("a - b",)),
        ("a // b", ("a * b",)),
        ("a and b", ("a or b",)),
        ("not a", ("a",)),
        ("-a", ("a",)),
        ("7", ("8", "6")),
        ("True", ("False",)),
        ("'name'", ("'nameX'", "''")),
        ("''", ("'X'",)),
        ("b'name'", ("b'nameX'", "b''")),
        ("f'{a}-'", ("f'{a}-X'", "f'{a}'")),
    ],
)
def test_what_can_stand_in_an_expression_instead(text: str, expected: tuple[str, ...]) -> None:
    assert changes(f"x = ({text})") == [(text, expected)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if a: x = b", [("a", ("not a",))]),
        ("while a: x = b", [("a", ("not a",))]),
        ("x = a if b else c", [("b", ("not b",))]),
        ("x = [a for a in b if a]", [("a", ("not a",))]),
        ("raise a", [("raise a", ("pass",))]),
        ("self.x = a", [("self.x = a", ("pass",))]),
        ("x = a\n    x = b", [("x = a", ("pass",)), ("x = b", ("pass",))]),
        ("x = a", []),
        ("return a", [("return a", ("return None", "return not a"))]),
        ("return None", []),
        ("continue", [("continue", ("pass",))]),
    ],
)
def test_statements_that_can_be_otherwise(
    text: str, expected: list[tuple[str, tuple[str, ...]]]
) -> None:
    found = changes(f"def f() -> bool:\n    {text}\n    end\n")
    bare = [(before, tuple(a.replace("(", "").replace(")", "") for a in after))
            for before, after in found]  # fmt: skip
    assert bare == [*expected, ("end", ("pass",))]


def test_each_entry_of_a_dictionary_can_be_gone() -> None:
    text = "x = {\n    a: b,\n    c: d,\n}\n"
    sites = parse_source(text).sites
    assert [mutated(text, site, after).split() for site in sites for after in site.afters] == [
        ["x", "=", "{", "c:", "d,", "}"],
        ["x", "=", "{", "a:", "b,", "}"],
    ]


@pytest.mark.parametrize(
    "text",
    [
        '"""A docstring of 1 sentence."""',
        "import a",
        "if TYPE_CHECKING:\n    a = 1",
        "if __name__ == '__main__':\n    a()",
        "__all__ = ['a']",
        "Value = str | int",
        "T = TypeVar('T')",
        "a: Literal['b']",
        "def f(a: Literal['b'] | None) -> Literal['c']: ...",
        "@option(help='About it.', metavar='N')\ndef f(): ...",
    ],
)
def test_what_no_test_should_notice_is_left_alone(text: str) -> None:
    assert changes(text) == []


def test_blocks_say_that_they_are_run_wherever_a_statement_can() -> None:
    text = (
        '"""About."""\n'
        "from __future__ import annotations\n"
        "import a\n"
        "def f(x):\n"
        '    """About it."""\n'
        "    if x:\n"
        "        return 1\n"
        "    elif not x:\n"
        "        y = 2\n"
        "    return y\n"
    )
    assert marked(text, parse_source(text).blocks, 5, f"{SEEN} = {{}}") == (
        '"""About."""\n'
        "from __future__ import annotations\n"
        f"{SEEN} = {{}}\n"
        "import a\n"
        "def f(x):\n"
        '    """About it."""\n'
        f"    {SEEN}[5] = 1\n"
        "    if x:\n"
        f"        {SEEN}[6] = 1\n"
        "        return 1\n"
        "    elif not x:\n"
        f"        {SEEN}[7] = 1\n"
        "        y = 2\n"
        f"    {SEEN}[8] = 1\n"
        "    return y\n"
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    root = tmp_path_factory.mktemp("project")
    for folder in ("tiny", "tests"):
        (root / folder).mkdir()
    (root / "tiny" / "__init__.py").touch()
    (root / "tiny" / "core.py").write_text(CODE, encoding="utf-8")
    (root / "tests" / "test_core.py").write_text(TESTS, encoding="utf-8")
    return Project(root, "tiny")


def find(project: Project, before: str, after: str) -> Mutant:
    [mutant] = [
        Mutant(path, site, after)
        for path, source in project.sources.items()
        for site in source.sites
        if site.before == before and after in site.afters
    ]
    return mutant


def test_a_seed_draws_the_same_changes_each_time(project: Project) -> None:
    drawn = draw(project, 7, 5)
    assert draw(project, 7, 5) == drawn
    assert draw(project, 8, 5) != drawn
    assert len({mutant.site for mutant in draw(project, 7, 120)}) == len(
        project.sources["tiny/core.py"].sites
    )
    assert draw(project, 7, 120, only="other/*") == []


def test_tests_concern_what_they_run_in_any_process(project: Project) -> None:
    tests = record_tests(project, 1, lambda text: None)
    assert len(tests) == 6  # and not the one that fails

    def named(before: str, after: str) -> list[str]:
        found = concerned(project, tests, find(project, before, after))
        names = [test.name.partition("::test_")[2] for test in found]
        assert "the_text_of_the_code" in names
        return [name for name in names if name != "the_text_of_the_code"][:2]

    killed = "a_large_number_in_a_process_that_is_killed"
    assert named('number < _LIMITS["small"]', "number <= _LIMITS['small']") == [
        "a_small_number", killed
    ]  # fmt: skip
    word = find(project, '"read by a test alone"', "''")
    assert "a_word" in {
        test.name.partition("::test_")[2] for test in concerned(project, tests, word)
    }
    assert sorted(named("1", "2")) == ["counting_ends", "counting_ends_at_nothing"]
    assert named("10", "11") == ["a_small_number", killed]  # through _LIMITS
    assert sorted(named("number > 0", "number >= 0")) == [
        "counting_ends", "counting_ends_at_nothing"
    ]  # fmt: skip
    assert named("return 'nobody asks'".replace("'", '"'), "return None") == []


def test_the_first_tests_that_fit_are_run_and_at_least_one(project: Project) -> None:
    tests = record_tests(project, 1, lambda text: None)
    quick = [test._replace(seconds=1.0) for test in tests]
    assert [len(within(quick, seconds)) for seconds in (0, 1, 1.5, 2, 9)] == [1, 1, 1, 2, 6]


def test_what_no_test_notices_is_printed(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mutants, "GRACE", 5.0)
    drawn = [
        find(project, "10", "11"),
        find(project, 'number < _LIMITS["small"]', "number >= _LIMITS['small']"),
        find(project, "number -= step", "pass"),  # never ends
        find(project, "number > 0", "number >= 0"),
        find(project, '"nobody asks"', "''"),
    ]
    monkeypatch.setattr(mutants, "draw", lambda *_: drawn)
    mutants.main(["--seed=1", "--jobs=1", f"--root={project.root}", "--package=tiny"])
    assert capsys.readouterr().out == (
        "Seed 1: 5 drawn, 5 count, 3 noticed (60.0 %)\n"
        "tiny/core.py:5: '10' → '11'  (tests run: 6)\n"
        "tiny/core.py:22: '\"nobody asks\"' → ''''  (tests run: 1)\n"
    )
    assert (project.root / "tiny" / "core.py").read_text(encoding="utf-8") == CODE


def test_changes_that_make_no_difference_do_not_count(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mutants, "draw", lambda *_: [find(project, "10", "11")])
    listed = project.root / "tests" / "mutants.txt"
    listed.write_text(
        "# Nobody counts to ten.\ntiny/core.py: LIMIT = 10: '10' → '11'\n", encoding="utf-8"
    )
    mutants.main(["--seed=1", "--jobs=1", f"--root={project.root}", "--package=tiny"])
    assert capsys.readouterr().out == "Seed 1: 1 drawn, 0 count, 0 noticed (0.0 %)\n"
