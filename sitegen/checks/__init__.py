"""Everything an editor should know before publishing: what the build would report, and what a careful colleague would notice.

The one idea: a rule is a value, a small function that looks at one article and says where something is; `rules` lists them all. What the
build itself reports is asked of the build's own modules and never worked out a second time. A rule is silent on good text: where it cannot
be certain it says nothing. Nothing is changed unless `--fix` is asked for, and then only what has one right answer (`mending`).
"""

from __future__ import annotations
