// What is done with a sheet: arrow keys walk, Enter or a tap picks, Shift or a drag selects several.
const sheets = new WeakMap()
// A mouse that moves less than this between press and release has clicked.
const DRAG_PX = 6
// Taps that follow each other so closely are sent together.
const PATIENCE_MS = 350
// A card opens in a moment, or not at all.
const LONGEST_MS = 10000
const CARD = '[data-testid="stDialog"]'

// The button above or below another: in the next line that has any, the one nearest sideways.
function beside(buttons, here, step) {
  const from = buttons[here]
  let best = -1
  for (let place = here + step; place >= 0 && place < buttons.length; place += step) {
    const one = buttons[place]
    if (one.offsetTop === from.offsetTop) continue
    if (best >= 0 && one.offsetTop !== buttons[best].offsetTop) break
    const nearer = best < 0 || Math.abs(one.offsetLeft - from.offsetLeft) < Math.abs(buttons[best].offsetLeft - from.offsetLeft)
    if (nearer) best = place
  }
  return best
}

function next(known, here, key) {
  const { buttons } = known
  const inRows = !known.data.places
  switch (key) {
    case "ArrowRight": return here + 1
    case "ArrowLeft": return here - 1
    case "ArrowDown": return inRows ? beside(buttons, here, 1) : here + 1
    case "ArrowUp": return inRows ? beside(buttons, here, -1) : here - 1
    case "Home": return 0
    case "End": return buttons.length - 1
  }
  return -1
}

function walk(known, event) {
  const { buttons } = known
  const here = buttons.indexOf(event.target.closest(".cell"))
  if (event.key === "Escape" && known.selected.size) {
    select(known, [])
    send(known, 0)
    return
  }
  const there = here < 0 ? -1 : next(known, here, event.key)
  if (!buttons[there]) return
  event.preventDefault()
  focus(known, there)
  if (event.shiftKey && known.data.selectable) {
    known.anchor ??= here
    select(known, between(known, known.anchor, there))
    known.extended = true
  } else known.anchor = there
}

function focus(known, place) {
  for (const one of known.buttons) if (one.tabIndex === 0) one.tabIndex = -1
  known.buttons[place].tabIndex = 0
  known.buttons[place].focus({ preventScroll: false })
}

function between(known, one, other) {
  return known.ids.slice(Math.min(one, other), Math.max(one, other) + 1)
}

function select(known, ids) {
  known.selected = new Set(ids)
  show(known)
}

function mark(known, id) {
  known.buttons.forEach((button, place) => {
    if (known.ids[place] === id) button.setAttribute("aria-current", "true")
    else button.removeAttribute("aria-current")
  })
}

function show(known) {
  if (!known.data.selectable) return
  known.buttons.forEach((button, place) => {
    button.setAttribute("aria-pressed", known.selected.has(known.ids[place]))
  })
}

// While something is on its way to the server, what comes back is older than what is shown.
function send(known, wait) {
  clearTimeout(known.timer)
  known.waiting = true
  known.timer = setTimeout(() => {
    known.waiting = false
    known.tell("select", known.ids.filter(id => known.selected.has(id)))
  }, wait)
}

function click(known, event) {
  const place = known.buttons.indexOf(event.target.closest("button.cell"))
  if (known.dragged || place < 0) {
    known.dragged = false
    return
  }
  const id = known.ids[place]
  if (known.data.selectable && event.shiftKey) {
    select(known, between(known, known.anchor ?? place, place))
    send(known, 0)
  } else if (known.data.selectable && (event.ctrlKey || event.metaKey || known.data.byTap)) {
    known.anchor = place
    select(known, known.selected.has(id) ? [...known.selected].filter(one => one !== id) : [...known.selected, id])
    send(known, PATIENCE_MS)
  } else {
    known.anchor = place
    comeBack(known, place)
    known.tell("pick", id)
  }
}

// The card that a pick opens takes the focus, and its frame cannot give it back into a shadow tree: when the card has
// been closed, the digit that opened it is in focus again.
function comeBack(known, place) {
  let opened = false
  const watch = new MutationObserver(() => {
    if (document.querySelector(CARD)) opened = true
    else if (opened) {
      watch.disconnect()
      setTimeout(() => known.grid.isConnected && document.activeElement === document.body && focus(known, place))
    }
  })
  watch.observe(document.body, { childList: true, subtree: true })
  setTimeout(() => opened || watch.disconnect(), LONGEST_MS)
}

// A card's frame keeps the focus inside and walks elements, but not into shadow trees: there the sheet's own element
// stands in for its digits.
function standIn(root) {
  const { host } = root.getRootNode()
  if (!host.closest(CARD)) return
  host.tabIndex = 0
  host.onfocus = event => {
    if (event.composedPath()[0] === host) sheets.get(root)?.buttons.find(one => one.tabIndex === 0)?.focus()
  }
}

// A mouse drags a frame over digits; a finger scrolls, and taps.
function press(known, event) {
  known.dragged = false
  if (!known.data.selectable || event.pointerType !== "mouse" || event.button !== 0 || event.shiftKey) return
  known.from = [event.clientX, event.clientY]
}

function drag(known, event) {
  if (!known.from) return
  const [x, y] = known.from
  if (!known.frame) {
    if (Math.hypot(event.clientX - x, event.clientY - y) < DRAG_PX) return
    known.frame = said("div", "frame", "")
    known.grid.append(known.frame)
    known.grid.setPointerCapture(event.pointerId)
  }
  const base = known.grid.getBoundingClientRect()
  const box = {
    left: Math.min(x, event.clientX), right: Math.max(x, event.clientX),
    top: Math.min(y, event.clientY), bottom: Math.max(y, event.clientY),
  }
  Object.assign(known.frame.style, {
    left: `${box.left - base.left}px`, top: `${box.top - base.top}px`,
    width: `${box.right - box.left}px`, height: `${box.bottom - box.top}px`,
  })
  select(known, known.ids.filter((_, place) => {
    const own = known.buttons[place].getBoundingClientRect()
    return own.left < box.right && own.right > box.left && own.top < box.bottom && own.bottom > box.top
  }))
}

function release(known) {
  if (known.frame) {
    known.frame.remove()
    known.frame = null
    known.dragged = true
    send(known, 0)
  }
  known.from = null
}

function listen(known) {
  const { grid } = known
  grid.addEventListener("keydown", event => walk(known, event))
  grid.addEventListener("keyup", event => {
    if (event.key !== "Shift" || !known.extended) return
    known.extended = false
    send(known, 0)
  })
  grid.addEventListener("click", event => known.data.pickable && click(known, event))
  grid.addEventListener("pointerdown", event => press(known, event))
  grid.addEventListener("pointermove", event => drag(known, event))
  grid.addEventListener("pointerup", () => release(known))
  grid.addEventListener("pointercancel", () => release(known))
}

function drawSheet(component, style) {
  const { parentElement, data, setStateValue } = component
  const root = parentElement.querySelector(".root")
  const tree = root.getRootNode()
  if (!tree.adoptedStyleSheets.includes(style)) tree.adoptedStyleSheets.push(style)
  let known = sheets.get(root)
  if (!known || known.version !== data.version) {
    known?.watch?.disconnect()
    clearTimeout(known?.timer)
    if (known) URL.revokeObjectURL(known.sprite)
    known = { version: data.version, data, selected: new Set(), ...build(root, data) }
    known.watch = data.columns === null || data.places ? null : new ResizeObserver(() => lay(known.grid, known.data))
    known.watch?.observe(root)
    if (data.columns !== null && !data.places) lay(known.grid, data)
    listen(known)
    sheets.set(root, known)
  }
  known.data = data
  mark(known, data.marked)
  if (known.buttons.length) standIn(root)
  // As state, which comes with every later message too: a trigger is lost with a run that the next click overtakes.
  known.tell = (name, what) => setStateValue(name, { what, visit: data.visit, time: Date.now() })
  if (data.selectable && !known.waiting) select(known, data.selected)
  return () => {
    // The page was left; the same sheet may be drawn again, which then asks for a new address.
    known.watch?.disconnect()
    URL.revokeObjectURL(known.sprite)
    sheets.delete(root)
  }
}
