"""Floor 2: terms to text. Knows notation and brackets, no mathematics; imports floor 0 only."""
