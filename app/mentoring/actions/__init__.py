"""The verbs of a live chat: waiting for one and taking it in `queue`, being in it and ending it in `chat`."""
