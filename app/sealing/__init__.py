"""The sealed formats of docs/protocol.md, sections 1 to 5 and 8.

The server imports only `contexts`, `documents`, `errors`, `shape` and `verify`, which can check and can open nothing.
Whatever can seal or open is for the command line (`hark demo`, `hark recover`) and for tests.
"""
