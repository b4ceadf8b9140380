"""What a change of people or keys leaves to do: keys that are owed, and conversations to seal to new ones."""
