"""``python -m supply locks``, ``licences`` or ``audit``; run the first two after a change of any requirement."""

import argparse
import sys

from supply import audit, licences, locks

COMMANDS = {
    "locks": (locks.main, "write the lock files anew, every package with its hashes"),
    "licences": (licences.main, "write THIRD_PARTY_LICENCES.md anew"),
    "audit": (audit.main, "look up known vulnerabilities of what is locked"),
}


def main() -> int:
    """Run a command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m supply", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (_, words) in COMMANDS.items():
        commands.add_parser(name, help=words)
    return COMMANDS[parser.parse_args().command][0]()


if __name__ == "__main__":
    sys.exit(main())
