from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from kg.pipeline import background as parallel
from kg.pipeline.background import Background


def who() -> int:
    return os.getpid()


def fail() -> None:
    raise ValueError("as it would here")


def die_elsewhere(home: int) -> str:
    if os.getpid() != home:
        os.kill(os.getpid(), signal.SIGKILL)
    return "made up for"


def sleep_and_write(path: Path) -> None:
    time.sleep(1)
    path.touch()


def test_a_call_is_made_in_a_process_of_its_own() -> None:
    with Background(who) as call:
        assert call.result() != os.getpid()


def test_what_a_call_raises_is_raised_where_its_result_is_asked_for() -> None:
    with Background(fail) as call, pytest.raises(ValueError, match="as it would here"):
        call.result()


def test_a_process_that_is_killed_is_made_up_for() -> None:
    with Background(partial(die_elsewhere, os.getpid())) as call:
        assert call.result() == "made up for"


def test_a_call_that_nobody_waits_for_ends(tmp_path: Path) -> None:
    with Background(partial(sleep_and_write, tmp_path / "late")):
        pass
    time.sleep(1.2)
    assert not (tmp_path / "late").exists()


def test_a_process_that_has_answered_goes_by_itself() -> None:
    with Background(who) as call:
        call.result()
    deadline = time.monotonic() + 30
    while multiprocessing.active_children() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not multiprocessing.active_children()


def test_beside_other_threads_no_process_is_forked() -> None:
    done = threading.Event()
    threading.Thread(target=done.wait).start()
    try:
        with Background(who) as call:
            assert call.result() != os.getpid()
    finally:
        done.set()


def test_a_call_that_is_not_worth_a_process_is_made_here_when_it_is_asked_for() -> None:
    made: list[int] = []
    with Background(partial(made.append, 1), worth=False) as call:
        assert made == []
        call.result()
        assert made == [1]


def test_with_one_processor_every_call_is_made_here(monkeypatch: pytest.MonkeyPatch) -> None:
    for count in (1, None):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        with Background(who) as call:
            assert call.result() == os.getpid()
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    with Background(who) as call:
        assert call.result() != os.getpid()


def test_a_process_is_forked_on_linux_where_nobody_else_is_at_work(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "active_count", lambda: 1)
    for platform, is_linux in (("linux", True), ("darwin", False), ("win32", False)):
        monkeypatch.setattr(sys, "platform", platform)
        assert parallel.forks() is is_linux
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(parallel, "active_count", lambda: 2)
    assert not parallel.forks()
