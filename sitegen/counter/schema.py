"""The tables of a ledger on a PostgreSQL server.

Texts are sorted by their letters' numbers, as everywhere in a ledger, whatever language the server sorts by.
"""

from __future__ import annotations

from typing import LiteralString

FORMAT = 1
"""Which tables these are; a ledger tells it, so that an older version leaves a newer one alone."""

TABLES: tuple[LiteralString, ...] = (
    "CREATE TABLE facts (name text PRIMARY KEY, value integer NOT NULL)",
    'CREATE TABLE pages (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, site text COLLATE "C" NOT NULL,'
    ' permalink text COLLATE "C" NOT NULL, UNIQUE (site, permalink))',
    'CREATE TABLE sources (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL, kind text NOT NULL,'
    " UNIQUE (name, kind))",
    "CREATE TABLE counts (day date, page integer, source integer, human bigint NOT NULL, robot bigint NOT NULL,"
    " PRIMARY KEY (day, page, source)) WITH (fillfactor = 80)",
    "CREATE INDEX counts_by_page ON counts (page, day)",
    'CREATE TABLE baselines (site text COLLATE "C", permalink text COLLATE "C", views bigint NOT NULL, since date,'
    " PRIMARY KEY (site, permalink))",
    'CREATE TABLE moves (site text COLLATE "C", permalink text COLLATE "C", to_site text NOT NULL, to_permalink text NOT NULL,'
    " until date, PRIMARY KEY (site, permalink))",
    "CREATE TABLE marks (name text PRIMARY KEY, data bytea NOT NULL)",
)
