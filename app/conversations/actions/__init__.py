"""Every write of a conversation, one file for each group of verbs."""
