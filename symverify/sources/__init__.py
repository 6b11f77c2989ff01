"""Floor 2: the author's text in, exercises out."""
