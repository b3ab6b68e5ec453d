from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.model.training.fitting import Fitted, fit_network
from mnist_explore.model.training.phases import Phase
from tests.model.conftest import Killed

PHASES = (Phase(1, peak_rate=4e-3, strength=1.0, signs=False), Phase(2, peak_rate=1e-3, strength=0.5, signs=True))


def _fit(digits: Digits, **options: object) -> Fitted:
    return fit_network(digits, digits.where_split("train"), seed=3, phases=PHASES, **options)  # type: ignore[arg-type]


@pytest.mark.thorough
@pytest.mark.slow
def test_fit_network_resumes_in_a_later_phase(few_digits: Digits, tmp_path: Path) -> None:
    """A fit killed in its second phase goes on there, from what was averaged before, to the same network."""
    stages: list[str] = []

    def kill(_stage: str, share: float) -> None:
        if share > 2.5 / 3:
            raise Killed

    with pytest.raises(Killed):
        _fit(few_digits, progress=kill, checkpoint=tmp_path / "state")
    resumed = _fit(few_digits, progress=lambda stage, _share: stages.append(stage), checkpoint=tmp_path / "state")
    assert set(stages) == {"Training, epoch 3 of 3"}
    whole = _fit(few_digits)
    assert whole.epochs == resumed.epochs == 3
    for one, other in zip(whole.model.get_weights(), resumed.model.get_weights(), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)
