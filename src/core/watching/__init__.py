"""Watching: what is due, what changed, what is to be said, and to whom. Pure functions, and workflows over ports."""
