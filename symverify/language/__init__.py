"""Floor 0: the frozen words every other floor speaks; standard library only."""
