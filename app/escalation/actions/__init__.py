"""Every write of an escalation: `endings` decides and closes, `duties` are one person's, `raising` hands a case up."""
