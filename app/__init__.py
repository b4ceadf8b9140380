"""Hark: a sealed line from a pupil to a trained adult."""
