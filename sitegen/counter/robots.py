"""Which programs that ask for pages are robots, by the name they give themselves.

`crawlerdetect` knows some fifteen hundred of them; looking a name up takes long, so those met before are remembered, up to a limit.
"""

from __future__ import annotations

from functools import lru_cache

from crawlerdetect import CrawlerDetect

_LONGEST = 512


class Robots:
    """Tells robots. A program that gives no name is one: browsers always do."""

    def __init__(self) -> None:
        detector = CrawlerDetect()
        self.is_robot = lru_cache(maxsize=20_000)(lambda agent: _is_robot(detector, agent))


def _is_robot(detector: CrawlerDetect, agent: str) -> bool:
    return not agent.strip() or bool(detector.is_crawler(agent[:_LONGEST]))
