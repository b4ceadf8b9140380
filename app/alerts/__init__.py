"""The urgent lane: an alert for what must not wait, which climbs until a named person answers."""
