"""Visits, counted: one ledger a portal, what fills it (the logs of a web server, other counters) and what it answers.

Of the core the room knows words, days, files and the configuration, nothing of articles, sites and builds; the core knows nothing of it,
and they talk through files. What the build published lies below `output/.sitegen/published/`, and is read here (`published`); what was
counted lies in the folder of `[counter]`, one file a site, and is read by the build (`summary`). The ledger itself is the one file that
nothing can make again: it is never thrown away.
"""
