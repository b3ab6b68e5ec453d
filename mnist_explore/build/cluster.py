"""Parts worked on by a Dask cluster: any number of processes, on any number of machines."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import Any

from mnist_explore.atlas.sections import made_with
from mnist_explore.build.parts import Found, Part, Run, Task, on_one_thread
from mnist_explore.errors import MnistExploreError, plain, quoted
from mnist_explore.installation import need_for_building

AHEAD = 3
"""Parts for each worker that are under way at a time: enough that none waits, few enough for this process's memory."""

PATIENCE_S = 20
"""How long the scheduler, and then its first worker, may take to answer."""


@contextmanager
def on_cluster(address: str, *sections: str) -> Iterator[Run]:
    """Connect to a Dask scheduler; yield what works on parts there.

    A part whose worker is lost is worked on by another: distributed keeps what it was made from until it is fetched.

    Parameters
    ----------
    address
        Of the scheduler, ``"tcp://host:8786"``.
    sections
        Of the manifest, whose products the work needs; by default those that digits are measured with.

    Raises
    ------
    MnistExploreError
        If distributed is not installed, nobody answers there, there is no worker, a worker has other products than
        this process (what it found would differ), or all of them are lost.
    """
    need_for_building("distributed")
    import distributed
    from distributed.scheduler import KilledWorker

    connect: Any = distributed.Client
    try:
        client: Any = connect(address, timeout=PATIENCE_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise MnistExploreError(
            f"No Dask scheduler answers at {plain(address)}; start one with `dask scheduler` and name it as it says."
        ) from error
    with client:
        _check_workers(client, address, sections)
        try:
            yield lambda work, tasks, models: _run(client, work, tasks, models)
        except KilledWorker as error:
            raise MnistExploreError(
                "One part of the digits lost its worker again and again, mostly for want of memory; "
                "give each worker 2 GB, and start again."
            ) from error


def _check_workers(client: Any, address: str, sections: tuple[str, ...]) -> None:
    """Raise unless there are workers, all with the products that are in use here."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE_S)
    except TimeoutError as error:
        raise MnistExploreError(
            f"The Dask scheduler at {plain(address)} has no worker; start some with `dask worker {plain(address)}`."
        ) from error
    own, told = made_with(*sections), client.run(made_with, *sections, on_error="return")
    for worker, theirs in told.items():
        if isinstance(theirs, Exception):
            raise MnistExploreError(
                f"The worker {plain(worker)} cannot work for this process ({quoted(theirs)}); install the same version "
                "of mnist_explore there."
            )
    strange = [worker for worker, theirs in told.items() if theirs != own]
    if strange:
        raise MnistExploreError(
            f"The worker {plain(strange[0])} has another network or other detectors than this process; install the "
            "same version there, and set MNIST_EXPLORE_PRODUCTS alike."
        )


def _run(client: Any, work: Part, tasks: Iterable[Task], models: dict[str, Any]) -> Iterator[Found]:
    """Yield what the workers find, in the tasks' order, with a few parts for each worker under way."""
    under_way: deque[Any] = deque()
    for task in tasks:
        under_way.append(client.submit(on_one_thread, work, *task, **models, pure=False))
        if len(under_way) >= AHEAD * max(len(client.nthreads()), 1):
            yield _awaited(client, under_way.popleft())
    while under_way:
        yield _awaited(client, under_way.popleft())


def _awaited(client: Any, part: Any) -> Found:
    """Return what comes of a part, as long as there is anybody who works on it.

    Dask itself waits without end for workers that may come back.
    """
    alone = 0
    while True:
        try:
            found: Found = part.result(timeout=PATIENCE_S)
            return found
        except TimeoutError:
            # A worker that was killed is soon started again by its nanny.
            alone = 0 if client.nthreads() else alone + 1
        except CancelledError as error:
            raise MnistExploreError("The Dask scheduler is gone; start it, and the build, again.") from error
        if alone > 1:
            raise MnistExploreError("All workers of the Dask scheduler are gone; start some, and the build again.")
