"""A network for a person's own pictures: kept by their fingerprint, judged out of fold, and used by the atlas."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from mnist_explore.atlas import load_atlas
from mnist_explore.atlas.predictions import OURS, load_methods
from mnist_explore.build import own
from mnist_explore.build.own import FOLD_EPOCHS, READ, epochs_of, train_and_join, train_own
from mnist_explore.build.stages import build_atlas
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import PRODUCTS_VARIABLE, section_facts
from mnist_explore.model.serving.recogniser import load_recogniser, network_section
from mnist_explore.model.training.out_of_fold import OWN_FOLDS, fold_numbers, has_folds
from tests.letters import letters

LETTERS = ("O", "I", "M")


@pytest.mark.thorough
@pytest.mark.slow
def test_network_of_letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It learns three letters, is kept by their fingerprint, and the atlas that was there has its answers."""
    monkeypatch.setenv(PRODUCTS_VARIABLE, str(tmp_path))
    digits = letters(LETTERS, each=60)
    build_atlas(digits)
    assert not load_atlas(digits).is_read and not has_folds(digits)
    stages: list[str] = []
    figures = train_and_join(digits, epochs=40, progress=lambda stage, _: stages.append(stage))
    assert any("without fold 3 of 3" in stage for stage in stages) and stages[-1] == "network"
    facts = section_facts(network_section(digits))
    assert facts["fingerprint"] == digits.fingerprint and facts["classes"] == list(LETTERS)
    assert figures.test_digits == 36 and figures.test_errors <= 12, "by chance 24 would be wrong"
    atlas = load_atlas(digits)
    assert atlas.is_read and has_folds(digits)
    network = load_recogniser(section=network_section(digits))
    chances = network.probabilities(digits.images)
    assert chances.shape == (180, 3) and np.allclose(chances.sum(axis=1), 1, atol=1e-4)
    assert network.probabilities(digits.images[:0]).shape == (0, 3)
    assert (atlas.table["predicted"].to_numpy() == chances.argmax(axis=1)).all()
    methods = load_methods(digits)
    assert methods.names == (OURS,) and methods.probabilities.shape == (180, 3)
    train, test = (digits.where_split(split) for split in ("train", "test"))
    assert np.allclose(methods.probabilities[test], chances[test], atol=1e-4)
    assert not np.allclose(methods.probabilities[train], chances[train], atol=1e-2), "those are out of fold"
    assert (methods.of(OURS)[train] == digits.labels[train]).mean() > 0.55


def test_folds_share_no_writer() -> None:
    """A picture is answered by a network that saw nothing of its writer's."""
    digits = letters(LETTERS, each=20)
    numbers = fold_numbers(digits, folds=OWN_FOLDS)
    for writer in np.unique(digits.writer):
        own = numbers[(digits.writer == writer) & (numbers >= 0)]
        assert len(set(own.tolist())) == 1
    assert set(numbers[numbers >= 0].tolist()) == {0, 1, 2}


def test_few_pictures_are_refused() -> None:
    """Too few pictures, or none for testing, are said by their number."""
    few = letters(LETTERS, each=10)
    with pytest.raises(ArtifactError, match="at least 60 training pictures and a test picture; there are 24 and 6"):
        train_own(few)


@pytest.mark.parametrize("people", [1, 2])
def test_few_writers_are_refused_before_any_training(people: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pictures by one or two people cannot be dealt into three: said at once, and not after an hour."""
    monkeypatch.setattr(own, "train", lambda *_, **__: pytest.fail("a training began"))
    digits = letters(LETTERS, each=60)
    with pytest.raises(ArtifactError, match="cannot be dealt into 3 folds by writer"):
        train_own(replace(digits, writer=(np.arange(180) % people).astype(np.int32)))


@pytest.mark.parametrize("count", [100, 1_500, 8_000, 60_000, 250_000])
def test_epochs_fit_the_number(count: int) -> None:
    """Few pictures are passed more often, but of 60,000 the four networks pass 1.44 million, not more."""
    passes = count * epochs_of(count) + OWN_FOLDS * (count * 2 // 3) * epochs_of(count, span=FOLD_EPOCHS)
    assert passes <= max(1_440_000, 24 * count) and count * epochs_of(count) >= min(READ // 2, 60 * count)
