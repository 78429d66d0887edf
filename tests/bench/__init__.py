"""The benchmark: how long whole builds take, beside another generator with the same site. Run with `python -m tests.bench`."""
