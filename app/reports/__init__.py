"""The report that opens a conversation, its return words, and the one row that says where the case stands."""
