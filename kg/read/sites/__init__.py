"""
One's own site: its generator's configuration, and the addresses of the pieces on it.

    find_site        the site that posts belong to, by the configuration beside or above them
    own_address      where a piece stands on the site, or why that cannot be told
    why_passed_over  why a folder holds nothing that somebody wrote for the archive
"""
