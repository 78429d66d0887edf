"""The officer's guide shows the real thing: what its commands print, and pictures of them, are made here. `python -m tests.guide`."""
