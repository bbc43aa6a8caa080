"""From the bytes of files to mentions: what was written, with the place where it stands."""
