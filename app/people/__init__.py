"""The adults and mentors of a school: who they are, how they sign in, who is on duty, and who is calling."""
