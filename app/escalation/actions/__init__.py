"""Every write of an escalation: `endings` decides and closes, `raising` hands a case up."""
