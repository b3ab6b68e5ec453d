"""What all tests share: the real digits where they are found, the bundled ones anywhere, and no network."""

from __future__ import annotations

import functools
import os
import socket
import sys
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from mnist_explore.digits import Digits
from mnist_explore.manifest import ARTIFACTS
from tests.small_atlas import few, few_atlas, few_folder

__all__ = ["few", "few_atlas", "few_folder"]

DATA = "MNIST_EXPLORE_DATA"
NEIGHBOUR = Path(__file__).parent.parent.parent / "shared" / "data"
NOWHERE = "http://127.0.0.1:9"
PRODUCTS = "MNIST_EXPLORE_PRODUCTS"
MOST_BYTES = 16_000_000
"""All shipped products together, the manifest among them."""


class NetworkTouched(ConnectionRefusedError):  # noqa: N818 - reads as the sentence it is
    """A test reached out of this machine. An OSError, so that the code under test meets a machine that is offline."""


def pytest_configure() -> None:
    """Name the folder of the real digits to this process and its children, where the folder is there.

    Hypothesis shall not time what it tries: on a busy machine anything takes long.
    """
    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")
    if not os.environ.get(DATA) and NEIGHBOUR.is_dir():
        os.environ[DATA] = str(NEIGHBOUR.resolve())


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes test at once: one more than processors, since tests that drive a browser often wait."""
    return (os.cpu_count() or 1) + 1


TRAINED = {"trained", "published"}
"""Fixtures that train a network; what asks for one is slow, as what trains one itself says of itself."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what asks for a trained network, what drives a browser through pages of MNIST, what is thorough.

    Those come first: they are few and long, and started last one processor would wait for the other.
    """
    browser = Path(__file__).parent / "e2e"
    items.sort(key=lambda item: browser not in item.path.parents)
    for item in items:
        is_trained = bool(TRAINED & set(getattr(item, "fixturenames", ())))
        if is_trained or browser in item.path.parents or item.get_closest_marker("thorough"):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(autouse=True)
def quick_tests_build_nothing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail a test that trains a network or builds an atlas and is not marked slow.

    The few small atlases that fixtures build are no test's own, and are built once for all that look at them.
    """
    if request.node.get_closest_marker("slow"):
        return
    from mnist_explore.build import stages
    from mnist_explore.model.training import fitting

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("this test trains a network or builds an atlas: mark it slow")

    monkeypatch.setattr(fitting._Training, "run", refuse)
    monkeypatch.setattr(stages, "_compute", refuse)


def shipped_sizes() -> dict[str, int]:
    """Return the bytes of every file that ships among the artifacts, by name."""
    return {str(path.relative_to(ARTIFACTS)): path.stat().st_size for path in ARTIFACTS.rglob("*") if path.is_file()}


def pytest_report_header() -> str:
    """Say how much room is left for products."""
    total = sum(shipped_sizes().values())
    return f"artifacts: {total:,} of {MOST_BYTES:,} bytes, room for {MOST_BYTES - total:,} more"


@pytest.fixture(scope="session", autouse=True)
def components_found_once() -> Iterator[None]:
    """Let Streamlit look for other packages' components once and not at every run of a page under test.

    It reads the metadata of all that is installed, 0.3 s of processor time; a server does so once.
    """
    if "streamlit" not in sys.modules:
        yield
        return
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_products(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep products that tests make out of the person's own folder, and what lies there out of the tests."""
    folder = tmp_path_factory.mktemp("products")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PRODUCTS, str(folder))
        yield folder


@pytest.fixture(scope="session", autouse=True)
def offline() -> Iterator[None]:
    """Refuse every connection and look-up that leaves this machine; Unix sockets and loopback stay open.

    Children (a Streamlit server, a browser) are sent to a proxy that does not answer.
    """
    connect, connect_ex, look_up = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _refuse_outside(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _refuse_outside(self.family, address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **options: Any) -> Any:
        if host not in (None, "", b"") and not _is_local(host):
            raise NetworkTouched(f"a test tried to look up {host!r}")
        return look_up(host, *args, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded_connect)
        patch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        for scheme in ("http_proxy", "https_proxy", "all_proxy"):
            patch.setenv(scheme, NOWHERE)
            patch.setenv(scheme.upper(), NOWHERE)
        for name in ("no_proxy", "NO_PROXY"):
            patch.setenv(name, "localhost,127.0.0.1,::1")
        yield


def _refuse_outside(family: int, address: Any) -> None:
    """Raise if an Internet address is not this machine's own."""
    if family in (socket.AF_INET, socket.AF_INET6) and not _is_local(address[0]):
        raise NetworkTouched(f"a test tried to reach {address!r}")


def _is_local(host: Any) -> bool:
    """Tell whether a host name or number is this machine's own."""
    name = host.decode() if isinstance(host, bytes) else str(host)
    if name in ("localhost", socket.gethostname()):
        return True
    try:
        number = ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return number.is_loopback or number.is_unspecified


@pytest.fixture(scope="session")
def mnist() -> Digits:
    """Return MNIST's 70,000 digits from the folder that MNIST_EXPLORE_DATA names; skip where they are not there."""
    from mnist_explore.sources import load_digits

    folder = os.environ.get(DATA)
    if not folder or not Path(folder).is_dir():
        pytest.skip(f"MNIST itself is needed: name a folder that holds it in {DATA}")
    found = load_digits(download=False)
    if found.digits.name != "mnist":
        pytest.skip(f"MNIST itself is needed, but {folder} in {DATA} is of no use: {' '.join(found.notices)}")
    return found.digits


@pytest.fixture(scope="session")
def uci() -> Digits:
    """Return the bundled digits: scikit-learn's 1,797, at 28 x 28."""
    from mnist_explore.sources import bundled_digits

    return bundled_digits()


@pytest.fixture(autouse=True)
def speak_of_digits() -> Iterator[None]:
    """Let every test begin and end with the ten digits in use, whatever it shows meanwhile."""
    from mnist_explore.classes import DIGITS, use

    use(DIGITS)
    yield
    use(DIGITS)
