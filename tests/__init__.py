"""The tests of sitegen."""
