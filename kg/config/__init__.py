"""kg.toml: what the user says of an archive."""
