"""Sealed conversations: who is in one, which key epoch is current, and what may be appended to its two streams."""
