from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mnist_explore.digits import Digits
from mnist_explore.model.training.validation import split_validation


@pytest.mark.slow
def test_split_validation_writers(mnist: Digits) -> None:
    """No writer is in both parts, the parts are the training digits, and about a twenty-fourth is set aside."""
    learning, validation = split_validation(mnist, seed=0)
    assert not set(mnist.writer[learning]) & set(mnist.writer[validation])
    np.testing.assert_array_equal(np.sort(np.concatenate([learning, validation])), mnist.where_split("train"))
    assert 2500 <= len(validation) < 2900
    assert 5000 <= len(split_validation(mnist, seed=0, share=1 / 12)[1]) < 5400
    assert (np.diff(learning) > 0).all()
    assert (np.diff(validation) > 0).all()


def test_split_validation_unknown_writers(uci: Digits) -> None:
    """Without writers single digits are set aside, never test digits, and the seed decides which."""
    learning, validation = split_validation(uci, seed=0)
    np.testing.assert_array_equal(np.sort(np.concatenate([learning, validation])), uci.where_split("train"))
    assert len(validation) == -(-len(uci.where_split("train")) // 24)
    np.testing.assert_array_equal(validation, split_validation(uci, seed=0)[1])
    assert not np.array_equal(validation, split_validation(uci, seed=1)[1])


def test_split_validation_two_writers(uci: Digits) -> None:
    """With two writers, one learns and the other validates; with one there is nothing to validate on."""
    two = replace(uci, writer=np.arange(len(uci), dtype=np.int32) % 2)
    learning, validation = split_validation(two, seed=0)
    assert len(set(two.writer[learning])) == len(set(two.writer[validation])) == 1
    with pytest.raises(ValueError, match="one writer"):
        split_validation(replace(uci, writer=np.zeros(len(uci), np.int32)))


def test_split_validation_too_few(uci: Digits) -> None:
    """Too few training digits are the caller's mistake."""
    few = Digits("few", uci.images[:19], uci.labels[:19], np.zeros(19, np.uint8))
    with pytest.raises(ValueError, match="not 19"):
        split_validation(few)
