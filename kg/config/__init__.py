"""
kg.toml: what the user says of an archive.

    find_config    which kg.toml is read
    read_config    what it says
    to_toml        lines of kg.toml, for writing one
    json_schema    the same table of keys, for editors
    reference      and for the documentation
"""

from __future__ import annotations

from kg.config.errors import ConfigError
from kg.config.find import CONFIG_NAME, find_config
from kg.config.read import Config, parse_config, read_config
from kg.config.schema import json_schema, reference
from kg.config.write import Line, to_toml

__all__ = [
    "CONFIG_NAME",
    "Config",
    "ConfigError",
    "Line",
    "find_config",
    "json_schema",
    "parse_config",
    "read_config",
    "reference",
    "to_toml",
]
