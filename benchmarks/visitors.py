"""How long a drawing waits while six other visitors send scans: with one queue for all pictures, and as it is.

``python -m benchmarks.visitors`` prints both sides. The scans have 12 megapixels and are sent without a pause, by
threads of one process as a server's visitors are.
"""

from __future__ import annotations

import statistics
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO

import numpy as np
from PIL import Image

from mnist_explore.ink import find_digits, load_picture
from mnist_explore.ink.pictures import one_at_a_time
from mnist_explore.ui.inputs.strokes import Stroke, draw_strokes, drawing_png

SEVEN = (Stroke(72, ((300, 250), (700, 250), (450, 800))),)
VISITORS = 6
DRAWINGS = 6
_QUEUE = threading.Lock()

Queue = Callable[[bytes], AbstractContextManager[object]]


def scan(*, width: int = 4000, height: int = 3000) -> bytes:
    """Return a JPEG file: a seven on grainy paper."""
    page = np.asarray(draw_strokes(SEVEN).resize((width, height))).astype(np.int16)
    grain = np.random.default_rng(0).integers(-8, 8, page.shape)
    file = BytesIO()
    Image.fromarray(np.clip(page + grain, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=90)
    return file.getvalue()


def waits(queue: Queue, scanned: bytes, drawn: bytes) -> list[float]:
    """Return the seconds that each drawing took to be read, while scans are."""
    over = threading.Event()

    def read(data: bytes) -> None:
        with queue(data):
            find_digits(load_picture(data).grey)

    def keep_sending() -> None:
        while not over.is_set():
            read(scanned)

    others = [threading.Thread(target=keep_sending) for _ in range(VISITORS)]
    for other in others:
        other.start()
    time.sleep(1)
    took = []
    for _ in range(DRAWINGS):
        began = time.perf_counter()
        read(drawn)
        took.append(time.perf_counter() - began)
        time.sleep(0.1)
    over.set()
    for other in others:
        other.join()
    return took


def main() -> None:
    """Print the median and the longest wait of both sides."""
    scanned, drawn = scan(), drawing_png(SEVEN)
    sides: dict[str, Queue] = {"one queue for all": lambda _: _QUEUE, "scans wait for scans": one_at_a_time}
    for name, queue in sides.items():
        took = waits(queue, scanned, drawn)
        print(f"{name}: a drawing takes {statistics.median(took):.2f} s in the median, {max(took):.2f} s at most")


if __name__ == "__main__":
    main()
