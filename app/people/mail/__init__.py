"""Letters about accounts: what they say, and how they are carried. None says anything of a pupil or of a case."""
