"""What is known of the device that a visitor looks at a page with."""

from __future__ import annotations

import streamlit as st


def is_telephone() -> bool:
    """Return whether the visitor's browser says that it is a telephone's: small, and held in a hand.

    References
    ----------
    https://developer.mozilla.org/docs/Web/HTTP/Guides/Browser_detection_using_the_user_agent: "Mobi".
    """
    return "Mobi" in st.context.headers.get("User-Agent", "")
