"""Dockerfile and compose.yaml, as far as they can be held to anything without a container engine."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from dockerfile_parse import DockerfileParser

from tests.deploy.proxy import CONFIGURATION, ROOT

DEPLOY = ROOT / "deploy"
DOCKERFILE = DEPLOY / "Dockerfile"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
REPLICAS = {name: service for name, service in COMPOSE["services"].items() if service.get("build")}
PINNED = re.compile(r"[a-z0-9./-]+:\d+\.\d+\.\d+[a-z0-9.-]*")


def instructions(*names: str) -> list[tuple[str, str]]:
    """Return the Dockerfile's instructions of some kinds, in order."""
    parser = DockerfileParser(str(DOCKERFILE))
    found = [(one["instruction"], one["value"]) for one in parser.structure if one["instruction"] != "COMMENT"]
    return [(name, value) for name, value in found if not names or name in names]


def test_base_images_are_pinned() -> None:
    """Every image that anything is built from or runs is named with its whole version."""
    bases = [value.split()[0] for _, value in instructions("FROM")]
    images = [service["image"] for service in COMPOSE["services"].values() if not service.get("build")]
    assert len(bases) == 2 and len(images) == 1
    for image in bases + images:
        assert PINNED.fullmatch(image), image
    assert "3.12" in bases[0], "a Python that pyproject.toml claims"


def test_copied_files_are_there_and_sent() -> None:
    """Whatever is copied lies in the checkout, is tracked, and is let through by the ignore file."""
    let_through = [
        line[1:] for line in (DEPLOY / "Dockerfile.dockerignore").read_text().splitlines() if line.startswith("!")
    ]
    copied = [
        source for _, value in instructions("COPY") if not value.startswith("--from") for source in value.split()[:-1]
    ]
    assert {"app.py", "serve.py", "pages", "mnist_explore"} <= set(copied)
    assert set(copied) == set(let_through)
    if (ROOT / ".git").exists():
        for source in copied:
            listed = subprocess.run(["git", "ls-files", source], cwd=ROOT, capture_output=True, text=True, check=True)
            assert listed.stdout.strip(), source


def test_image_runs_as_nobody_in_particular() -> None:
    """After everything is built the user is changed, by number, and stays so; Compose says the same."""
    users = [value for _, value in instructions("USER")]
    assert len(users) == 1 and users[0].isdigit() and int(users[0]) >= 10_000
    names = [name for name, _ in instructions()]
    assert names.index("USER") > max(place for place, name in enumerate(names) if name in ("RUN", "COPY"))
    assert {service["user"] for service in REPLICAS.values()} == {users[0]}


def test_packages_are_installed_by_hash() -> None:
    """Only what is locked goes into the image, as wheels."""
    (install,) = [value for _, value in instructions("RUN") if "pip install" in value]
    assert "--require-hashes" in install and "--only-binary :all:" in install
    assert "requirements.lock" in install and not [value for _, value in instructions("RUN") if "apt-get" in value]


def test_ports_agree() -> None:
    """The image, its health check, Compose and nginx speak of one port, and of the same replicas."""
    (_, exposed), *more = instructions("EXPOSE")
    ((_, command),) = instructions("CMD")
    ((_, check),) = instructions("HEALTHCHECK")
    assert not more and f"--server.port={exposed}" in command and f":{exposed}/_stcore/health" in check
    assert "--server.address=0.0.0.0" in command
    servers = re.findall(r"^\s*server (\w+):(\d+) ", CONFIGURATION.read_text(), re.MULTILINE)
    assert {name for name, _ in servers} == set(REPLICAS) and {port for _, port in servers} == {exposed}
    assert all(service["expose"] == [exposed] for service in REPLICAS.values())
    proxy = COMPOSE["services"]["proxy"]
    (published,) = proxy["ports"]
    assert re.search(rf"^\s*listen {published.rpartition(':')[2]} ", CONFIGURATION.read_text(), re.MULTILINE)
    assert set(proxy["depends_on"]) == set(REPLICAS)
    assert {one["condition"] for one in proxy["depends_on"].values()} == {"service_healthy"}


def test_replicas_share_nothing() -> None:
    """No replica has a volume, a published port or a disk to write to: they have nothing in common but the image."""
    assert len(REPLICAS) >= 2
    for service in REPLICAS.values():
        assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
        assert not {"volumes", "ports", "network_mode", "privileged", "links"} & set(service)
    (mounted,) = COMPOSE["services"]["proxy"]["volumes"]
    source, _, mode = mounted.split(":")
    assert mode == "ro" and (DEPLOY / source).is_file() and PurePosixPath(source).name == CONFIGURATION.name
    assert "volumes" not in COMPOSE


def test_build_context_is_the_checkout() -> None:
    """Compose builds from the checkout's own top, by the Dockerfile that lies there."""
    for service in REPLICAS.values():
        context = (DEPLOY / service["build"]["context"]).resolve()
        assert context == ROOT and (context / service["build"]["dockerfile"]) == DOCKERFILE


def test_compose_reads_it() -> None:
    """Where Docker Compose is installed, it takes the file."""
    done = subprocess.run(["docker", "compose", "version"], capture_output=True) if shutil.which("docker") else None
    if done is None or done.returncode:
        pytest.skip("Docker Compose is not installed here: its own reading of compose.yaml is not tested")
    subprocess.run(["docker", "compose", "-f", "deploy/compose.yaml", "config", "-q"], cwd=ROOT, check=True)
