"""Floor 1: the trusted kernel. It computes and never searches; standard library and python-flint only."""
