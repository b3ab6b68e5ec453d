"""Everything that the pages say with numbers, listed with what each number was counted from."""

from mnist_explore.claims.listing import PAGES, Claim, list_claims, printed
from mnist_explore.claims.rules import refuted

__all__ = ["PAGES", "Claim", "list_claims", "printed", "refuted"]
