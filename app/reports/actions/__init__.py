"""Every write of a report, one file for each group of verbs."""
