"""Answers to queries: the store, the engine, and what an answer looks like."""
