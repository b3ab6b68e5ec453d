"""The app as an ASGI app: fewer bytes, and links that show a picture where shared: ``streamlit run serve.py``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import FileResponse
from starlette.routing import Route

from mnist_explore.ui.base.compression import Compression
from mnist_explore.ui.base.open_graph import PICTURE, PICTURE_ADDRESS, OpenGraph
from mnist_explore.ui.shell import PAGES

app = st.App(
    Path(__file__).with_name("app.py"),
    routes=[Route(PICTURE_ADDRESS, lambda _: FileResponse(PICTURE))],
    middleware=[
        Middleware(Compression),
        Middleware(
            OpenGraph,
            pages={"" if key == "app" else key: (page.name, page.question) for key, page in PAGES.items()},
        ),
    ],
)
