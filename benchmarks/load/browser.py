"""One visitor's browser, as far as Streamlit's server can tell: the same messages, and no screen."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
import uuid
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from websockets.asyncio.client import ClientConnection
from websockets.typing import Subprotocol

PATIENCE_S = 60.0
"""A page that takes longer is an error: the visitor has left."""

KEPT_RUNS = 2
"""How long a browser keeps messages that the server need not send again: Streamlit's ``global.maxCachedMessageAge``."""

COOKIE = "_streamlit_xsrf"

Value = Literal["string_value", "string_array_value", "double_array_value", "int_value", "json_value"]


class Failed(Exception):  # noqa: N818 - what a visitor would say
    """A page broke, stayed away, or the server hung up."""


@dataclass(frozen=True)
class Control:
    """Something on a page that can be used.

    Parameters
    ----------
    id, fragment
        Streamlit's own, "" for no fragment.
    kind
        The field of Streamlit's element or block: ``selectbox``, ``tab_container``, ``bidi_component``.
    proto
        The element or block itself.
    path
        Where it stands: the places of the blocks around it, each in the next, then its own.
    labels
        Of tabs, their names.
    """

    id: str
    fragment: str
    kind: str
    proto: Any
    path: tuple[int, ...]
    labels: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The key that the page gave it."""
        return self.id.split("-", 2)[-1]

    def data(self) -> dict[str, Any]:
        """Return what a component was sent as JSON, empty for anything else."""
        sent = self.proto.json if self.kind == "bidi_component" and self.proto.WhichOneof("data") == "json" else ""
        found = json.loads(sent) if sent else {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class Run:
    """One run of a page, as its visitor saw it: milliseconds until it had ended, and bytes received."""

    ms: float
    received: int


class Browser:
    """A tab on a server at a port of this machine; ``async with`` opens and closes its connection.

    Attributes
    ----------
    page
        The page shown, "" for the first.
    controls
        Key → what can be used on it.
    links
        Page → the parameters that the page's link to it has.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.page = ""
        self.controls: dict[str, Control] = {}
        self.links: dict[str, str] = {}
        self._query = ""
        self._states: dict[str, WidgetState] = {}
        self._kept: dict[str, tuple[ForwardMsg, int]] = {}
        self._runs = 0
        self._told = 0
        self._connection: ClientConnection | None = None

    async def __aenter__(self) -> Browser:
        """Connect; no page is asked for yet."""
        self._connection = await websockets.connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            ping_interval=None,
            open_timeout=PATIENCE_S,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave."""
        await self._socket.close()

    @property
    def _socket(self) -> ClientConnection:
        """The connection, which is there from the first page on."""
        assert self._connection is not None, "use `async with`"
        return self._connection

    async def go(self, page: str, query: str = "") -> Run:
        """Open a page by its address or by a link."""
        self.page, self._query, self._states = page, query, {}
        return await self._rerun(fragment="")

    async def again(self) -> Run:
        """Run the page as it stands."""
        return await self._rerun(fragment="")

    async def use(self, control: Control, kind: Value, value: Any) -> Run:
        """Give a control another value."""
        state = WidgetState(id=control.id)
        if kind.endswith("array_value"):
            getattr(state, kind).data.extend(value)
        else:
            setattr(state, kind, value)
        self._states[control.id] = state
        return await self._rerun(control.fragment)

    async def press(self, control: Control) -> Run:
        """Press a button, or close what is open."""
        return await self._once(control, WidgetState(id=control.id, trigger_value=True))

    async def tell(self, component: Control, event: str, what: Any) -> Run:
        """Let a component tell of something done, such as a pick, as ``mnist_explore.ui.base.telling`` has it told."""
        self._told += 1
        told = {event: {"what": what, "visit": component.data()["visit"], "time": self._told}}
        return await self.use(component, "json_value", json.dumps(told))

    async def upload(self, control: Control, name: str, data: bytes) -> Run:
        """Send a file through the upload endpoint, and run the page with it; the time is that of both."""
        began = time.perf_counter()
        request = BackMsg()
        request.file_urls_request.request_id = uuid.uuid4().hex
        request.file_urls_request.file_names.append(name)
        await self._socket.send(request.SerializeToString())
        while (message := await self._next()).WhichOneof("type") != "file_urls_response":
            pass
        urls = message.file_urls_response.file_urls[0]
        await asyncio.to_thread(put_file, f"http://127.0.0.1:{self.port}", urls.upload_url, name, data)
        state = WidgetState(id=control.id)
        state.file_uploader_state_value.uploaded_file_info.add(
            name=name, size=len(data), file_id=urls.file_id, file_urls=urls
        )
        self._states[control.id] = state
        run = await self._rerun(control.fragment)
        return Run(1000 * (time.perf_counter() - began), run.received)

    async def _once(self, control: Control, state: WidgetState) -> Run:
        """Run the page with a state that holds for this run alone."""
        self._states[state.id] = state
        try:
            return await self._rerun(control.fragment)
        finally:
            self._states.pop(state.id, None)

    async def ask(self, *, fragment: str = "") -> None:
        """Ask for a run, and do not wait for it: who never does leaves all that the server sends unread."""
        request = BackMsg()
        asked = request.rerun_script
        asked.page_name, asked.query_string, asked.fragment_id = self.page, self._query, fragment
        asked.widget_states.CopyFrom(WidgetStates(widgets=self._states.values()))
        asked.cached_message_hashes.extend(self._kept)
        asked.context_info.url = f"http://127.0.0.1:{self.port}/{self.page}"
        await self._socket.send(request.SerializeToString())

    async def _rerun(self, fragment: str) -> Run:
        """Run the page, or a part of it, to its end."""
        began = time.perf_counter()
        await self.ask(fragment=fragment)
        received, seen = 0, Seen()
        while True:
            message = await self._next()
            received += message.ByteSize()
            kind = message.WhichOneof("type")
            if kind == "new_session":
                seen = Seen()
            elif kind == "page_info_changed":
                self._query = message.page_info_changed.query_string
            elif kind == "delta":
                seen.take(message.delta, tuple(message.metadata.delta_path))
            elif kind == "script_finished" and self._ends(message.script_finished, seen, fragment):
                return Run(1000 * (time.perf_counter() - began), received)

    async def _next(self) -> ForwardMsg:
        """Return the server's next message; one that it knows to be here is taken from here."""
        try:
            data = await asyncio.wait_for(self._socket.recv(), PATIENCE_S)
        except TimeoutError:
            raise Failed(f"the page {self.page or 'app'!r} took over {PATIENCE_S:.0f} s") from None
        except websockets.ConnectionClosed as closed:
            raise Failed(f"the server hung up: {closed}") from None
        assert isinstance(data, bytes), "Streamlit sends no text"
        message: ForwardMsg = ForwardMsg.FromString(data)
        if message.WhichOneof("type") == "ref_hash":
            kept, _ = self._kept[message.ref_hash]
            self._kept[message.ref_hash] = kept, self._runs
            whole: ForwardMsg = ForwardMsg()
            whole.CopyFrom(kept)
            whole.metadata.CopyFrom(message.metadata)
            return whole
        if message.metadata.cacheable and message.hash:
            self._kept[message.hash] = message, self._runs
        return message

    def _ends(self, status: int, seen: Seen, fragment: str) -> bool:
        """Take in what a run has left, if it was the last; raise if it broke."""
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            return False
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR or seen.broken:
            raise Failed(f"the page {self.page or 'app'!r} raised: {seen.broken or 'it does not compile'}")
        self._runs += 1
        self._kept = {name: found for name, found in self._kept.items() if self._runs - found[1] <= KEPT_RUNS}
        others = {}
        if status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            # A fragment stands in a block of its own, and all that stood in there has been drawn anew.
            root = seen.roots.get(fragment, ())
            others = {key: found for key, found in self.controls.items() if found.path[: len(root)] != root}
        else:
            self.links = seen.links
        self.controls = others | {found.key: found for found in seen.controls}
        # What the server has set itself is not what the visitor chose before.
        there = {found.id for found in self.controls.values()}
        there -= {found.id for found in seen.controls if getattr(found.proto, "set_value", False)}
        self._states = {name: state for name, state in self._states.items() if name in there}
        return True


class Seen:
    """What a run has put on the page so far."""

    def __init__(self) -> None:
        self.controls: list[Control] = []
        self.links: dict[str, str] = {}
        self.roots: dict[str, tuple[int, ...]] = {}
        self.broken = ""

    def take(self, delta: Delta, path: tuple[int, ...]) -> None:
        """Take in one element or block, and where it stands."""
        self.roots.setdefault(delta.fragment_id, path)
        what = delta.WhichOneof("type")
        if what not in ("new_element", "add_block"):
            return
        holder = getattr(delta, what)
        kind = holder.WhichOneof("type") or ""
        proto: Any = getattr(holder, kind) if kind else None
        if kind == "exception":
            self.broken = proto.message or "an exception"
        elif kind == "page_link":
            self.links[proto.page] = proto.query_string
        elif kind == "tab" and self.controls:
            tabs = [found for found in self.controls if found.kind == "tab_container"]
            if tabs:
                tabs[-1].labels.append(proto.label)
        elif getattr(proto, "id", ""):
            self.controls.append(Control(proto.id, delta.fragment_id, kind, proto, path))


def put_file(server: str, address: str, name: str, data: bytes) -> None:
    """Send one file as a browser's form does, with the cookie that the server asks for."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{server}/_stcore/health", timeout=PATIENCE_S) as answer:
        cookies = [text.split(";")[0] for text in answer.headers.get_all("Set-Cookie") or []]
    token = next((text.partition("=")[2] for text in cookies if text.startswith(COOKIE)), "")
    border = uuid.uuid4().hex
    head = f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    body = f"{head}Content-Type: image/jpeg\r\n\r\n".encode() + data + f"\r\n--{border}--\r\n".encode()
    headers = {
        "Content-Type": f"multipart/form-data; boundary={border}",
        "Cookie": "; ".join(cookies),
        "X-Xsrftoken": token.strip('"'),
    }
    request = urllib.request.Request(f"{server}{address}", body, headers, method="PUT")
    opener.open(request, timeout=PATIENCE_S).close()
