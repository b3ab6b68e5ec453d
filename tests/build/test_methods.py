"""Comparing methods: nothing reads what it learned from, and a comparison that was stopped goes on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas.predictions import OURS, errors_on_test, load_methods
from mnist_explore.build import methods, parts
from mnist_explore.build.methods import compare_methods, fit_and_read, timed_fit, timed_images
from mnist_explore.build.prediction_time import prediction_times, take_turns
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.model.baselines.methods import BASELINES, Baseline
from mnist_explore.model.training.out_of_fold import FOLDS, fold_numbers


@dataclass(frozen=True, eq=False)
class Memory:
    """Reads 1 in a picture that it learned from, and 0 in any other: it tells when it is asked what it knows."""

    known: np.ndarray
    fits = 0

    @classmethod
    def fit(cls, images: np.ndarray, labels: np.ndarray, *, seed: int = 0) -> Memory:  # noqa: ARG003
        """Learn the pictures by heart."""
        Memory.fits += 1
        return cls(images.reshape(len(images), -1))

    @property
    def parameters(self) -> int:
        """All pixels."""
        return int(self.known.size)

    def read(self, images: np.ndarray) -> np.ndarray:
        """Return whether each picture is known."""
        rows = images.reshape(len(images), -1)
        known = {row.tobytes() for row in self.known}
        return np.array([row.tobytes() in known for row in rows], np.uint8)


MEMORY = Baseline("memory", "Knows what it has seen.", Memory)


def test_fit_and_read_learns_from_no_more_than_fit(
    few: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many digits as many are learned from as every other fit of a build takes, from every class."""
    monkeypatch.setattr(parts, "MOST_FITTED", 40)
    fitted = fit_and_read(few, fold_numbers(few), MEMORY, seed=0, scratch=tmp_path, report=lambda _: None)
    known = fitted.reader.read(few.images) == 1
    assert 40 <= known.sum() <= 50 and not known[few.split == 1].any()
    assert set(few.labels[known]) == set(few.labels[few.split == 0])


def test_fit_and_read_never_asks_what_was_learned(few: Digits, tmp_path: Path) -> None:
    """Neither a test digit nor a training digit was among what its reader learned from; six fits do it."""
    Memory.fits = 0
    shares: list[float] = []
    numbers = fold_numbers(few)
    fitted = fit_and_read(few, numbers, MEMORY, seed=0, scratch=tmp_path, report=shares.append)
    assert len(np.unique(few.images, axis=0)) == len(few)
    assert not fitted.predictions.any() and fitted.predictions.shape == (240,)
    assert Memory.fits == FOLDS + 1
    assert (fitted.reader.read(few.images) == (few.split == 0)).all()
    assert shares == sorted(shares) and shares[0] == 0 and shares[-1] == 1


def test_fit_and_read_goes_on(few: Digits, tmp_path: Path) -> None:
    """A second call fits nothing; what was lost, torn, or of other settings or folds alone is fitted again."""
    numbers = fold_numbers(few)

    def fits(baseline: Baseline, folds: np.ndarray) -> int:
        Memory.fits = 0
        fit_and_read(few, folds, baseline, seed=0, scratch=tmp_path, report=lambda _share: None)
        return Memory.fits

    assert [fits(MEMORY, numbers), fits(MEMORY, numbers)] == [FOLDS + 1, 0]
    files = sorted(tmp_path.glob("memory-*"))
    assert len(files) == FOLDS + 2
    files[0].unlink()
    files[1].write_bytes(b"torn")
    assert fits(MEMORY, numbers) == 2
    assert fits(replace(MEMORY, settings=(1.0,)), numbers) == FOLDS + 1
    assert fits(MEMORY, fold_numbers(few, seed=1)) == FOLDS + 1


def test_timed_fit_counts_processor_time(monkeypatch: pytest.MonkeyPatch, few: Digits) -> None:
    """The seconds of a fit are the processor's, from just before to just after it."""
    clock = iter([10.0, 12.5])
    monkeypatch.setattr(methods.time, "process_time", lambda: next(clock))
    _, seconds = timed_fit(MEMORY, few.images, few.labels)
    assert seconds == 2.5


def test_take_turns_is_a_median_per_digit(monkeypatch: pytest.MonkeyPatch, few: Digits) -> None:
    """Rounds of 10, 30 and 20 ms, after a slow first one, for 240 digits: 83.33 µs a digit."""
    reader = Memory(np.zeros((1, 784), np.uint8))
    clock = iter([0, 5, 5.010, 6, 6.030, 7, 7.020])
    monkeypatch.setattr("mnist_explore.build.prediction_time.time.process_time", lambda: next(clock))
    assert take_turns({"memory": reader}, few.images, rounds=3) == {"memory": pytest.approx(83.33)}


@pytest.mark.slow
def test_compare_methods_of_few(few: Digits, tmp_path: Path) -> None:
    """Two methods and ours: found again as kept, with costs above 0; the average of 160 digits reads most of 80."""
    stages: list[str] = []
    made = compare_methods(
        few, baselines=BASELINES[:2], progress=lambda stage, _: stages.append(stage), scratch=tmp_path / "fits",
        folder=tmp_path,
    )  # fmt: skip
    found = load_methods(few, folder=tmp_path)
    assert found.names == (BASELINES[0].name, BASELINES[1].name, OURS) == tuple(dict.fromkeys(stages))
    assert (found.predictions == made.predictions).all() and found.methods == made.methods
    assert (found.predictions[-1] == found.probabilities.argmax(axis=1)).mean() > 0.99
    assert all(count < 40 for count in errors_on_test(found, few).values())
    assert all(method.parameters > 0 and method.microseconds_per_digit > 0 for method in found.methods)


def test_reading_times_where_a_process_fails(few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the fresh process cannot start, one sentence says so."""
    monkeypatch.setattr("mnist_explore.build.prediction_time.sys.executable", "/nowhere/python")
    with pytest.raises(ArtifactError, match="could not be timed"):
        prediction_times({}, timed_images(few))


@pytest.mark.parametrize(
    ("rows", "kinds", "reason"),
    [
        (slice(0, 160), None, "none of these 160 digits is one"),
        (slice(150, 240), None, "at least 20 training digits"),
        (slice(0, 240), 3, "at least two kinds"),
    ],
    ids=["no test digits", "ten training digits", "one kind"],
)
def test_compare_methods_of_too_little(
    few: Digits, tmp_path: Path, rows: slice, kinds: int | None, reason: str
) -> None:
    """Digits that methods cannot be compared on are explained before anything is fitted."""
    labels = few.labels[rows] if kinds is None else np.full(240, kinds, np.uint8)
    digits = Digits("few", few.images[rows], labels, few.split[rows])
    with pytest.raises(ArtifactError, match=reason):
        compare_methods(digits, scratch=tmp_path / "fits", folder=tmp_path)
    assert not list(tmp_path.iterdir())


def test_compare_methods_of_one_writer(few: Digits, tmp_path: Path) -> None:
    """One person's digits cannot be dealt into folds by writer."""
    digits = Digits("few", few.images, few.labels, few.split, np.full(240, 7, np.int32))
    with pytest.raises(ArtifactError, match=r"folds by writer|two kinds"):
        compare_methods(digits, scratch=tmp_path / "fits", folder=tmp_path)


def test_timed_images_are_spread(few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many test digits some are timed, evenly drawn; of few, all."""
    assert len(timed_images(few)) == 80
    monkeypatch.setattr(methods, "TIMED_DIGITS", 20)
    rows = few.where_split("test")
    assert (timed_images(few) == few.images[rows[::4]]).all()


def test_build_does_long_work_only_when_asked(few: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """`build` compares no methods and learns no detectors by itself; named alone each is done alone, and in order."""
    import mnist_explore.__main__ as command_line
    from mnist_explore import sources
    from mnist_explore.build import stages as building
    from mnist_explore.build.structure import fitting

    done: list[str] = []
    monkeypatch.setattr(command_line, "_load", lambda: sources.Found(few, "a test"))
    monkeypatch.setattr(building, "build_atlas", lambda _, *, stages, **__: done.extend(stages))
    monkeypatch.setattr(methods, "compare_methods", lambda *_, **__: done.append("methods"))
    monkeypatch.setattr(fitting, "fit_detectors", lambda *_, **__: done.append("structure"))
    asked = {(): list(building.STAGES), ("methods",): ["methods"], ("structure",): ["structure"]}
    asked[("methods", "map", "structure")] = ["structure", "map", "methods"]
    for stages, expected in asked.items():
        done.clear()
        assert command_line.main(["build", *(word for stage in stages for word in ("--stage", stage))]) == 0
        assert done == expected
