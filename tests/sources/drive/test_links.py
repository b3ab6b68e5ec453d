"""Links: Drive's own forms give an id; whatever else is refused in one sentence before anything is asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnist_explore.errors import LinkError
from mnist_explore.sources.drive import file_id
from mnist_explore.sources.drive.links import HOSTS, next_address

ID = "1aB2-cD3_eF4gH5iJ6kL7mN8oP9qR0sTu"
FILE = f"https://drive.google.com/file/d/{ID}"

ACCEPTED = [
    f"{FILE}/view",
    f"{FILE}/view?usp=sharing",
    f"{FILE}/view?usp=drive_link#heading=h.1",
    f"{FILE}/preview",
    f"{FILE}/edit",
    f"{FILE}/",
    FILE,
    f"https://drive.google.com/file/u/1/d/{ID}/view",
    f"https://drive.google.com/open?id={ID}",
    f"https://drive.google.com/open?usp=sharing&id={ID}",
    f"https://drive.google.com/u/1/open?id={ID}",
    f"https://drive.google.com/uc?id={ID}",
    f"https://drive.google.com/uc?export=download&id={ID}",
    f"https://drive.google.com/u/1/uc?id={ID}&export=download",
    f"https://drive.usercontent.google.com/download?id={ID}&export=download",
    ID,
    f"  {ID}\n",
]

FOLDER, DOCUMENT, PHOTOS, HTTP = "leads to a folder", "leads to a Google document", "Google Photos", "begins with http:"
NO_LINK, NO_FILE, NOT_ONE, LONG = "This is no link", "leads to no file", "does not name one file", "letters"
REFUSED = {
    "": "There is no link yet",
    "   ": "There is no link yet",
    "https://drive.google.com/drive/folders/" + ID: FOLDER,
    "https://drive.google.com/drive/u/1/folders/" + ID: FOLDER,
    "https://drive.google.com/folderview?id=" + ID: FOLDER,
    f"https://docs.google.com/document/d/{ID}/edit": DOCUMENT,
    f"https://docs.google.com/spreadsheets/d/{ID}/edit": DOCUMENT,
    "https://photos.app.goo.gl/AbCdEfGhIjKlMnOp": PHOTOS,
    FILE.replace("https", "http") + "/view": HTTP,
    "http://169.254.169.254/latest/meta-data": HTTP,
    FILE.replace("https", "ftp"): NO_LINK,
    FILE.replace("https", "HTTPS"): NO_LINK,
    "file:///etc/passwd": NO_LINK,
    "javascript:alert(1)": NO_LINK,
    f"https://drive.google.com@evil.example/file/d/{ID}/view": NO_LINK,
    f"https://drive.google.com\\@evil.example/file/d/{ID}/view": NO_LINK,
    f"https://user:secret@drive.google.com/file/d/{ID}/view": NO_LINK,
    f"https://drive.google.com:443/file/d/{ID}/view": NO_LINK,
    f"https://drive.google.com:8080/file/d/{ID}/view": NO_LINK,
    f"https://drive.google.com.evil.example/file/d/{ID}/view": NO_LINK,
    f"https://evil.example/drive.google.com/file/d/{ID}/view": NO_LINK,
    f"https://drive.google.com./file/d/{ID}/view": NO_LINK,
    f"https://drive%2egoogle%2ecom/file/d/{ID}/view": NO_LINK,
    f"https://drive．google．com/file/d/{ID}/view": NO_LINK,
    f"https://drive。google。com/file/d/{ID}/view": NO_LINK,
    f"https://drіve.google.com/file/d/{ID}/view": NO_LINK,
    f"https://[::ffff:169.254.169.254]/file/d/{ID}/view": NO_LINK,
    f"https://169.254.169.254/file/d/{ID}/view": NO_LINK,
    f"https://2852039166/file/d/{ID}/view": NO_LINK,
    f"https://127.0.0.1/file/d/{ID}/view": NO_LINK,
    f"https://drive.google.com/file/d/{ID}/view\r\nHost: evil.example": NO_FILE,
    f"https://drive.google.com/file/d/{ID}\n/view": NO_FILE,
    f"https://drive.google.com/file/d/{ID}/view?x=%0d%0aHost:evil": NO_FILE,
    f"https://drive.google.com/file/d/{ID}/../../open": NO_FILE,
    "https://drive.google.com/open?id=../../x": NO_FILE,
    "https://drive.google.com/open?id=": NOT_ONE,
    "https://drive.google.com/open": NOT_ONE,
    f"https://drive.google.com/open?id={ID}&id={ID}": NOT_ONE,
    f"{FILE}/view?id={ID}": NOT_ONE,
    "https://drive.google.com/open?id=" + "a" * 101: NOT_ONE,
    "https://drive.google.com/open?id=" + "a" * 10_000: LONG,
    "a" * 10_000: LONG,
    "my cat": NO_LINK,
    "../../etc/passwd": NO_LINK,
    f"{ID}\0": NO_LINK,
    "<img src=x onerror=alert(1)>": NO_LINK,
    "https://drive.google.com/": NO_FILE,
}  # fmt: skip


@pytest.mark.parametrize("link", ACCEPTED)
def test_file_id_accepted(link: str) -> None:
    """Every form in which Drive hands out a file's link gives the file's id, and so does the id alone."""
    assert file_id(link) == ID


@pytest.mark.hostile
@pytest.mark.parametrize("link", REFUSED)
def test_file_id_refused(link: str) -> None:
    """Whatever else is refused in one sentence that says why, and repeats nothing of the link."""
    with pytest.raises(LinkError) as refusal:
        file_id(link)
    sentence = str(refusal.value)
    assert REFUSED[link] in sentence
    assert sentence.endswith(".") and sentence.count(". ") == 0 and len(sentence) < 200
    for part in ("evil", "169", "passwd", "onerror", ID):
        assert part not in sentence


@pytest.mark.hostile
@given(st.text(max_size=300) | st.from_regex(r"https://drive\.google\.com/[ -~]{0,80}", fullmatch=True))
def test_file_id_of_anything(link: str) -> None:
    """Any text either gives an id that can stand in an address, or is refused."""
    try:
        found = file_id(link)
    except LinkError:
        return
    assert found.isascii() and 15 <= len(found) <= 100 and found.replace("-", "").replace("_", "").isalnum()


HERE = f"https://drive.google.com/uc?export=download&id={ID}"


@pytest.mark.parametrize(
    ("location", "address"),
    [
        ("https://drive.usercontent.google.com/download?id=x", "https://drive.usercontent.google.com/download?id=x"),
        ("/uc?id=x&confirm=t", "https://drive.google.com/uc?id=x&confirm=t"),
        ("uc?id=y#part", "https://drive.google.com/uc?id=y"),
    ],
)
def test_next_address_followed(location: str, address: str) -> None:
    """A redirect to Drive's own hosts is followed, also a relative one, without its fragment."""
    assert next_address(HERE, location) == address


@pytest.mark.hostile
@pytest.mark.parametrize(
    "location",
    [
        "",
        "http://drive.google.com/uc?id=x",
        "https://evil.example/x",
        "//evil.example/x",
        "https://drive.google.com@evil.example/x",
        "https://drive.google.com:444/x",
        "https://DRIVE.google.com/x",
        "https://evil@drive.google.com/x",
        "https:\\\\evil.example/x",
        "https://169.254.169.254/x",
        "https://[::1/x",
        "https://localhost/x",
        "file:///etc/passwd",
        "/uc?id=x\r\nHost: evil.example",
        "/uc?id=ü",
        "/" + "x" * 5_000,
    ],
)
def test_next_address_refused(location: str) -> None:
    """A redirect to anywhere else is not followed."""
    with pytest.raises(LinkError, match="not its own"):
        next_address(HERE, location)


@pytest.mark.hostile
def test_next_address_sign_in() -> None:
    """A redirect to the sign-in page means that the file is private."""
    assert "accounts.google.com" not in HOSTS
    with pytest.raises(LinkError, match="private"):
        next_address(HERE, "https://accounts.google.com/ServiceLogin?continue=https://drive.google.com/uc")
