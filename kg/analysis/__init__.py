"""
Questions about a whole archive: why the graph says what it says, what changed, how much there is.

    explain      `kg why`
    compare      `kg diff`
    statistics   `kg stats`
"""
