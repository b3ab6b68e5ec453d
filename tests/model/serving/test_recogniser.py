from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Literal

import numpy as np
import pytest
from numpy.typing import NDArray

from mnist_explore.digits import Digits
from mnist_explore.errors import ArtifactError
from mnist_explore.manifest import ARTIFACTS, MANIFEST, record
from mnist_explore.model.evaluation import evaluate
from mnist_explore.model.serving.recogniser import (
    CHUNK,
    FEW,
    KERAS_CHUNK,
    KERAS_FILE,
    LITERT_FILE,
    SECTION,
    load_recogniser,
)

FORMS: tuple[Literal["LiteRT", "Keras"], ...] = ("LiteRT", "Keras")
FILES = {"LiteRT": LITERT_FILE, "Keras": KERAS_FILE}


def _noise(count: int) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (count, 28, 28), dtype=np.uint8)


@pytest.mark.parametrize("form", FORMS)
def test_probabilities_any_count(form: Literal["LiteRT", "Keras"], uci: Digits) -> None:
    """Digits read in chunks, one by one, or not at all, get the same answers in the same order."""
    recogniser, images = load_recogniser(form=form), uci.images[: KERAS_CHUNK + 5]
    assert recogniser.form == form
    whole = recogniser.probabilities(images)
    # One by one, Keras takes a minute for all of them: it is asked where chunks begin and end.
    borders = [0, 1, FEW - 1, FEW, FEW + 1]
    borders += [chunk + step for chunk in (CHUNK, KERAS_CHUNK) for step in (-2, -1, 0, 1, 4)]
    asked = borders if form == "Keras" else list(range(len(images)))
    alone = np.concatenate([recogniser.probabilities(images[at : at + 1]) for at in asked])
    np.testing.assert_allclose(whole[asked], alone, atol=1e-5)
    assert len(set(whole.argmax(axis=1))) == 10
    counts = [0, 1, FEW, FEW + 1, *(chunk + step for chunk in (CHUNK, KERAS_CHUNK) for step in (-1, 0, 1, 5))]
    for count in counts:
        together = recogniser.probabilities(images[:count])
        assert together.shape == (count, 10)
        assert together.dtype == np.float32
        np.testing.assert_allclose(together, whole[:count], atol=1e-5)


@pytest.mark.parametrize("form", FORMS)
def test_probabilities_unchanged_by_later_calls(form: Literal["LiteRT", "Keras"]) -> None:
    """An answer is the caller's own: reading another digit does not change it."""
    recogniser, images = load_recogniser(form=form), _noise(2)
    first = recogniser.probabilities(images[:1])
    kept = first.copy()
    recogniser.probabilities(images[1:])
    np.testing.assert_array_equal(first, kept)


def test_single_pass_in_blocks(uci: Digits, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many digits are numbers of four bytes at a time, the answers are the same to the bit."""
    network = load_recogniser(form="LiteRT")
    whole = network.single_pass(uci.images[:200])
    monkeypatch.setattr("mnist_explore.model.serving.recogniser.BLOCK", 64)
    assert (network.single_pass(uci.images[:200]) == whole).all()


def test_probabilities_wrong_input() -> None:
    """Wrong shapes and types are the caller's mistake and are named."""
    recogniser = load_recogniser()
    for images in (np.zeros((28, 28), np.uint8), np.zeros((1, 28, 27), np.uint8), np.zeros((1, 28, 28), np.float32)):
        with pytest.raises(ValueError, match=r"images must be \(N, 28, 28\) uint8"):
            recogniser.probabilities(images)


def test_load_recogniser_forms_agree(mnist: Digits) -> None:
    """LiteRT's probabilities lie within 1e-4 of Keras's on digits and on noise."""
    images = np.concatenate([mnist.images[mnist.where_split("test")][:1000], _noise(200)])
    litert, keras = (load_recogniser(form=form).probabilities(images) for form in FORMS)
    assert np.abs(litert - keras).max() <= 1e-4


@pytest.mark.slow
def test_load_recogniser_accuracy(mnist: Digits) -> None:
    """The shipped network reads at least 99.6 % of the test digits, exactly as many as its manifest says."""
    from mnist_explore.manifest import read_manifest

    chosen = mnist.where_split("test")
    found = evaluate(load_recogniser().probabilities(mnist.images[chosen]), mnist.labels[chosen])
    section = read_manifest()[SECTION]
    assert found.accuracy >= 0.996
    assert section["fingerprint"] == mnist.fingerprint
    assert abs(found.errors - section["figures"]["test_errors"]) <= 1


@pytest.mark.hostile
def test_load_recogniser_threads_from_cold() -> None:
    """Twenty threads that ask a fresh recogniser at once, for one digit or many, all get the right answers."""
    images = _noise(60)
    expected = load_recogniser().probabilities(images)
    recogniser, start = load_recogniser(), Barrier(20)

    def ask(number: int) -> float:
        start.wait()
        worst = 0.0
        for turn in range(6):
            at = (7 * number + turn) % 30
            part = slice(at, at + (1 if turn % 2 else 30))
            worst = max(worst, float(np.abs(recogniser.probabilities(images[part]) - expected[part]).max()))
        return worst

    with ThreadPoolExecutor(20) as pool:
        assert max(pool.map(ask, range(20))) < 1e-5


def test_load_recogniser_keras_threads(uci: Digits) -> None:
    """Keras's form, too, can be shared by threads."""
    recogniser, images = load_recogniser(form="Keras"), uci.images[:20]
    expected = recogniser.probabilities(images)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda at: recogniser.probabilities(images[at : at + 1])[0], range(20)))
    np.testing.assert_allclose(answers, expected, atol=1e-5)


def test_load_recogniser_without_tensorflow() -> None:
    """Reading a digit imports neither tensorflow nor keras."""
    code = (
        "import sys, numpy as np; from mnist_explore.model.serving.recogniser import load_recogniser;"
        "load_recogniser().probabilities(np.zeros((1, 28, 28), np.uint8));"
        "print(sorted({'tensorflow', 'keras'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_load_recogniser_falls_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where LiteRT is not installed, Keras's own form serves."""
    monkeypatch.setattr("mnist_explore.model.serving.recogniser.find_spec", lambda _name: None)
    assert load_recogniser().form == "Keras"


@pytest.mark.hostile
@pytest.mark.parametrize("form", FORMS)
def test_load_recogniser_missing(form: Literal["LiteRT", "Keras"], tmp_path: Path) -> None:
    """A missing model is said in one sentence that names the file and what to do."""
    with pytest.raises(ArtifactError, match=rf"{FILES[form]} is missing; .*\.$"):
        load_recogniser(form=form, folder=tmp_path)


@pytest.mark.hostile
@pytest.mark.parametrize("form", FORMS)
def test_load_recogniser_damaged(form: Literal["LiteRT", "Keras"], shipped: Path, tmp_path: Path) -> None:
    """A model with one byte changed, or cut short, is not used."""
    manifest = (shipped / "manifest.json").read_bytes()
    whole = (shipped / FILES[form]).read_bytes()
    (tmp_path / "manifest.json").write_bytes(manifest)
    for data in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:1000], b""):
        (tmp_path / FILES[form]).write_bytes(data)
        with pytest.raises(ArtifactError, match="damaged"):
            load_recogniser(form=form, folder=tmp_path)


@pytest.mark.hostile
@pytest.mark.parametrize("form", FORMS)
def test_load_recogniser_hash_first(
    form: Literal["LiteRT", "Keras"], shipped: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a file is parsed before its hash was compared."""
    import keras
    from ai_edge_litert import interpreter

    def parsed(*_args: object, **_options: object) -> None:
        raise AssertionError("parsed before the hash was checked")

    monkeypatch.setattr(keras.saving, "load_model", parsed)
    monkeypatch.setattr(interpreter, "Interpreter", parsed)
    (tmp_path / "manifest.json").write_bytes((shipped / "manifest.json").read_bytes())
    (tmp_path / FILES[form]).write_bytes(b"anything")
    with pytest.raises(ArtifactError, match="damaged"):
        load_recogniser(form=form, folder=tmp_path)


@pytest.mark.hostile
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("data", [b"", b"no model at all", b"PK\x03\x04 half a zip", b"\x89HDF\r\n\x1a\n old weights"])
def test_load_recogniser_no_model(form: Literal["LiteRT", "Keras"], data: bytes, tmp_path: Path) -> None:
    """Recorded bytes that are no such model are explained, not a traceback of the runtime's."""
    record(SECTION, {FILES[form]: data}, facts={}, folder=tmp_path)
    with pytest.raises(ArtifactError, match=FILES[form]):
        load_recogniser(form=form, folder=tmp_path)


@pytest.mark.hostile
def test_load_recogniser_lambda(tmp_path: Path) -> None:
    """A recorded Keras model with Python code in it is refused."""
    import keras

    model = keras.Sequential([keras.Input((28, 28, 1)), keras.layers.Lambda(lambda x: x)])
    model.save(tmp_path / "m.keras")
    record(SECTION, {KERAS_FILE: (tmp_path / "m.keras").read_bytes()}, facts={}, folder=tmp_path)
    with pytest.raises(ArtifactError, match=KERAS_FILE):
        load_recogniser(form="Keras", folder=tmp_path)


@pytest.mark.hostile
def test_load_recogniser_wrong_form() -> None:
    """An unknown form is the caller's mistake."""
    with pytest.raises(ValueError, match="'torch'"):
        load_recogniser(form="torch")  # type: ignore[arg-type]


def test_load_recogniser_shipped_hashes() -> None:
    """The manifest that ships names the SHA-256 of the very files that ship."""
    files = json.loads((ARTIFACTS / MANIFEST).read_text())[SECTION]["files"]
    assert set(files) == {KERAS_FILE, LITERT_FILE}
    for name, expected in files.items():
        assert hashlib.sha256((ARTIFACTS / name).read_bytes()).hexdigest() == expected
