"""The key of a reading tells readings apart, and is the same in every process."""

from __future__ import annotations

import os
import subprocess
import sys

from paths import ROOT

from kg.model.settings import Settings
from kg.pipeline.reading import DEFAULT_READING, Reading

KEY = (
    "from kg.model.settings import Settings; from kg.pipeline.reading import Reading;"
    "print(Reading(Settings(own=frozenset(f'{at}.example' for at in range(9)))).key)"
)


def test_the_key_does_not_depend_on_the_order_of_hashes() -> None:
    keys = {
        subprocess.check_output(
            [sys.executable, "-c", KEY],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        )
        for seed in ("1", "2", "3")
    }
    assert len(keys) == 1


def test_readings_that_differ_have_other_keys() -> None:
    own = [Settings(own=frozenset(hosts)) for hosts in (["a.example"], ["b.example"])]
    assert DEFAULT_READING.key == ""
    assert len({DEFAULT_READING.key, *(Reading(settings).key for settings in own)}) == 3
