"""Print what is said of every hostile input, as Markdown: ``python -m tests.hostile``."""

import sys

from mnist_explore.errors import plain
from tests.hostile import TABLES

if __name__ == "__main__":
    for title, cases in TABLES.items():
        sys.stdout.write(f"\n## {title}: {len(cases)}\n\n| what is given | what is said |\n|---|---|\n")
        for case in cases:
            given, said = (plain(text).replace("|", "\\|") for text in (case.name, case.message()))
            sys.stdout.write(f"| {given} | {said} |\n")
