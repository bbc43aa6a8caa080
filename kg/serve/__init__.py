"""
`kg serve`: the page of a build, its files, and a SPARQL endpoint, for one machine.

    protocol   what a request asks, or why it is refused: pure
    pool       processes that answer queries, and what becomes of long ones
    evaluate   what runs in such a process
    app        addresses and headers: a request becomes a response
    server     from a folder to a server that runs until it is stopped
"""
