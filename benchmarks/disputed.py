"""Are the labels that people dispute among the first that the network doubts? By each of cleanlab's three rules."""

from __future__ import annotations

import json
import platform
import statistics
import time
from importlib.metadata import version
from typing import Any, get_args

from mnist_explore.analysis.errors.disputed import RULE, Ranking, Rule, rank_labels
from mnist_explore.atlas.predictions import load_methods
from mnist_explore.digits import SPLITS
from mnist_explore.errors import ArtifactError
from mnist_explore.sources import Found, Votes, load_digits

WITHIN = 60
"""All labels that less than half of the people chose shall be among this many test digits."""

RUNS = 5


def main() -> None:
    """Rank both splits by every rule, hold the ranking of the test digits against the votes, print one JSON object."""
    found = load_digits()
    if found.votes is None:
        raise SystemExit("People's votes were not found; `python -m mnist_explore fetch` downloads them.")
    try:
        probabilities = load_methods(found.digits).doubt
    except ArtifactError as error:
        raise SystemExit(str(error)) from error
    rankings = {
        rule: {split: rank_labels(found.digits, probabilities, split=split, rule=rule) for split in SPLITS}
        for rule in get_args(Rule)
    }
    seconds = [_seconds(found, probabilities) for _ in range(RUNS)]
    places = {rule: _against_votes(ranked["test"], found.votes) for rule, ranked in rankings.items()}
    report = {
        "data": found.digits.name,
        "rule_shown": RULE,
        "voted_on": len(found.votes),
        "disputed_by_people": len(found.votes.disputed),
        "rules": places,
        "disputed_by_confident_learning": {
            split: int(ranking.counted.sum()) for split, ranking in rankings[RULE].items()
        },
        "seconds_for_all_digits": round(statistics.median(wall for wall, _ in seconds), 3),
        "processor_seconds_for_all_digits": round(statistics.median(processor for _, processor in seconds), 3),
        "python": platform.python_version(),
        **{name: version(name) for name in ("cleanlab", "numpy", "scikit-learn")},
    }
    print(json.dumps(report, indent=2))
    raise SystemExit(0 if max(places[RULE]["places"]) <= WITHIN else 1)


def _against_votes(ranking: Ranking, votes: Votes) -> dict[str, Any]:
    """Return where the labels that people dispute stand in the ranking of the test digits."""
    places = ranking.ranks_of(votes.disputed)
    return {
        "places": sorted(places.tolist()),
        "among_first_30": int((places <= 30).sum()),
        "among_first_60": int((places <= WITHIN).sum()),
        "digits_by_place": {int(index): int(place) for index, place in zip(votes.disputed, places, strict=True)},
    }


def _seconds(found: Found, probabilities: Any) -> tuple[float, float]:
    """Return how long ranking all digits by the rule shown takes, by the clock and of the processor."""
    started = time.perf_counter(), time.process_time()
    for split in SPLITS:
        rank_labels(found.digits, probabilities, split=split)
    return time.perf_counter() - started[0], time.process_time() - started[1]


if __name__ == "__main__":
    main()
