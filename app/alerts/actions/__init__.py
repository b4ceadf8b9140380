"""Raising, climbing and answering in `ladder`; browsers and their pushes in `devices`; what is set in `rules`."""
