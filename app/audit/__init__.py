"""Who did what, in Merkle logs (RFC 6962) that nobody can quietly change. Ids and actions only, never content.

A school has one log for each group of recipients and one for people and keys: a single log would grow when somebody
acts on a report that is hidden from the person who is watching it grow.
"""
