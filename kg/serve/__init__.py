"""
`kg serve`: the page of a build, its files, and a SPARQL endpoint, for one machine.

    protocol     what a request asks, or why it is refused: pure
    pool         which process answers a query, and what becomes of long ones
    evaluator    one process, as the server sees it
    processes    how processes are started, measured and ended
    evaluate     what runs in such a process
    recent       a cache that is bounded by bytes
    app          addresses and headers: a request becomes a response
    connections  deadlines and limits of what comes over HTTP
    server       from a folder to a server that runs until it is stopped
"""
