"""The methods to compare with: each answers as its definition, or the library it is fitted with, does."""

from __future__ import annotations

import numpy as np
import pytest

from mnist_explore.digits import Digits, pixel_rows
from mnist_explore.errors import ArtifactError
from mnist_explore.model.baselines.keras_example import KerasExample, keras_example
from mnist_explore.model.baselines.methods import (
    BASELINES,
    Baseline,
    Logistic,
    NearestAverage,
    NearestNeighbours,
    majority,
    reader_bytes,
    reader_from,
)
from mnist_explore.model.baselines.support_vectors import DeskewedSupportVectors, SupportVectors
from mnist_explore.style.measures import deslant

PLAIN = [baseline for baseline in BASELINES if baseline.kind is not KerasExample]


@pytest.fixture(scope="module")
def train(uci: Digits) -> tuple[np.ndarray, np.ndarray]:
    """Return 400 training pictures and their labels."""
    rows = uci.where_split("train")[:400]
    return uci.images[rows], uci.labels[rows]


@pytest.fixture(scope="module")
def test(uci: Digits) -> tuple[np.ndarray, np.ndarray]:
    """Return the test pictures and their labels."""
    rows = uci.where_split("test")
    return uci.images[rows], uci.labels[rows]


@pytest.mark.slow
@pytest.mark.parametrize("baseline", PLAIN, ids=[baseline.name for baseline in PLAIN])
def test_fit_reads_unseen_digits(
    baseline: Baseline, train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]
) -> None:
    """400 digits teach every method to read four fifths of others; it survives being kept, and an empty question."""
    reader = baseline.fit(*train, seed=0)
    predictions = reader.read(test[0])
    assert predictions.dtype == np.uint8 and predictions.shape == test[1].shape
    assert (predictions == test[1]).mean() > 0.8
    kept = reader_from(baseline, reader_bytes(reader))
    assert (kept.read(test[0]) == predictions).all() and kept.parameters == reader.parameters
    assert reader.read(test[0][:0]).shape == (0,)


@pytest.mark.slow
@pytest.mark.parametrize("baseline", PLAIN, ids=[baseline.name for baseline in PLAIN])
def test_fit_of_two_classes(baseline: Baseline, uci: Digits) -> None:
    """Two classes are told apart, and no third is ever read."""
    rows = np.flatnonzero(np.isin(uci.labels, (3, 8)))
    learned, asked = rows[:200], rows[200:]
    predictions = baseline.fit(uci.images[learned], uci.labels[learned], seed=0).read(uci.images[asked])
    assert set(predictions) == {3, 8}
    assert (predictions == uci.labels[asked]).mean() > 0.8


def test_nearest_average_of_single_pixels() -> None:
    """Averages of a left and a right half: a dot goes to the side it is on. Two averages of 784 pixels are kept."""
    images = np.zeros((4, 28, 28), np.uint8)
    images[0, :, :14], images[1, :, :10], images[2, :, 14:], images[3, :, 18:] = 255, 255, 255, 255
    fitted = NearestAverage.fit(images, np.array([4, 4, 9, 9], np.uint8))
    assert fitted.averages[0].reshape(28, 28)[5, [3, 12, 20]].tolist() == [1, 0.5, 0]
    dots = np.zeros((2, 28, 28), np.uint8)
    dots[0, 3, 2], dots[1, 3, 25] = 255, 255
    assert fitted.read(dots).tolist() == [4, 9]
    assert fitted.parameters == 2 * 784


@pytest.mark.slow
def test_logistic_answers_as_scikit_learn(
    train: tuple[np.ndarray, np.ndarray], test: tuple[np.ndarray, np.ndarray]
) -> None:
    """The weights kept give the answers of the fit that they are from; with ten classes there are 7,850 of them."""
    from sklearn.linear_model import LogisticRegression

    from mnist_explore.model.baselines.methods import PENALTY, TOLERANCE

    fitted = LogisticRegression(C=PENALTY, tol=TOLERANCE, max_iter=2_000).fit(pixel_rows(train[0]), train[1])
    ours = Logistic.fit(*train)
    assert (ours.read(test[0]) == fitted.predict(pixel_rows(test[0]))).all()
    assert ours.parameters == 7_850


def test_majority_and_its_ties() -> None:
    """Two of three decide; where all three differ the nearest, which stands first, does."""
    assert majority(np.array([[7, 1, 1], [7, 1, 9], [3, 3, 5], [9, 0, 1]], np.uint8)).tolist() == [1, 7, 3, 9]


def test_nearest_neighbours_find_themselves(train: tuple[np.ndarray, np.ndarray]) -> None:
    """Three copies of every digit outvote all others: each reads as its own label."""
    images, labels = (np.repeat(part[:100], 3, axis=0) for part in train)
    fitted = NearestNeighbours.fit(images, labels)
    assert (fitted.read(images) == labels).all()
    assert fitted.parameters == 300 * (784 + 1)


@pytest.mark.slow
@pytest.mark.parametrize("kinds", [range(10), (3, 8), (1, 4, 7)])
def test_support_vectors_answer_as_libsvm(kinds: tuple[int, ...], uci: Digits) -> None:
    """Matrix products give libsvm's answers, for ten classes as for two and three."""
    from sklearn.decomposition import PCA
    from sklearn.svm import SVC

    rows = np.flatnonzero(np.isin(uci.labels, list(kinds)))
    learned, asked = rows[:300], rows[300:]
    ours = SupportVectors.fit(uci.images[learned], uci.labels[learned])
    points = pixel_rows(uci.images[learned])
    projection = PCA(50, svd_solver="covariance_eigh").fit(points)
    fitted = SVC(C=SupportVectors.cost, gamma=SupportVectors.gamma).fit(
        projection.transform(points), uci.labels[learned]
    )
    expected = fitted.predict(projection.transform(pixel_rows(uci.images[asked])))
    assert (ours.read(uci.images[asked]) == expected).all()
    assert len(ours.vectors) == len(fitted.support_vectors_)


@pytest.mark.slow
def test_deskewed_support_vectors_do_not_see_the_slant(uci: Digits) -> None:
    """It is a machine of upright digits: what was set upright beforehand is learned and read alike."""
    learned, asked = uci.images[:300], uci.images[300:600]
    ours = DeskewedSupportVectors.fit(learned, uci.labels[:300])
    plain = SupportVectors.fit(deslant(learned), uci.labels[:300])
    assert isinstance(ours, DeskewedSupportVectors)
    assert np.array_equal(ours.components, plain.components)
    assert (ours.read(asked) == ours.read(deslant(asked))).mean() > 0.98
    assert (ours.read(asked) != plain.read(asked)).any()


def test_reader_from_foreign_bytes() -> None:
    """Bytes that are no fit, and a fit of another kind, are explained."""
    fit = reader_bytes(NearestAverage(np.zeros((1, 784), np.float32), np.zeros(1, np.uint8)))
    for data in (b"", b"not a fit", fit[:100]):
        with pytest.raises(ArtifactError, match="nearest average"):
            reader_from(BASELINES[0], data)
    with pytest.raises(ArtifactError, match="logistic regression"):
        reader_from(BASELINES[1], fit)


@pytest.mark.thorough
@pytest.mark.slow
def test_keras_example_as_published(monkeypatch: pytest.MonkeyPatch, uci: Digits) -> None:
    """The network has the 34,826 parameters that its documentation prints, learns, and reads alike when kept."""
    from mnist_explore.model.baselines import keras_example as module

    assert keras_example().count_params() == 34_826
    monkeypatch.setattr(module, "EPOCHS", 3)
    monkeypatch.setattr(module, "BATCH", 16)
    rows = uci.where_split("train")[:300]
    fitted = KerasExample.fit(uci.images[rows], uci.labels[rows], seed=0)
    asked = uci.where_split("test")
    predictions = fitted.read(uci.images[asked])
    assert (predictions == uci.labels[asked]).mean() > 0.6
    assert fitted.parameters == 34_826
    kept = reader_from(BASELINES[-1], reader_bytes(fitted))
    assert (kept.read(uci.images[asked]) == predictions).all()
