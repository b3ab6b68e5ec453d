// Mouse, finger and keyboard.
const REACH_PX = 14
const CLICK_PX = 5
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const ARROW_PX = 60

const spotOf = (known, event) => {
  const box = known.canvas.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}
const inUnits = (known, spot) => placeAt(known, spot).map(value => value / PLACES)

// The picture under the pointer, else the nearest dot within reach.
function under(known, spot) {
  if (!known.find) return -1
  const [px, py] = placeAt(known, spot)
  const { x, y } = laid(known)
  const half = sizeAt(zoomOf(known)) / 2 / known.camera.scale
  const over = (known.drawnPictures ?? []).find(i => Math.abs(x[i] - px) <= half && Math.abs(y[i] - py) <= half)
  return over ?? known.find(px, py, REACH_PX / known.camera.scale)
}

function arm(known, tool) {
  if (known.tools[tool].disabled && known.tool !== tool) return hint(known, UNSELECTABLE)
  known.tool = known.tool === tool ? null : tool
  for (const name of ["lasso", "box"]) known.tools[name].setAttribute("aria-pressed", `${known.tool === name}`)
  // A finger that draws must not scroll the page.
  known.canvas.style.touchAction = known.tool ? "none" : "pan-x pan-y"
  known.canvas.style.cursor = known.tool ? "crosshair" : ""
  known.stroke = null
  overlay(known)
}

function press(known, event) {
  if (event.button !== 0 || known.fingers > 1 || !known.colours) return
  const spot = spotOf(known, event)
  known.keyed = false
  known.press = { spot, last: spot, moved: false }
  if (known.tool) known.stroke = [inUnits(known, spot)]
  if (event.pointerType === "mouse" || known.tool) known.canvas.setPointerCapture(event.pointerId)
}

function move(known, event) {
  const spot = spotOf(known, event)
  if (!known.press) {
    if (event.pointerType === "mouse" && known.colours) hover(known, spot)
    return
  }
  const { press: pressed } = known
  if (Math.hypot(spot[0] - pressed.spot[0], spot[1] - pressed.spot[1]) > CLICK_PX) pressed.moved = true
  if (!pressed.moved) return
  if (known.tool) {
    const here = inUnits(known, spot)
    const [x0, y0] = known.stroke[0]
    if (known.tool === "box") known.stroke = [[x0, y0], [here[0], y0], here, [x0, here[1]]]
    else known.stroke.push(here)
    overlay(known)
  } else if (event.pointerType === "mouse") {
    const { camera } = known
    look(known, {
      x: camera.x - (spot[0] - pressed.last[0]) / camera.scale,
      y: camera.y + (spot[1] - pressed.last[1]) / camera.scale,
      scale: camera.scale,
    })
    known.canvas.style.cursor = "grabbing"
  }
  pressed.last = spot
}

function release(known, event) {
  const pressed = known.press
  known.press = null
  if (!pressed) return
  known.canvas.style.cursor = known.tool ? "crosshair" : ""
  if (known.tool && known.stroke && pressed.moved) return enclose(known)
  known.stroke = null
  if (!pressed.moved && event.type === "pointerup") openCard(known, under(known, spotOf(known, event)))
}

function openCard(known, i) {
  if (i >= 0) tell(known, { digit: i })
}

function hover(known, spot) {
  const i = under(known, spot)
  if (i !== known.over) showCard(known, i)
}

// What was drawn becomes an area beside those that stand; thinned first by less than a pixel, then until it fits.
function enclose(known) {
  const drawn = known.stroke
  known.stroke = null
  let least = 0.7 / known.camera.scale / PLACES
  for (;;) {
    const area = settled(known.tool === "box" ? drawn : thinned([...drawn, drawn[0]], least))
    if (!area) {
      overlay(known)
      return
    }
    // Areas of one selection lie on one layout: what was drawn on another gives way.
    const on = shownEntry(known).name
    const areas = [...(known.on === on ? known.areas : []), area]
    if (regionText(on, areas).length <= MOST_TEXT) return select(known, areas, on)
    if (known.tool === "box" || least > 50) {
      overlay(known)
      return hint(known, "These are as many areas as a link can hold.")
    }
    least *= 1.5
  }
}

function wheel(known, event) {
  const asked = event.ctrlKey || event.metaKey || known.canvas.getRootNode().activeElement === known.canvas
  if (!asked) return hint(known, "Click the map, or hold Ctrl, to zoom with the wheel")
  const factor = Math.exp(-Math.max(-120, Math.min(120, event.deltaY * (event.deltaMode ? 33 : 1))) * 0.003)
  const zoom = zoomOf(known)
  // At either end the wheel scrolls the page again.
  if (!event.ctrlKey && ((factor < 1 && zoom <= FARTHEST_OUT * 1.001) || (factor > 1 && zoom >= NEAREST * 0.999))) return
  event.preventDefault()
  zoomBy(known, factor, spotOf(known, event))
}

// Two fingers pan and zoom; one scrolls the page, or draws.
function touch(known, event) {
  known.fingers = event.touches.length
  if (event.touches.length !== 2) {
    known.pinch = null
    return
  }
  event.preventDefault()
  known.press = null
  known.stroke = null
  const [a, b] = [...event.touches].map(one => spotOf(known, one))
  const now = { spot: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], apart: Math.hypot(a[0] - b[0], a[1] - b[1]) }
  const before = known.pinch
  known.pinch = now
  if (!before) return
  look(known, {
    x: known.camera.x - (now.spot[0] - before.spot[0]) / known.camera.scale,
    y: known.camera.y + (now.spot[1] - before.spot[1]) / known.camera.scale,
    scale: known.camera.scale,
  })
  zoomBy(known, now.apart / before.apart, now.spot)
}

function key(known, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !known.colours) return
  const middle = [known.width / 2, known.height / 2]
  const arrow = ARROWS[event.key]
  if (arrow) {
    const step = (event.shiftKey ? 4 : 1) * ARROW_PX / known.camera.scale
    look(known, { ...known.camera, x: known.camera.x + arrow[0] * step, y: known.camera.y + arrow[1] * step })
  } else if (event.key === "+" || event.key === "=") zoomBy(known, 1.4)
  else if (event.key === "-") zoomBy(known, 1 / 1.4)
  else if (event.key === "0") look(known, fitted(known))
  else if (event.key === "l" || event.key === "L") keyTool(known, "lasso")
  else if (event.key === "b" || event.key === "B") keyTool(known, "box")
  else if (event.key === "Enter") enter(known, middle)
  else if (event.key === "Escape") {
    if (known.tool) arm(known, known.tool)
    known.anchor = null
    select(known, [])
  } else return
  event.preventDefault()
  known.keyed = true
  if (known.tool === "box" && known.anchor) boxTo(known, middle)
  if (!known.tool) aim(known, middle)
  overlay(known)
}

// The digit that Enter would open has the ring, and is named.
function aim(known, middle) {
  const i = under(known, middle)
  if (i === known.over) return
  showCard(known, i)
  const column = known.map.columns.get("digit")
  if (i >= 0 && column) say(known, `A ${column.bins[column.bin[i]].name}`)
}

function keyTool(known, tool) {
  const closing = known.tool === "lasso" && tool === "lasso" && known.stroke?.length > 2
  if (closing) return enclose(known)
  arm(known, tool)
  known.anchor = null
  if (known.tool) say(known, tool === "box" ? "Box: Enter sets one corner, arrows move, Enter the other"
    : "Lasso: Enter sets corners, arrows move, L closes the loop")
}

function enter(known, middle) {
  if (!known.tool) return openCard(known, under(known, middle))
  const here = inUnits(known, middle)
  if (known.tool === "lasso") {
    known.stroke = [...(known.stroke ?? []), here]
  } else if (!known.anchor) {
    known.anchor = here
  } else {
    boxTo(known, middle)
    known.anchor = null
    enclose(known)
  }
}

function boxTo(known, middle) {
  const [[x0, y0], [x1, y1]] = [known.anchor, inUnits(known, middle)]
  known.stroke = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]
}

function listen(known) {
  const { canvas } = known
  canvas.addEventListener("pointerdown", event => press(known, event))
  canvas.addEventListener("pointermove", event => move(known, event))
  canvas.addEventListener("pointerup", event => release(known, event))
  canvas.addEventListener("pointercancel", event => release(known, event))
  canvas.addEventListener("pointerleave", () => known.press || known.keyed || showCard(known, -1))
  canvas.addEventListener("wheel", event => wheel(known, event), { passive: false })
  for (const kind of ["touchstart", "touchmove", "touchend", "touchcancel"]) {
    canvas.addEventListener(kind, event => touch(known, event), { passive: false })
  }
  canvas.addEventListener("keydown", event => key(known, event))
  canvas.addEventListener("blur", () => { known.keyed = false; overlay(known) })
  canvas.addEventListener("webglcontextlost", event => event.preventDefault())
  canvas.addEventListener("webglcontextrestored", () => restored(known))
}
