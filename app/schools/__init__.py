"""A school: its name, its safety team's name, its hours, and the promise of when a person will have looked."""
