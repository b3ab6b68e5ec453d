"""The doors other than drawing: files, links and numbers that are good are read; others get one sentence each."""

from __future__ import annotations

import base64
import http.client
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from mnist_explore.digits import Digits
from mnist_explore.sources.drive import fetching
from mnist_explore.ui.inputs.strokes import Stroke, draw_strokes
from tests.sources.conftest import Server, server
from tests.ui.conftest import assert_calm, said, sheet, visit

__all__ = ["server"]

pytestmark = pytest.mark.usefixtures("on_few")

STORED = "never stored"
ID = "1aB2-cD3_eF4gH5iJ6kL7mN8oP9qR0sTu"
START = f"/uc?export=download&id={ID}"


def seven(kind: str = "PNG") -> bytes:
    """Return a drawn seven as a picture file."""
    file = io.BytesIO()
    draw_strokes((Stroke(72, ((270, 240), (750, 240), (450, 810))),)).save(file, kind)
    return file.getvalue()


def bomb() -> bytes:
    """Return a kilobyte that claims to be a PNG of 20,000 by 20,000."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(4096)))


def upload(name: str, data: bytes) -> AppTest:
    """Return the page after a file was uploaded."""
    test = visit("yours", yours_door="Upload")
    test.file_uploader[0].upload(name, data)
    return test.run()


@pytest.mark.parametrize("door", ["Draw", "Upload", "Camera", "Google Drive", "From the data"])
def test_every_door_opens(door: str) -> None:
    """Each door opens by a link, asks for a digit where none is given yet, and says that nothing is stored."""
    test = visit("yours", yours_door=door)
    assert_calm(test)
    assert STORED in said(test)
    assert ("draw a digit" in said(test)) == (door != "From the data")
    assert not test.warning


@pytest.mark.parametrize(
    ("name", "kind"), [("7.png", "PNG"), ("7.JPG", "JPEG"), ("7.jpeg", "JPEG"), ("7.webp", "WEBP")]
)
def test_upload_is_read(name: str, kind: str) -> None:
    """A picture of a seven is classified as one in each format."""
    test = upload(name, seven(kind))
    assert_calm(test)
    assert not test.warning and test.metric[0].value == "7"


BROKEN = {
    "empty": (b"", "is empty (0 bytes)"),
    "text": (b"hello", "of an unknown kind"),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "a web page"),
    "HEIC": (b"\0\0\0\x18ftypheic" + bytes(99), "a HEIC picture"),
    "a program": (b"\x7fELF" + bytes(99), "a program"),
    "half": (seven()[: len(seven()) // 2], "damaged"),
    "bomb": (bomb(), "20,000 × 20,000"),
}


@pytest.mark.hostile
@pytest.mark.parametrize(("data", "words"), BROKEN.values(), ids=BROKEN.keys())
def test_upload_that_is_no_picture(data: bytes, words: str) -> None:
    """A file that only has a picture's name gets one sentence that says what it is; the page goes on."""
    test = upload("<img src=x onerror=alert(1)>.png", data)
    assert_calm(test)
    (warning,) = test.warning
    assert words in warning.value and warning.value.endswith(".")
    assert not test.metric and "onerror" not in said(test)
    test.file_uploader[0].set_value(("7.png", seven(), "image/png"))
    test.run()
    assert not test.warning and test.metric[0].value == "7"


def test_upload_names_what_it_takes() -> None:
    """The browser is told the four extensions, so that a telephone sends HEIC photographs as JPEG."""
    test = visit("yours", yours_door="Upload")
    assert set(test.file_uploader[0].allowed_type) == {".png", ".jpg", ".jpeg", ".webp"}
    assert "HEIC" in said(test)


def to_drive(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """Lead the connections that go to Drive to a server on this machine."""

    def connect(_host: str, timeout_s: float) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", server.port, timeout=timeout_s)

    monkeypatch.setattr(fetching, "connect_securely", connect)


def fetched(link: str) -> AppTest:
    """Return the page after a link was pasted and its picture asked for."""
    return fetch(visit("yours", yours_door="Google Drive"), link)


def fetch(test: AppTest, link: str) -> AppTest:
    """Paste another link and ask for its picture."""
    test.text_input(key="yours_drive_link").set_value(link)
    return test.button(key="yours_drive_fetch").click().run()


def test_link_is_read(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """A linked picture is fetched once, read, and there again when its door is opened again."""
    to_drive(monkeypatch, server)
    server.answers[START] = seven("JPEG")
    test = fetched(f"https://drive.google.com/file/d/{ID}/view?usp=sharing")
    assert_calm(test)
    assert not test.warning and test.metric[0].value == "7"
    test.button_group(key="yours_door").set_value("Draw").run()
    assert not test.metric
    test.button_group(key="yours_door").set_value("Google Drive").run()
    assert test.metric[0].value == "7"
    assert server.asked == [START]


@pytest.mark.hostile
def test_link_that_leads_to_none(monkeypatch: pytest.MonkeyPatch, server: Server) -> None:
    """A link that fails gets its sentence, and the picture of the link before is no longer shown for it."""
    to_drive(monkeypatch, server)
    server.answers[START] = seven()
    test = fetched(ID)
    assert test.metric[0].value == "7"
    for link, words in (
        ("https://drive.google.com/drive/folders/" + ID, "leads to a folder"),
        ("https://drive.google.com@evil.example/" + ID, "no link to Google Drive"),
        (ID[::-1], "no file at this link"),
        ("", "There is no link yet"),
    ):
        fetch(test, link)
        assert_calm(test)
        (warning,) = test.warning
        assert words in warning.value and "evil" not in warning.value
        assert not test.metric
    assert len(server.asked) == 2


def test_link_without_a_network() -> None:
    """Without a network one sentence says so."""
    test = fetched(ID)
    assert_calm(test)
    (warning,) = test.warning
    assert "could not be reached" in warning.value and not test.metric


def test_number_of_the_data_set(on_few: Digits) -> None:
    """A number in the address gives that very digit; another number gives another."""
    test = visit("yours", yours_door="From the data", yours_number="5")
    assert_calm(test)
    assert test.number_input(key="yours_number").value == 5
    assert "5" in test.query_params["yours_number"]
    before = sheet(test, "yours_seen")["sprite"]
    alikes = sheet(test, "yours_alikes")["ids"]
    assert alikes[0] == 5
    test.number_input(key="yours_number").set_value(len(on_few) - 1).run()
    assert sheet(test, "yours_alikes")["ids"][0] == len(on_few) - 1
    assert sheet(test, "yours_seen")["sprite"] != before


@pytest.mark.hostile
@pytest.mark.parametrize("number", ["-1", "9999999", "1e3", "x", "../1"])
def test_number_that_is_none(number: str) -> None:
    """A number that no digit has is ignored with one sentence."""
    test = visit("yours", yours_door="From the data", yours_number=number)
    assert_calm(test)
    (warning,) = test.warning
    assert "yours_number" in warning.value
    assert test.number_input(key="yours_number").value == 0


def test_card_changes_the_digit_of_the_page_itself(on_few: Digits) -> None:
    """From a card opened on this very page its digit takes the place of what was given, in the address too."""
    test = visit("yours", yours_door="Upload", index="7")
    test.button(key="to_yours_7").click().run()
    assert_calm(test)
    assert test.number_input(key="yours_number").value == 7
    assert test.query_params["yours_number"] == "7" and test.query_params["yours_door"] == "From the data"
    assert "index" not in test.query_params
    assert sheet(test, "yours_alikes")["ids"][0] == 7 < len(on_few)


def test_card_has_a_way_here() -> None:
    """Any digit's card has a link to the page with the digit on it."""
    test = visit("samples", index="7")
    assert_calm(test)
    links = [link.proto for link in test.get("page_link") if "as if it were yours" in link.proto.label]
    assert len(links) == 1
    assert "yours_number=7" in links[0].query_string and "yours_door=From+the+data" in links[0].query_string


def test_unread_pixels_are_as_in_the_data_set(on_few: Digits) -> None:
    """The digit that the network sees is the data set's, not one sized and centred anew."""
    test = visit("yours", yours_door="From the data", yours_number="11")
    sprite = sheet(test, "yours_seen")["sprite"].partition(",")[2]
    with Image.open(io.BytesIO(base64.b64decode(sprite))) as picture:
        shown = np.asarray(picture.convert("RGBA"))[..., 3]
    assert (shown == on_few.images[11]).all()
