// What is seen: the camera, which digits are shown, their colours, and one frame.
const FARTHEST_OUT = 0.8
const NEAREST = 48
// From this zoom on digits are pictures, few of them earlier: where all could have twice the room of their pictures.
// Their sizes grow in steps, so that they stay sharp in between.
const PICTURES_FROM = 4
const ROOM = 2
const SIZES = [[10, 28], [20, 42], [36, 56], [Infinity, 84]]
const GAP_PX = 2
const DOT_OPACITY = 0.72
const DOT_OPACITY_CLOSE = 0.3
const DIMMED = 26
// Square pixels that a dot has to itself, above which dots grow.
const A_DOT = 60
const GLIDE_MS = 900
// A request that was lost with a run of the page is made again.
const LOST_MS = 4000
const A_SHEET = 256

const zoomOf = known => known.camera.scale / known.fit
const sizeAt = zoom => SIZES.find(([upTo]) => zoom < upTo)[1]
const rgb = text => [1, 3, 5].map(at => parseInt(text.slice(at, at + 2), 16))

function laid(known) {
  return known.map.layouts.get(known.layout)
}

// Where all digits of a layout are just in view.
function fitted(known) {
  const { x, y } = laid(known)
  const among = known.among
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity]
  for (let i = 0; i < x.length; i++) {
    if (!among[i]) continue
    left = Math.min(left, x[i])
    right = Math.max(right, x[i])
    low = Math.min(low, y[i])
    high = Math.max(high, y[i])
  }
  if (left > right) [left, right, low, high] = [-1, 1, -1, 1]
  const fit = 0.94 * Math.min(known.width / Math.max(1, right - left), known.height / Math.max(1, high - low))
  known.fit = fit
  return { x: (left + right) / 2, y: (low + high) / 2, scale: fit }
}

// Digits of the layout and of the class chosen in the sidebar.
function gather(known) {
  const { members } = laid(known)
  const { labels } = known.map
  known.among = labels.map((label, i) => ((members ? members[i] : 1) && (known.only ?? label) === label ? 1 : 0))
}

function passes(known, but) {
  const found = known.among.slice()
  for (const [name, hidden] of known.hidden) {
    const column = known.map.columns.get(name)
    if (!column || name === but) continue
    for (let i = 0; i < found.length; i++) if (hidden.has(column.bin[i])) found[i] = 0
  }
  return found
}

function rampOf(stops) {
  const ends = stops.map(rgb)
  return Array.from({ length: 256 }, (_, step) => {
    const at = (step / 255) * (ends.length - 1)
    const low = Math.min(ends.length - 2, Math.floor(at))
    return ends[low].map((value, part) => Math.round(value + (ends[low + 1][part] - value) * (at - low)))
  })
}

// The colour of every digit, and the order they are drawn in: dimmed ones below, the rarest kinds on top.
function paint(known) {
  const column = known.map.columns.get(known.colour)
  if (!column || !known.among) return
  const hidden = known.hidden.get(known.colour) ?? new Set()
  const others = passes(known, known.colour)
  const { bin, values } = column
  const count = bin.length
  const kinds = column.bins.length
  known.shown = others.map((one, i) => (one && !hidden.has(bin[i]) ? 1 : 0))
  const { x, y } = laid(known)
  known.selected = enclosed(known)
  known.totals = new Uint32Array(kinds)
  known.chosen = new Uint32Array(kinds)
  for (let i = 0; i < count; i++) {
    known.totals[bin[i]] += others[i]
    if (known.shown[i] && (!known.selected || known.selected[i])) known.chosen[bin[i]] += 1
  }
  const colours = new Uint8Array(4 * count)
  const ramp = column.ramp ? rampOf(column.ramp) : null
  const plain = column.bins.map(one => rgb(one.colour))
  for (let i = 0; i < count; i++) {
    const measured = ramp && values[i] !== column.missing
    const share = measured ? (values[i] - column.low) / (column.high - column.low) : 0
    const own = measured ? ramp[Math.min(255, Math.max(0, Math.round(255 * share)))] : plain[bin[i]]
    colours[4 * i] = own[0]
    colours[4 * i + 1] = own[1]
    colours[4 * i + 2] = own[2]
    colours[4 * i + 3] = known.selected && !known.selected[i] ? DIMMED : 255
  }
  known.colours = colours
  known.order = drawn(known, bin, kinds)
  known.find = squares(known.order, x, y)
  if (!known.painter) return still(known)
  setColours(known.painter, colours, known.order)
  redraw(known)
}

// Counting sort: by kind, the largest first, what is not selected before all.
function drawn(known, bin, kinds) {
  const rank = new Uint32Array(kinds)
  const bySize = [...known.totals.keys()].sort((a, b) => known.totals[b] - known.totals[a])
  bySize.forEach((kind, place) => { rank[kind] = place })
  const starts = new Uint32Array(2 * kinds + 1)
  const place = i => rank[bin[i]] + (known.selected && known.selected[i] ? kinds : 0)
  let count = 0
  for (let i = 0; i < bin.length; i++) if (known.shown[i]) { starts[place(i) + 1]++; count++ }
  for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1]
  const order = new Uint32Array(count)
  for (let i = 0; i < bin.length; i++) if (known.shown[i]) order[starts[place(i)]++] = i
  return order
}

// Digits in view that have room for their pictures at this zoom.
function pictured(known) {
  const zoom = zoomOf(known)
  const area = ROOM * known.order.length * (SIZES[0][1] + GAP_PX) ** 2
  const roomy = Math.max(1, Math.sqrt(area / (known.width * known.height)))
  if (zoom < Math.min(PICTURES_FROM, roomy) * 0.999 || known.glide < 1) return []
  const { x, y } = laid(known)
  // They depend on what is shown alone, so that colouring and selecting leave every picture where it is.
  const asked = [known.layout, known.only, hiddenText(known), known.order.length].join()
  if (known.leveled !== asked) {
    known.leveled = asked
    const all = known.order.slice().sort()
    known.level = levels(all, x, y)
    known.byLevel = [...all.filter(i => known.level[i] !== NEVER)].sort((a, b) => known.level[a] - known.level[b])
  }
  const { camera } = known
  const size = sizeAt(zoom)
  const most = Math.floor(STEPS_AN_OCTAVE * Math.log2((WIDEST * camera.scale) / (size + GAP_PX)))
  const reachX = (known.width / 2 + size / 2) / camera.scale
  const reachY = (known.height / 2 + size / 2) / camera.scale
  const found = []
  for (const i of known.byLevel) {
    if (known.level[i] > most) break
    if (Math.abs(x[i] - camera.x) <= reachX && Math.abs(y[i] - camera.y) <= reachY) found.push(i)
  }
  return found
}

function redraw(known) {
  if (known.frame || known.gone) return
  known.frame = requestAnimationFrame(() => {
    known.frame = 0
    draw(known)
  })
}

function draw(known) {
  if (!known.colours || !known.painter || known.painter.gl.isContextLost() || !known.width) return
  glided(known)
  const { camera, canvas, density } = known
  const view = { ...camera, scale: camera.scale * density, width: canvas.width, height: canvas.height, glide: known.eased }
  const zoom = zoomOf(known)
  const pictures = pictured(known)
  const held = pictures.filter(i => known.map.cells.has(i))
  known.missing = pictures.length > held.length ? pictures.filter(i => !known.map.cells.has(i)) : []
  known.drawnPictures = held
  // As large that islands look filled, and single digits in them can still be told apart.
  const base = Math.max(1.3, 2.3 * Math.min(1.2, Math.sqrt(Math.min(known.width, known.height) / 700)))
  const few = Math.min(2, Math.max(1, (known.width * known.height / (A_DOT * known.order.length + 1)) ** 0.4))
  const dot = Math.min(6, few * base * Math.max(1, zoom) ** 0.4) * density
  clear(known.painter, canvas.width, canvas.height)
  drawDots(known.painter, view, dot, held.length ? DOT_OPACITY_CLOSE : DOT_OPACITY)
  if (held.length) {
    const size = sizeAt(zoom)
    drawPictures(known.painter, known.map, view, held, {
      from: known.from, to: laid(known), colours: known.colours, size: Math.round(size * density),
      sharp: Math.max(1, (size * density) / 32), paper: known.paper,
    })
  }
  canvas.dataset.pictures = held.length
  canvas.dataset.layout = known.glide < 1 ? "" : shownEntry(known).name
  overlay(known)
  if (known.missing.length) later(known)
}

// Pictures are asked for when the camera rests, those in the middle first.
function later(known) {
  clearTimeout(known.asking)
  known.asking = setTimeout(() => {
    if (known.gone || !known.missing.length) return
    if (performance.now() - (known.moved ?? 0) < 100) return later(known)
    const { x, y } = laid(known)
    const away = i => Math.max(Math.abs(x[i] - known.camera.x), Math.abs(y[i] - known.camera.y))
    ask(known, { pictures: known.missing.sort((a, b) => away(a) - away(b)).slice(0, A_SHEET) })
  }, 120)
}

// One request at a time; what is asked for meanwhile goes with the next.
function ask(known, what) {
  for (const [kind, list] of Object.entries(what)) {
    known.wanted[kind] = [...new Set([...(kind === "pictures" ? [] : known.wanted[kind] ?? []), ...list])]
  }
  if (known.under && performance.now() - known.under < LOST_MS) return
  const { map } = known
  const left = {
    columns: (known.wanted.columns ?? []).filter(name => !map.columns.has(name)),
    layouts: (known.wanted.layouts ?? []).filter(name => !map.layouts.has(name)),
    pictures: (known.wanted.pictures ?? []).filter(i => !map.cells.has(i)),
  }
  known.wanted = {}
  known.unanswered = left
  if (!left.columns.length && !left.layouts.length && !left.pictures.length) return
  known.under = performance.now()
  known.ask("ask", { ...left, time: Date.now() })
  clearTimeout(known.losing)
  known.losing = setTimeout(() => {
    // Pictures are asked for as they are missed; nothing else asks twice.
    if (!known.gone && known.under) ask(known, { ...known.unanswered, pictures: known.wanted.pictures ?? [] })
    redraw(known)
  }, LOST_MS + 100)
}

function answered(known) {
  known.under = 0
  ask(known, {})
}

function look(known, camera) {
  const most = known.fit * NEAREST
  const least = known.fit * FARTHEST_OUT
  known.camera = { ...camera, scale: Math.min(most, Math.max(least, camera.scale)) }
  known.moved = performance.now()
  known.way = null
  remember(known)
  redraw(known)
}

// The place under the pointer stays under it.
function zoomBy(known, factor, at = [known.width / 2, known.height / 2]) {
  const [x, y] = placeAt(known, at)
  const scale = Math.min(known.fit * NEAREST, Math.max(known.fit * FARTHEST_OUT, known.camera.scale * factor))
  look(known, {
    x: x - (at[0] - known.width / 2) / scale,
    y: y + (at[1] - known.height / 2) / scale,
    scale,
  })
}

const placeAt = (known, [px, py]) => [
  known.camera.x + (px - known.width / 2) / known.camera.scale,
  known.camera.y - (py - known.height / 2) / known.camera.scale,
]
const pixelOf = (known, x, y) => [
  known.width / 2 + (x - known.camera.x) * known.camera.scale,
  known.height / 2 - (y - known.camera.y) * known.camera.scale,
]
