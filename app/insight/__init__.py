"""Looking back: the audit view. Viewing is itself recorded."""
