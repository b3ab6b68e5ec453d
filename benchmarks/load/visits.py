"""What visitors do: they look at pages, use what stands on them, pick digits, select, draw and send pictures."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Callable
from functools import cache
from pathlib import Path

from benchmarks.load.browser import Browser, Control, Run
from benchmarks.visitors import scan
from mnist_explore.atlas.groups.regions import box, region_text
from mnist_explore.ui.inputs.strokes import PENS_UNITS

PAGES = sorted(path.stem for path in (Path(__file__).parent.parent.parent / "pages").glob("*.py"))

USES = 3
"""Of a page, before the visitor goes on to the next."""

STROKES = 3
"""Of a drawing: the page answers after each."""

NEVER = ("takeaway", "map_anew", "retry", "build", "sidebar_choice")
"""What begins the keys of controls that these visits leave alone: files to take away, and minutes of work for one."""

Steps = AsyncIterator[tuple[str, Run]]
Visit = Callable[[Browser, random.Random], Steps]


async def tour(browser: Browser, chance: random.Random, *, uses: int = USES) -> Steps:
    """Walk once through all pages in any order, after the overview, and yield every step's kind and run."""
    yield "open", await browser.go("")
    async for step in _look_around(browser, chance, uses=uses):
        yield step
    for page in chance.sample(PAGES, len(PAGES)):
        yield "page", await browser.go(page, browser.links.get(page, ""))
        if page == "yours":
            async for step in give_pictures(browser, chance):
                yield step
        if page == "map":
            yield "select", await select_on_map(browser, chance)
        async for step in _look_around(browser, chance, uses=uses):
            yield step


async def empty_tour(browser: Browser, chance: random.Random) -> Steps:
    """Take as many steps through empty pages as :func:`tour` takes through ours."""
    yield "open", await browser.go("")
    for page in chance.sample(PAGES, len(PAGES)):
        yield "page", await browser.go(page)
        for _ in range(USES + 1):
            yield "change", await browser.again()


async def _look_around(browser: Browser, chance: random.Random, *, uses: int) -> Steps:
    """Use some of what stands on a page, and close the card of a digit that was picked."""
    for _ in range(uses):
        control = _any_control(browser, chance)
        if control is None:
            yield "again", await browser.again()
            continue
        yield _kind_of(control), await _use(browser, control, chance)
        for card in [found for found in browser.controls.values() if found.kind == "dialog"]:
            yield "close", await browser.press(card)


def _any_control(browser: Browser, chance: random.Random) -> Control | None:
    """Return something that can be used, each kind as likely as the others; None where there is nothing."""
    by_kind: dict[str, list[Control]] = {}
    for key, control in browser.controls.items():
        if not key.startswith(NEVER) and _values(control):
            by_kind.setdefault(control.kind, []).append(control)
    return chance.choice(by_kind[chance.choice(sorted(by_kind))]) if by_kind else None


def _kind_of(control: Control) -> str:
    """Return what using a control is called in the table of steps."""
    return {"bidi_component": "pick", "tab_container": "view"}.get(control.kind, "change")


def _values(control: Control) -> list[object]:
    """Return what a control can be given; nothing for what is not used here."""
    proto = control.proto
    if control.kind == "button_group":
        return [option.content for option in proto.options if option.content]
    if control.kind == "selectbox":
        return list(proto.options)
    if control.kind == "tab_container":
        return list(control.labels)
    if control.kind == "pagination":
        return list(range(1, proto.num_pages + 1))
    if control.kind == "bidi_component":
        data = control.data()
        return [one for one in data.get("ids", []) if one >= 0] if data.get("pickable") else []
    return [True] if control.kind == "button" and not proto.disabled else []


async def _use(browser: Browser, control: Control, chance: random.Random) -> Run:
    """Give a control one of its values."""
    value = chance.choice(_values(control))
    if control.kind == "button":
        return await browser.press(control)
    if control.kind == "bidi_component":
        return await browser.tell(control, "pick", value)
    if control.kind == "button_group":
        return await browser.use(control, "string_array_value", [value])
    return await browser.use(control, "int_value" if control.kind == "pagination" else "string_value", value)


async def select_on_map(browser: Browser, chance: random.Random) -> Run:
    """Draw a box around some of the map."""
    x, y = chance.uniform(-60, 40), chance.uniform(-60, 40)
    region = region_text("pixels", [box(x, y, x + 20, y + 20)])
    return await browser.tell(browser.controls["map_chart"], "done", {"address": {"map_region": region}})


async def give_pictures(browser: Browser, chance: random.Random) -> Steps:
    """Draw a digit stroke by stroke, then send a photograph of another."""
    door = browser.controls["yours_door"]
    yield "change", await browser.use(door, "string_array_value", ["Draw"])
    for strokes in range(1, STROKES + 1):
        yield "draw", await draw(browser, chance, strokes)
    yield "change", await browser.use(browser.controls["yours_door"], "string_array_value", ["Upload"])
    uploader = browser.controls["yours_upload"]
    yield "upload", await browser.upload(uploader, "seven.jpg", photograph())


async def draw(browser: Browser, chance: random.Random, strokes: int) -> Run:
    """Send a drawing of so many strokes, as the box does after each."""
    drawn = []
    for _ in range(strokes):
        points = " ".join(f"{chance.randrange(250, 750)} {chance.randrange(200, 800)}" for _ in range(8))
        drawn.append(f"{PENS_UNITS['medium']} {points}")
    text = f"{chance.randrange(16**8):08x}-{strokes}|{';'.join(drawn)}"
    return await browser.use(browser.controls["yours_drawing"], "json_value", f'{{"drawing": "{text}"}}')


@cache
def photograph() -> bytes:
    """Return a JPEG file of 1 megapixel: a seven on grainy paper."""
    return scan(width=1200, height=900)
