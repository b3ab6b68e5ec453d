"""README and guide say what the pages say, and show every page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from mnist_explore.ui.shell import PAGES
from tests.docs.conftest import plain

ROOT = Path(__file__).parent.parent.parent
README, GUIDE = ROOT / "README.md", ROOT / "docs" / "guide.md"
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 1_500_000
FEWEST_FINDINGS = 5


def section(text: str, heading: str) -> str:
    """Return what stands below a heading of the second level."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
    assert found, f"no section {heading!r}"
    return found[1]


def shown(text: str) -> list[str]:
    """Return the pictures that a text shows."""
    return re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)


@pytest.mark.mnist
def test_findings_are_what_the_pages_say(stated: str) -> None:
    """Every finding of the README is, word for word and number for number, a statement of a page."""
    listed = re.findall(
        r"^- \*\*(?:[^*]+)\*\* (.*?)(?=\n- |\n\n)", section(README.read_text(), "What it finds"), re.M | re.S
    )
    assert len(listed) >= FEWEST_FINDINGS
    missing = [finding for finding in map(plain, listed) if finding.rstrip(".") not in stated]
    assert not missing, missing


def test_readme_opens_with_picture_sentence_and_commands() -> None:
    """A reader sees a picture, what this is, and the two commands, before anything else."""
    picture, sentence, start, test = README.read_text().split("\n\n")[:4]
    assert shown(picture) == ["docs/pictures/overview.webp"]
    assert sentence.startswith("**mnist_explore**") and sentence.count(".") == 1
    assert "pip install -r requirements.txt && streamlit run app.py" in start
    assert "pip install -r requirements-dev.txt && pytest" in test


def test_guide_has_every_page_with_its_question_and_picture() -> None:
    """Each page of the app has a section: the question that it answers, and one picture that is there."""
    guide, readme = GUIDE.read_text(), README.read_text()
    for key, page in PAGES.items():
        name = page.name.removesuffix(" labels")
        own = section(guide, name)
        assert own.lstrip().startswith("**") and own.lstrip("\n *").split("**")[0].endswith("?")
        assert shown(own) == [f"pictures/{'overview' if key == 'app' else key}.webp"]
        assert f"[{name}](docs/guide.md#{name.lower().replace(' ', '-')})" in readme
    for text, folder in ((guide, GUIDE.parent), (readme, ROOT)):
        links = [
            *(link for link in shown(text) if "://" not in link),
            *re.findall(r"(?<!!)\[[^\]]+\]\((?!http)([^)#]+)", text),
        ]
        assert not [link for link in links if not (folder / link).exists()]


def test_pictures_are_small() -> None:
    """All pictures together, and the animated walk alone, stay below 1.5 MB each; the walk moves and never stops."""
    sizes = {path.name: path.stat().st_size for path in PICTURES.glob("*.webp")}
    tour = sizes.pop("tour.webp")
    assert sum(sizes.values()) < MOST_BYTES and tour < MOST_BYTES
    with Image.open(PICTURES / "tour.webp") as walk:
        assert walk.n_frames > 10 and walk.info["loop"] == 0
