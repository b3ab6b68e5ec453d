"""Whether the network's confidence means what it says, on digits and on what is none.

``python -m benchmarks.calibration`` prints one JSON object: the expected calibration error on the test digits of the
data found, how often the answer is right at each confidence, and the highest confidence for pictures of no digit.
"""

from __future__ import annotations

import itertools
import json
from typing import Any

import numpy as np

from benchmarks import probes
from mnist_explore.model.evaluation import evaluate
from mnist_explore.model.serving.recogniser import load_recogniser
from mnist_explore.sources import load_digits

EDGES = (0.0, 0.5, 0.7, 0.9, 0.97, 0.99, 0.999, 1.0)


def main() -> None:
    """Measure and print."""
    digits = load_digits(download=False).digits
    rows = digits.where_split("test")
    recogniser = load_recogniser()
    chances, labels = recogniser.probabilities(digits.images[rows]), digits.labels[rows]
    judged = evaluate(chances, labels)
    kinds = {
        "pages": probes.pages(),
        "noise": probes.noise(1_000),
        "letters": probes.letters(),
        "scribbles": probes.scribbles(1_000),
    }
    highest = {name: recogniser.probabilities(pictures).max(axis=1) for name, pictures in kinds.items()}
    result = {
        "dataset": digits.name,
        "expected_calibration_error": round(judged.calibration_error, 5),
        "log_loss": round(judged.log_loss, 5),
        "reliability": reliability(chances.max(axis=1), chances.argmax(axis=1) == labels),
        "highest_confidence_in_no_digit": {name: round(float(values.max()), 4) for name, values in highest.items()},
        "share_of_99_percent_in_no_digit": {
            name: round(float((values >= 0.99).mean()), 4) for name, values in highest.items()
        },
    }
    print(json.dumps(result, indent=2))


def reliability(confidence: np.ndarray, right: np.ndarray) -> list[dict[str, Any]]:
    """Return, for each interval of confidence, how many digits are in it, their mean confidence and share right."""
    table = []
    for low, high in itertools.pairwise(EDGES):
        inside = (confidence > low) & (confidence <= high)
        if inside.any():
            table.append(
                {
                    "confidence": f"{low}-{high}",
                    "digits": int(inside.sum()),
                    "mean_confidence": round(float(confidence[inside].mean()), 4),
                    "right": round(float(right[inside].mean()), 4),
                }
            )
    return table


if __name__ == "__main__":
    main()
