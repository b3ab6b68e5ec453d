"""Hostile and broken inputs, each with the message that it gets; ``python -m tests.hostile`` prints them all."""

from functools import partial

from mnist_explore.sources.drive import file_id
from tests.hostile.case import Case
from tests.hostile.data import ADDRESSES, DATA, FOLDERS
from tests.hostile.pictures import DRAWINGS, LINKED, PICTURES
from tests.hostile.products import PRODUCTS
from tests.sources.drive.test_links import REFUSED

TABLES: dict[str, tuple[Case, ...]] = {
    "Pictures": PICTURES,
    "What the drawing box sends": DRAWINGS,
    "Digits in a link": LINKED,
    "Links to Google Drive": tuple(Case(link, partial(file_id, link), words) for link, words in REFUSED.items()),
    "Data files": (*DATA, *FOLDERS),
    "Products": PRODUCTS,
    "Groups in the address": ADDRESSES,
}
