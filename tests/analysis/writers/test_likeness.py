"""Writers are found again by digits that were kept aside, and the probabilities told are those of Bayes' rule."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnist_explore.analysis.writers.hands import Evidence, HandModel, fit_hands, hand_features
from mnist_explore.analysis.writers.likeness import (
    KnownHands,
    Sureness,
    calibrate,
    enrol,
    log_ratios,
    rank_writers,
    to_probabilities,
)
from mnist_explore.atlas import load_atlas
from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.style.measures import measure

pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
PLAIN = Sureness(heat=1.0, growth=0.0, stranger_heat=1.0, stranger_shift=0.0)


def one_trait() -> HandModel:
    """Return a model by hand: one feature, one direction, one trait; zeros show it twofold, ones not at all."""
    loadings = np.zeros((10, 1, 1))
    loadings[0] = 2.0
    return HandModel(np.zeros((10, 1)), np.ones((10, 1, 1)), loadings)


def made_writers(*, writers: int = 60, each: int = 40, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features ``(N, 4)``, labels and writers of made-up hands: two traits that show in all ten classes."""
    generator = np.random.default_rng(seed)
    hands, ways = generator.normal(size=(writers, 2)), generator.normal(size=(10, 2, 4))
    owner = np.repeat(np.arange(writers), each)
    labels = generator.integers(0, 10, len(owner)).astype(np.uint8)
    seen = np.einsum("nk,nkf->nf", hands[owner], ways[labels])
    noise = generator.normal(0, 0.3, seen.shape)
    return (seen + noise + 3 * labels[:, None]).astype(np.float32), labels, owner.astype(np.int32)


def test_log_ratios_by_hand() -> None:
    """One zero of value x against a writer with one zero of value y: the ratio of two normal densities, as by hand.

    A writer's trait is normal; values are twice it plus noise of variance 1. So x and y have variance 5 each, and a
    writer's two have covariance 4.
    """
    x, y = 1.5, 2.5
    hands = enrol(one_trait(), np.array([[y]]), np.array([0], np.uint8), np.array([7]))
    digits = hands.model.evidence(np.array([[x]]), np.array([0], np.uint8), np.array([0]))
    joint = np.array([[5.0, 4.0], [4.0, 5.0]])
    together = -0.5 * np.array([x, y]) @ np.linalg.inv(joint) @ [x, y] - 0.5 * np.log(np.linalg.det(joint))
    apart = -0.5 * (x**2 + y**2) / 5 - np.log(5)
    assert log_ratios(hands, digits) == pytest.approx([together - apart], abs=1e-9)


def test_log_ratios_of_a_class_that_tells_nothing() -> None:
    """Ones, which show nothing of the trait, say nothing for or against anybody."""
    hands = enrol(one_trait(), np.array([[2.0], [-2.0]]), np.zeros(2, np.uint8), np.array([3, 5]))
    found = rank_writers(hands, np.array([[9.0]]), np.array([1], np.uint8), sureness=PLAIN)
    assert found.probabilities == pytest.approx([0.5, 0.5]) and found.stranger == pytest.approx(0.5)


def test_rank_writers_likest_first() -> None:
    """Of writers at 2, -2 and 0 a zero at 1.8 is likest to the first, least to the second; the odds sum to 1."""
    values = np.repeat([[2.0], [-2.0], [0.0]], 8, axis=0)
    hands = enrol(one_trait(), values, np.zeros(24, np.uint8), np.repeat([40, 50, 60], 8))
    found = rank_writers(hands, np.array([[1.8]]), np.zeros(1, np.uint8))
    assert found.writers.tolist() == [40, 60, 50]
    assert found.probabilities.sum() == pytest.approx(1) and (np.diff(found.probabilities) < 0).all()
    assert found.digits == 1


def test_to_probabilities_by_hand() -> None:
    """Ratios of 3 and 1 to 1 give 3/4 and 1/4; against a stranger, whose ratio is 1, they count 2 to 1 on average."""
    chances, stranger = to_probabilities(np.log([3.0, 1.0]), digits=1, sureness=PLAIN)
    assert chances == pytest.approx([0.75, 0.25]) and stranger == pytest.approx(1 / 3)
    cooler, _ = to_probabilities(np.log([9.0, 1.0]), digits=16, sureness=replace(PLAIN, heat=0.5, growth=0.5))
    assert cooler == pytest.approx([0.75, 0.25]), "a heat of 0.5 times the root of 16 halves the log ratios"


def test_evidence_adds_up() -> None:
    """What two halves of a writer's digits say adds up to what all of them say."""
    features, labels, writers = made_writers(writers=4)
    model = fit_hands(features, labels, writers, traits=2)
    groups = writers.astype(np.intp)
    whole = model.evidence(features, labels, groups)
    odd = np.arange(len(labels)) % 2 == 1
    parts = [model.evidence(features[half], labels[half], groups[half]) for half in (odd, ~odd)]
    np.testing.assert_allclose(parts[0].counts + parts[1].counts, whole.counts)
    np.testing.assert_allclose(parts[0].traits + parts[1].traits, whole.traits, rtol=1e-5, atol=1e-4)


def test_fit_hands_finds_made_up_hands() -> None:
    """Of 60 made-up hands each is found by ten digits of classes mixed at random; shuffled writers are not."""
    features, labels, writers = made_writers()
    given = np.arange(len(labels)) % 4 == 0
    for owner, least, most in ((writers, 0.8, 1.0), (np.random.default_rng(0).permutation(writers), 0.0, 0.15)):
        model = fit_hands(features[~given], labels[~given], owner[~given], traits=2)
        hands = enrol(model, features[~given], labels[~given], owner[~given])
        first = []
        for writer in range(60):
            own = np.flatnonzero(given & (owner == writer))[:10]
            first.append(len(own) > 0 and rank_writers(hands, features[own], labels[own]).writers[0] == writer)
        assert least <= np.mean(first) <= most


def test_fit_hands_survives_odd_data() -> None:
    """Classes that are absent, written once each, or always the same, and features without any spread, do no harm."""
    features, labels, writers = made_writers(writers=5, each=6)
    labels = labels % 3
    features[:, 1] = 4.0
    features[labels == 2] = 1.0
    model = fit_hands(features, labels, writers)
    hands = enrol(model, features, labels, writers)
    found = rank_writers(hands, features[:3], np.array([0, 5, 9], np.uint8))
    assert np.isfinite(found.probabilities).all() and 0 <= found.stranger <= 1


def test_fit_hands_and_enrol_refuse() -> None:
    """One writer, labels of another length, nobody known, and no digits are a caller's mistake."""
    features, labels, writers = made_writers(writers=3)
    with pytest.raises(ValueError, match="2 writers"):
        fit_hands(features, labels, np.zeros_like(writers))
    with pytest.raises(ValueError, match="all told"):
        fit_hands(features, labels[:-1], writers)
    model = fit_hands(features, labels, writers)
    with pytest.raises(ValueError, match="all are unknown"):
        enrol(model, features, labels, np.full_like(writers, -1))
    hands = enrol(model, features, labels, np.where(writers == 0, -1, writers))
    assert hands.writers.tolist() == [1, 2]
    with pytest.raises(ValueError, match="at least 1"):
        rank_writers(hands, features[:0], labels[:0])


def test_hand_model_bytes() -> None:
    """A model comes back from its bytes as it was; half of them are refused with a sentence."""
    features, labels, writers = made_writers(writers=6)
    model = fit_hands(features, labels, writers)
    again = HandModel.from_bytes(model.to_bytes())
    np.testing.assert_array_equal(again.loadings, model.loadings)
    np.testing.assert_array_equal(again.directions(features, labels), model.directions(features, labels))
    with pytest.raises(ArtifactError, match="model of hands"):
        HandModel.from_bytes(model.to_bytes()[:200])


def test_calibrate_finds_the_heat() -> None:
    """Ratios that were made twice too large are told by a heat of two, to a tenth; one kind of trial is refused."""
    generator = np.random.default_rng(0)
    trials = []
    for at in range(1500):
        right = int(generator.integers(0, 5)) if at % 2 else -1
        seen = generator.normal(0, 1, 5)
        if right >= 0:
            seen[right] += 2.0
        # Of a value x the likelihood with mean 2 against mean 0, over 1: exp(2 x - 2).
        trials.append((2 * (2 * seen - 2), right, 1))
    found = calibrate(trials)
    assert found.heat == pytest.approx(2, abs=0.25)
    assert found.stranger_heat == pytest.approx(2, abs=0.3) and found.stranger_shift == pytest.approx(0, abs=0.3)
    with pytest.raises(ValueError, match="one kind"):
        calibrate([trial for trial in trials if trial[1] >= 0])


def test_hand_features_measured_or_at_hand(uci: Digits) -> None:
    """Measures from a table or measured anew make the same features."""
    images = uci.images[:20]
    space = load_atlas(uci).styles.typicality.shapes
    anew = hand_features(images, space)
    assert anew.shape == (20, 10 + space.components.shape[1])
    np.testing.assert_array_equal(hand_features(images, space, measured=measure(images)), anew)


@pytest.fixture(scope="module")
def real(mnist: Digits) -> tuple[KnownHands, list[tuple[np.ndarray, np.ndarray, int]]]:
    """Return the hands of 300 writers, and ten digits each of 60 whom the model was not fitted to, kept aside."""
    atlas = load_atlas(mnist)
    chosen = np.unique(mnist.writer[mnist.split == 0])[:300]
    rows = np.flatnonzero(np.isin(mnist.writer, chosen))
    features = hand_features(
        mnist.images[rows], atlas.styles.typicality.shapes, measured=atlas.table.iloc[rows].to_dict("list")
    )
    labels, writers = mnist.labels[rows], mnist.writer[rows]
    judged = np.isin(writers, chosen[240:])
    aside = judged & (np.random.default_rng(0).random(len(rows)) < 0.5)
    model = fit_hands(features[~judged], labels[~judged], writers[~judged])
    hands = enrol(model, features[~aside], labels[~aside], writers[~aside])
    given = []
    for writer in chosen[240:]:
        own = np.flatnonzero(aside & (writers == writer))[:10]
        given.append((features[own], labels[own], int(writer)))
    return hands, given


@pytest.mark.mnist
def test_rank_writers_finds_real_writers(real: tuple[KnownHands, list[tuple[np.ndarray, np.ndarray, int]]]) -> None:
    """Of 60 writers whom the model never saw, among 300, ten digits put two in three first and nine in ten among ten.

    By chance it would be 1 in 300 and 1 in 30.
    """
    hands, given = real
    ranks = [rank_writers(hands, features, labels).writers.tolist().index(writer) for features, labels, writer in given]
    assert np.mean(np.array(ranks) == 0) > 0.65
    assert np.mean(np.array(ranks) < 10) > 0.9


@pytest.mark.mnist
def test_rank_writers_means_what_it_says(real: tuple[KnownHands, list[tuple[np.ndarray, np.ndarray, int]]]) -> None:
    """Told on average p, about the share p is right; writers who are not among the known are held for strangers."""
    hands, given = real
    found = [rank_writers(hands, features, labels) for features, labels, _ in given]
    right = np.mean([one.writers[0] == writer for one, (_, _, writer) in zip(found, given, strict=True)])
    assert right == pytest.approx(np.mean([one.probabilities[0] for one in found]), abs=0.15)
    strange = []
    for features, labels, writer in given:
        others = hands.writers != writer
        evidence = Evidence(hands.evidence.counts[others], hands.evidence.traits[others])
        without = KnownHands(hands.model, hands.writers[others], evidence, hands.alone[others])
        strange.append(rank_writers(without, features, labels).stranger)
    assert np.mean(strange) > np.mean([one.stranger for one in found]) + 0.3
