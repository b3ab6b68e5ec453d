"""Data files, products and manifests that are broken, and groups in an address that are none."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from mnist_explore.atlas.export import read_indices
from mnist_explore.atlas.groups import exact_group
from mnist_explore.sources.folder import read_folder
from mnist_explore.sources.idx import read_idx
from mnist_explore.sources.npz import read_npz
from mnist_explore.sources.votes import read_votes
from mnist_explore.sources.writers import read_writer_table
from tests.hostile.case import Case, packed

IMAGES = np.zeros((20, 28, 28), np.uint8)
LABELS = np.arange(20, dtype=np.uint8) % 10
DEEP = b"[" * 200_000


def idx(array: np.ndarray) -> bytes:
    """Return an array of bytes as an IDX file."""
    return np.array([0x0800 | array.ndim, *array.shape], ">u4").tobytes() + array.tobytes()


def npy(header: bytes, *, version: bytes = b"\x01\x00", content: bytes = b"") -> bytes:
    """Return an NPZ file whose one array, ``images``, has a header of one's own."""
    size = len(header).to_bytes(2 if version[0] == 1 else 4, "little")
    return zipped({"images.npy": b"\x93NUMPY" + version + size + header + content, "labels.npy": b""})


def zipped(files: dict[str, bytes]) -> bytes:
    """Return files as a zip archive."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


IDX = {
    "0 bytes": (b"", "begins with nothing"),
    "a web page": (b"<!doctype html>", "no IDX file"),
    "labels in place of images": (idx(LABELS), "no IDX file of images"),
    "signed bytes": (b"\0\0\x09\x03" + bytes(12), "no IDX file"),
    "0 pictures": (idx(IMAGES[:0]), "0 digits"),
    "4 billion pictures": (idx(IMAGES)[:4] + b"\xff" * 4 + idx(IMAGES)[8:], "4,294,967,295"),
    "pictures of 29 × 28": (idx(np.zeros((2, 29, 28), np.uint8)), "(2, 29, 28)"),
    "cut after its header": (idx(IMAGES)[:16], "cut short"),
    "a byte less": (idx(IMAGES)[:-1], "cut short"),
    "a byte more": (idx(IMAGES) + b"x", "longer than"),
    "gzip: cut short": (gzip.compress(idx(IMAGES))[:-9], "cut short"),
    "gzip: a changed byte": (gzip.compress(idx(IMAGES))[:30] + b"oops" + gzip.compress(idx(IMAGES))[34:], ""),
    "gzip: 1000:1": (gzip.compress(idx(np.zeros((30_000, 28, 28), np.uint8))), "would inflate"),
    "gzip of nothing": (gzip.compress(b""), "begins with nothing"),
}
HEADER = b"{'descr': '|u1', 'fortran_order': False, 'shape': (20, 28, 28), }"
NPZ = {
    "0 bytes": (b"", "damaged"),
    "a web page": (b"<!doctype html>", "damaged"),
    "an empty archive": (zipped({}), "holds nothing"),
    "other arrays": (packed(pictures=IMAGES), "holds pictures"),
    "an array too few": (packed(images=IMAGES), "are needed"),
    "labels as fractions": (packed(images=IMAGES, labels=LABELS / 2), "0.5, 1.5"),
    "one label for all": (packed(images=IMAGES, labels=np.array(["き"] * 20)), "has 1 class (き)"),
    "labels of 10": (packed(images=IMAGES, labels=LABELS + 1), "other than 0 to 9 (10)"),
    "labels below 0": (packed(images=IMAGES, labels=LABELS.astype(int) - 1), "labels below 0 (-1)"),
    "labels for others": (packed(images=IMAGES, labels=LABELS[:9]), "20 images but 9 labels"),
    "labels in two columns": (packed(images=IMAGES, labels=np.stack([LABELS] * 2)), ""),
    "pictures as fractions": (packed(images=IMAGES - 0.5, labels=LABELS), "from -0.5 to -0.5"),
    "pictures of 8 × 8": (packed(images=IMAGES[:, :8, :8], labels=LABELS), "(sizes: 8 × 8)"),
    "pictures in colour": (packed(images=np.stack([IMAGES, IMAGES, IMAGES + 9], -1), labels=LABELS), "in colour"),
    "no pictures": (packed(images=IMAGES[:0], labels=LABELS[:0]), "0 digits"),
    "Python objects": (packed(images=np.array([{}], object), labels=LABELS), "never unpickled"),
    "1000:1": (packed(images=np.zeros((30_000, 28, 28), np.uint8), labels=np.zeros(30_000, np.uint8)), "would inflate"),
    "a header that calls a function": (npy(b"__import__('os').getcwd()"), "damaged"),
    "a header of 93,000 letters": (npy(b"{'descr': '" + b"x" * 93_000 + b"'}", version=b"\x02\x00"), "damaged"),
    "a header with an open bracket": (npy(b"{'descr': ("), "damaged"),
    "a header of 200,000 brackets": (npy(DEEP, version=b"\x02\x00"), "damaged"),
    "a header that promises more": (npy(HEADER, content=bytes(9)), "cut short"),
    "a header of another version": (npy(HEADER, version=b"\x09\x00"), "damaged"),
    "an array that is no array": (zipped({"images.npy": b"oops", "labels.npy": b"oops"}), "damaged"),
    "half of it": (packed(images=IMAGES, labels=LABELS)[:200], "damaged"),
}  # fmt: skip
VOTE = {"id": 1, "given_original_label": 2, "our_guessed_label": 3, "mturk": {"given": 1, "guessed": 3, "neither": 1}}
VOTES = {
    "0 bytes": (b"", "not JSON"),
    "a web page": (b"<html>", "not JSON"),
    "200,000 brackets": (DEEP, "not JSON"),
    "bytes that are no text": (b"\xff\xfe\0", "not JSON"),
    "an object": (b"{}", "no votes"),
    "an empty list": (b"[]", "no votes"),
    "numbers": (b"[1, 2]", "Entry 0"),
    "a label of 10": (json.dumps([VOTE | {"given_original_label": 10}]).encode(), "= 10"),
    "a digit below 0": (json.dumps([VOTE | {"id": -1}]).encode(), "= -1"),
    "a digit of 400 figures": (json.dumps([VOTE | {"id": 10**400}]).encode(), "id"),
    "a digit as text": (json.dumps([VOTE | {"id": "\x1b[2J" * 90}]).encode(), "id"),
    "a digit twice": (json.dumps([VOTE, VOTE]).encode(), "twice"),
    "nobody asked": (json.dumps([VOTE | {"mturk": dict.fromkeys(VOTE["mturk"], 0)}]).encode(), "no votes"),  # type: ignore[call-overload]
    "true for a number": (json.dumps([VOTE | {"id": True}]).encode(), "id = True"),
}
TABLES = {
    "0 bytes": (b"", "empty"),
    "words": (b"class series writer", "whole numbers"),
    "seven columns": (b"1\t2\t3\t4\t5\t6\t7\n", "no table"),
    "fractions": (b"1.5 2 3 4 5 6 7 8", "whole numbers"),
    "a number of 30 figures": (b"9" * 30 + b" 2 3 4 5 6 7 8", "whole numbers"),
    "bytes that are no text": (b"\xff\xfe 2 3 4 5 6 7 8", "whole numbers"),
    "90,000 letters in a row": (b"x" * 90_000, "whole numbers"),
}
LISTS = {
    "0 bytes": (b"", "no CSV"),
    "bytes that are no text": (b"index\n\xff\xfe\n", ""),
    "another column": (b"label\n3\n", "no CSV"),
    "a fraction": (b"index\n1.5\n", "no whole numbers"),
    "a number below 0": (b"index\n-1\n", "no whole numbers"),
    "infinity": (b"index\ninf\n", "no whole numbers"),
    "a digit beyond the last": (b"index\n70000\n", "from 0 to 69,999"),
    "a digit twice": (b"index\n5\n5\n", "twice"),
    "a quote that stays open": (b'index\n"5\n', ""),
    "a number of 5,000 figures": (b"index\n" + b"9" * 5000, "no whole numbers"),
}
DATA = (
    *(Case(f"IDX: {k}", partial(read_idx, data, rank=3, source="a.idx"), words) for k, (data, words) in IDX.items()),
    *(Case(f"NPZ: {k}", partial(read_npz, data, source="a.npz"), words) for k, (data, words) in NPZ.items()),
    *(Case(f"votes: {k}", partial(read_votes, data, source="a.json"), words) for k, (data, words) in VOTES.items()),
    *(
        Case(f"writers: {k}", partial(read_writer_table, data, source="a.tsv"), words)
        for k, (data, words) in TABLES.items()
    ),
    Case("writers: blank to NumPy alone", partial(read_writer_table, b"\x1c", source="a.tsv"), "is empty"),
    *(Case(f"CSV: {k}", partial(read_indices, data, count=70_000), words) for k, (data, words) in LISTS.items()),
)


def _in_folder(name: str, data: bytes) -> object:
    """Look for digits in a folder with one file."""
    with TemporaryDirectory() as folder:
        (Path(folder) / name).write_bytes(data)
        return read_folder(Path(folder))


FOLDERS = (
    Case("folder: not there", partial(read_folder, Path("/nowhere/at all")), "is not there"),
    Case("folder: a device", partial(read_folder, Path("/dev/null")), "holds no digits"),
    Case("folder: a text", partial(_in_folder, "a.txt", b"hello"), "holds no digits"),
    Case("folder: an NPZ of no bytes", partial(_in_folder, "a.npz", b""), "damaged"),
    Case("folder: one IDX file of four", partial(_in_folder, "train-images-idx3-ubyte", b""), "no labels that belong"),
    Case("folder: a name with escapes", partial(read_folder, Path("/x\x1b[2J\n\u202e")), r"\x1b[2J\n\u202e"),
    Case("folder: a name of 5,000 letters", partial(read_folder, Path("/" + "x" * 200 + "/" + "y" * 5000)), ""),
)


LEFT_OUT = "was left out"
GROUPS = {
    "digit=%00": LEFT_OUT,
    "digit=": LEFT_OUT,
    "digit=\u0663": LEFT_OUT,
    "digit=1e0": LEFT_OUT,
    "digit=3 digit=4": "was asked before",
    "digits=3": "no column of that name",
    "=3": "no column of that name",
    "digit": "a name and a value",
    "slant=steep": LEFT_OUT,
    "slant=nan..": LEFT_OUT,
    "slant=inf..": LEFT_OUT,
    "slant=20..10": LEFT_OUT,
    "slant=p101..": LEFT_OUT,
    "slant=p-1..": LEFT_OUT,
    "slant=" + "9" * 5000: LEFT_OUT,
    "crossed=maybe": LEFT_OUT,
    "writer=<script>": LEFT_OUT,
    "family=../../etc": LEFT_OUT,
    "region=oops": LEFT_OUT,
    "region=nowhere.AABkAABk": LEFT_OUT,
    "region=style.": LEFT_OUT,
    "region=" + "A" * 5000: LEFT_OUT,
    "index=5..3": LEFT_OUT,
    "[a](b)=c": LEFT_OUT,
    "__class__=1": LEFT_OUT,
    "\x1b[2J=\u202e": LEFT_OUT,
    "x" * 525_312: "too many",
}
ADDRESSES = tuple(
    Case(text if len(text) < 30 else f"{text[:12]}…, {len(text):,} letters", partial(exact_group, text), words)
    for text, words in GROUPS.items()
)
