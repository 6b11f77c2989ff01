"""Floor 5: a Report to text. Pure functions; they know no mathematics."""
