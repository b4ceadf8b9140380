"""The rules of mentoring: pure functions, one file for each noun."""
