from __future__ import annotations

import math

from mnist_explore.model.training.record import Figures, figures_as_dict


def test_figures_as_dict_nan() -> None:
    """What was not measured is null in the manifest, which has no NaN."""
    told = figures_as_dict(
        Figures(
            parameters=315_098,
            epochs=4,
            planned_epochs=4,
            train_digits=300,
            validation_digits=50,
            validation_errors=7,
            validation_accuracy=0.86,
            temperature=1.1,
            test_digits=0,
            test_errors=0,
            test_accuracy=math.nan,
            test_calibration_error=math.nan,
            train_seconds=2.0,
            core_seconds=3.5,
        )
    )
    assert told["test_accuracy"] is None and told["test_calibration_error"] is None
    assert told["epochs"] == 4 and told["core_seconds"] == 3.5
