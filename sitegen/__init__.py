"""sitegen: a static-site generator for union news portals. This is the map of the house.

A module may import those above it in this list, never one below; `tests/test_layers.py` holds the code to it. Read in this order, the
modules' first lines are the architecture of the whole.
"""

LAYERS = (
    # foundations: words, dates, the country, what can go wrong
    "errors",
    "files",
    "syllables",
    "vietnamese",
    "dates",
    "legacy",
    "provinces",
    "abbreviations",
    "language",
    "fingerprints",
    "memo",
    # content: from files to articles
    "settings",
    "config",
    "article",
    "nodes",
    "matter",
    "fields",
    "attached",
    "source",
    "packed",
    "markup",
    "renditions",
    "originals",
    "images",
    "pictures",
    # the site: what a theme may ask
    "library",
    "terms",
    "weights",
    "likeness",
    "ranks",
    "related",
    "paging",
    "archives",
    "portal",
    "contents",
    "groups",
    "facts",
    "listings",
    "site",
    "pages",
    "needs",
    "filters",
    "metadata",
    "declared",
    "theme",
    # the build
    "state",
    "seal",
    "output",
    "readings",
    "workers",
    "rendering",
    "drawing",
    "project",
    "build",
    "report",
    "why",
    "checks",
    # commands
    "importers",
    "preview",
    "progress",
    "cli",
    "__main__",
)

__version__ = "0.1.0"
