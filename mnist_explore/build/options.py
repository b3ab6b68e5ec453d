"""What can be said to the commands that make products."""

from __future__ import annotations

import argparse

from mnist_explore.build import layouts, methods
from mnist_explore.build.stages import STAGES
from mnist_explore.build.structure import fitting
from mnist_explore.terminal import whole_number_from

STAGE_HELP = (
    "only this stage; may be repeated. `methods` fits other methods beside the network, six times each, in up to an "
    "hour for MNIST; stopped, it goes on where it was. `structure` learns anew, in minutes, what tells structures from "
    "the labels in labels/. `layouts` makes the maps by the network's features and of each digit alone. These "
    "three are done only when named"
)

SCHEDULER_HELP = (
    "of a Dask scheduler, tcp://host:8786, whose workers measure and classify; what is made is the same to the byte"
)

SHIP_HELP = "put it into the package, for a commit; only in a checkout, and otherwise it is put into your own folder"


def add_making(building: argparse.ArgumentParser, training: argparse.ArgumentParser) -> None:
    """Give the commands that make products their options."""
    building.add_argument("--seed", type=whole_number_from(0), default=0, help="of the map's optimisation")
    choices = (fitting.STAGE, *STAGES, layouts.STAGE, methods.STAGE)
    building.add_argument("--stage", action="append", choices=choices, help=STAGE_HELP)
    building.add_argument("--bundled", action="store_true", help="of scikit-learn's bundled digits")
    building.add_argument("--scheduler", metavar="ADDRESS", help=SCHEDULER_HELP)
    building.add_argument("--ship", action="store_true", help=SHIP_HELP)
    training.add_argument("--seed", type=whole_number_from(0), default=0, help="0, the default, is the one that serves")
    training.add_argument("--epochs", type=whole_number_from(1), default=None, help="passes through the digits")
    training.add_argument("--folds", action="store_true", help="five networks that classify what they did not see")
    training.add_argument("--ship", action="store_true", help=SHIP_HELP)
