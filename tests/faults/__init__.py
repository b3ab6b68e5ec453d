"""Faults of machine and network, each let happen: what a visitor saw, what was logged, how things stand after it.

``python -m tests.faults`` prints them as Markdown.
"""

from tests.faults.building import BUILDING
from tests.faults.downloads import CACHE, NETWORK
from tests.faults.scene import Fault
from tests.faults.shipped import SHIPPED

TABLES: dict[str, tuple[Fault, ...]] = {
    "The download": NETWORK,
    "The cache": CACHE,
    "What ships, and data that were named": SHIPPED,
    "While products are made": BUILDING,
}
