"""From folders to folders: build a graph, and write, cache and rebuild it."""
