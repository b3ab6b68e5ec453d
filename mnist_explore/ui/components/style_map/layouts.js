// Layouts: which there are, which one is shown, and the way of the points from one to another.
const BY_PIXELS = "pixels"
// The layout that a visitor has had made, of which neither an address nor the server's table knows places.
const MADE = "yours"
const UNSELECTABLE = "Nothing can be selected on this layout, which no link could lead to."
// So long the layout that a page opens with is waited for, before it is asked for.
const AWAITED_MS = 600

const entryOf = (known, name) => known.data.layouts.find(one => one.name === name)
const heldOf = (known, name) => known.map.layouts.get(entryOf(known, name)?.key)
const shownEntry = known => known.data.layouts.find(one => one.key === known.layout) ?? known.data.layouts[0]

// The layout that a text asks for, where there is such a one now; else the one that is shown first.
const orFirst = (known, name) => (entryOf(known, name) ? name : known.data.layout)

const regionText = (on, areas) => (areas.length && on !== BY_PIXELS ? `${on}.` : "") + toText(areas)

function regionFrom(text) {
  const at = text.indexOf(".")
  return at < 0 ? { on: BY_PIXELS, areas: fromText(text) } : { on: text.slice(0, at), areas: fromText(text.slice(at + 1)) }
}

// The digits in the areas drawn, wherever they lie on the layout shown; null where none are drawn.
function enclosed(known) {
  if (!known.areas.length) return null
  const ground = heldOf(known, known.on)
  if (!ground) {
    if (entryOf(known, known.on)) ask(known, { layouts: [entryOf(known, known.on).key] })
    return null
  }
  const found = inside(known.areas, ground.x, ground.y)
  if (ground.members) for (let i = 0; i < found.length; i++) found[i] &= ground.members[i]
  return found
}

// What can be chosen, and how the layout shown was made.
function listed(known) {
  const { layouts } = known.data
  known.laidBy.hidden = layouts.length < 2
  known.laidBy.replaceChildren(...layouts.map(({ name, title }) => Object.assign(made("option", "", title), { value: name })))
  known.laidBy.value = known.asked
  const shown = entryOf(known, known.asked)
  // A selection is a part of the link, and the next visitor has no such layout.
  for (const tool of ["lasso", "box"]) {
    if (known.asked === MADE && known.tool === tool) arm(known, tool)
    known.tools[tool].disabled = known.asked === MADE
  }
  known.about.textContent = shown.about
  known.stage.dataset.figure = `${shown.title}, coloured by ${titleOfColumn(known, known.colour).toLowerCase()}. ${shown.about}`
}

const titleOfColumn = (known, name) => known.data.columns.find(one => one.name === name)?.title ?? name

// Where a digit is drawn now, on its way or not.
function placeOf(known, i) {
  const [a, b, way] = [known.from, laid(known), known.eased ?? 1]
  return [a.x[i] + (b.x[i] - a.x[i]) * way, a.y[i] + (b.y[i] - a.y[i]) * way]
}

const hasPlace = (known, i) => laid(known).members?.[i] !== 0

// A digit that the layout before leaves out appears where it belongs.
function beginning(before, after) {
  if (!before?.members) return before ?? after
  const [x, y] = [after.x.slice(), after.y.slice()]
  for (let i = 0; i < x.length; i++) if (before.members[i]) [x[i], y[i]] = [before.x[i], before.y[i]]
  return { x, y }
}

function settleGlide(known) {
  known.from = laid(known)
  known.glide = 1
  if (known.painter) setPlaces(known.painter, known.from, known.from)
}

// The points go to their places on another layout, and the view with them; where it is not here yet, it is fetched.
function glideTo(known, name) {
  const { key } = entryOf(known, name)
  listed(known)
  if (!known.map.layouts.has(key)) return ask(known, { layouts: [key] })
  const before = laid(known)
  known.layout = key
  gather(known)
  known.over = -1
  known.card.hidden = true
  clearTimeout(known.addressing)
  const home = fitted(known)
  const moves = known.painter && before && before !== laid(known)
    && !matchMedia("(prefers-reduced-motion: reduce)").matches
  known.from = moves ? beginning(before, laid(known)) : laid(known)
  known.glide = moves ? 0 : 1
  known.glideStart = 0
  known.way = moves ? { from: known.camera, to: home } : null
  if (!moves) known.camera = home
  if (known.painter) setPlaces(known.painter, known.from, laid(known))
  paint(known)
  outlined(known)
  legend(known)
  if (!moves) remember(known)
}

// One step on the way: how far the points are, and the view with them.
function glided(known) {
  // The first frame begins the way, however long what came before it took.
  known.glideStart ||= performance.now()
  if (known.glide < 1) known.glide = Math.min(1, (performance.now() - known.glideStart) / GLIDE_MS)
  known.eased = known.glide * known.glide * (3 - 2 * known.glide)
  if (known.way) {
    const { from, to } = known.way
    const between = (a, b) => a + (b - a) * known.eased
    known.camera = {
      x: between(from.x, to.x), y: between(from.y, to.y), scale: Math.exp(between(Math.log(from.scale), Math.log(to.scale))),
    }
  }
  if (known.glide < 1) return redraw(known)
  if (known.from !== laid(known)) settleGlide(known)
  if (known.way) {
    known.camera = known.way.to
    known.way = null
    remember(known)
  }
}

function relay(known, name) {
  known.asked = name
  toAddress(known, { map_layout: name === known.data.layout ? "" : name })
  glideTo(known, name)
  say(known, entryOf(known, name).title)
}

// Layouts were added or taken away: a new one is shown, in the place of one that is gone the first.
function relisted(known, before) {
  const made = entryOf(known, MADE)
  if (made && !before.some(one => one.key === made.key)) return relay(known, MADE)
  known.asked = orFirst(known, known.asked)
  if (known.asked !== shownEntry(known).name) glideTo(known, known.asked)
  listed(known)
}

// Another class, or all: it has other layouts, and areas on those of the class before are no more.
function turned(known) {
  known.asked = orFirst(known, known.now[OWN.indexOf("map_layout")])
  if (known.on !== BY_PIXELS && known.on !== "features") known.areas = []
  if (!heldOf(known, known.asked)) glideTo(known, BY_PIXELS)
  glideTo(known, known.asked)
  changed(known)
}
