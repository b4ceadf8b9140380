"""What every domain stands on: settings, database, errors, ids, clock. Knows no domain."""
