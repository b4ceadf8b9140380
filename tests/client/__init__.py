"""A stranger's client, written from docs/protocol.md alone, in another language than the browser's.

Nothing here imports `app`: only `cryptography`, `argon2` and the standard library. What it can do, anybody can write.
"""
