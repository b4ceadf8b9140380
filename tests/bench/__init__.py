"""Benchmarks: `scripts/bench [name …]`. Each prints a ratio to a bare program that was run in turn with it.

Nothing here asserts a time: machines differ and are shared, so only rows of one run may be compared. What fails a run
is an error: an answer that was refused, a message that was lost or doubled, a socket that closed.
"""
