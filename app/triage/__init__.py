"""The inbox of those who read reports: the one order, why a case is where it is, and taking, giving and opening it."""
