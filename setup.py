"""Puts the pages, which lie beside the package in a checkout, into the wheel as ``mnist_explore/dashboard``."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).parent


class BuildWithPages(build_py):
    """Copies pages and their settings as they lie, so that Streamlit finds them by each other's place."""

    def run(self) -> None:
        """Build the package, then add the pages; an editable install has them where they are."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "mnist_explore" / "dashboard"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(ROOT / "pages", target / "pages", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(ROOT / ".streamlit", target / ".streamlit", ignore=shutil.ignore_patterns("secrets.toml"))
        for name in ("app.py", "serve.py"):
            shutil.copy(ROOT / name, target)


setup(cmdclass={"build_py": BuildWithPages})
