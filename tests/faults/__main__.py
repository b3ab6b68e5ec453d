"""Let every fault happen and print the matrix, as Markdown: ``python -m tests.faults``."""

import os
import sys
from tempfile import TemporaryDirectory

from mnist_explore.errors import plain
from tests.faults import TABLES

MOST = 300
"""Letters of one cell."""


def main() -> None:
    """Print a table for every kind of fault."""
    for title, faults in TABLES.items():
        sys.stdout.write(f"\n## {title}\n\n| fault | the visitor saw | the log said | after it |\n|---|---|---|---|\n")
        for fault in faults:
            saw, log, after = fault.run()
            cells = (fault.name, saw, " / ".join(log) or "nothing", after)
            sys.stdout.write("| " + " | ".join(plain(cell, most=MOST).replace("|", "\\|") for cell in cells) + " |\n")
            sys.stdout.flush()


if __name__ == "__main__":
    with TemporaryDirectory() as nowhere:
        os.environ |= {"MNIST_EXPLORE_DATA": "", "KERAS_HOME": nowhere, "MNIST_EXPLORE_PRODUCTS": nowhere}
        for scheme in ("http_proxy", "https_proxy", "all_proxy"):
            os.environ[scheme] = os.environ[scheme.upper()] = "http://127.0.0.1:9"
        os.environ["no_proxy"] = os.environ["NO_PROXY"] = "localhost,127.0.0.1"
        main()
