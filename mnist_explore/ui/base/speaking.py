"""What pages say of digits, said of whatever the data set shows, on its way to the browser.

Pages are written of MNIST's digits. Of letters or other things the same is said of pictures: not in each of some five
hundred places, but in the one that every element passes, as a translation is. Values, addresses and code stay as they
are, for the server reads them again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from google.protobuf.message import Message
from streamlit.delta_generator import DeltaGenerator

from mnist_explore.classes import in_use, spoken

SAID = frozenset({"alt", "body", "caption", "help", "label", "placeholder", "spec", "text", "title"})
"""Fields of Streamlit's messages that people read; options are not among them, which come back as they were sent."""
UNSAID = frozenset({"tab", "agent_props"})
"""Parts whose words are values."""
_MARK = "mnist_explore_speaks"


def speak_of_classes() -> None:
    """Let every element say what the classes in use are called; once a process.

    Streamlit has no public place for this. Where a later one has not these two methods, pages speak of digits.
    """
    for name in ("_enqueue", "_block"):
        method = getattr(DeltaGenerator, name, None)
        if method is not None and not hasattr(method, _MARK):
            setattr(DeltaGenerator, name, _speaking(method))


def _speaking(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of Streamlit's that puts what its messages say in the words for the classes in use."""

    @wraps(method)
    def told(self: Any, *parts: Any, **named: Any) -> Any:
        if not in_use().are_digits:
            for part in (*parts, *named.values()):
                if isinstance(part, Message):
                    say(part)
        return method(self, *parts, **named)

    setattr(told, _MARK, True)
    return told


def say(message: Message) -> None:
    """Put what a message says in the words for the classes in use, in place."""
    for field, value in message.ListFields():
        if field.name in UNSAID:
            continue
        if field.message_type is not None:
            for part in (value,) if isinstance(value, Message) else value:
                if isinstance(part, Message):
                    say(part)
        elif field.name in SAID and isinstance(value, str):
            setattr(message, field.name, spoken(value))
