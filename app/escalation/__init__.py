"""Beyond the conversation: help routes outside the school, decisions with reasons, closing and reopening."""
