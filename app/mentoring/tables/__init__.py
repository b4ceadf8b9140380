"""The rows of `mentoring`, one file for each noun. `app.tables` registers them by importing this package."""
