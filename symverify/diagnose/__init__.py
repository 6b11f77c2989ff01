"""From verdicts to words: what a verdict rests on, what it is about, and what a diagnostic says of it. Decides nothing."""
