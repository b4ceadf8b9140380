"""What `mentoring` answers and takes, one file for each noun."""
