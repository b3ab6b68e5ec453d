// One map: made when its place on the page is, and told apart by it; its state stands in the address bar.
const views = new WeakMap()
const ADDRESS_MS = 250
const INSIST_MS = 700

const NEAR = 14

function fromAddress() {
  const given = new URLSearchParams(location.search)
  const hidden = new Map()
  for (const part of (given.get("map_hidden") ?? "").slice(0, 500).split("~")) {
    const [name, ...kinds] = part.split(".")
    if (name && kinds.length) hidden.set(name, new Set(kinds.map(Number)))
  }
  const view = (given.get("map_view") ?? "").split(",").map(Number)
  return {
    colour: given.get("map_colour"),
    layout: given.get("map_layout"),
    hidden,
    region: regionFrom(given.get("map_region") ?? ""),
    view: view.length === 3 && view.every(Number.isFinite) && view[2] > 0 ? view : null,
  }
}

const OWN = ["map_colour", "map_hidden", "map_layout", "map_region", "map_view"]

const written = () => OWN.map(name => new URLSearchParams(location.search).get(name) ?? "")

// Tells what was done, and all that the address shall say, which the server writes there. Told as state, it comes with
// every later message too: a trigger is lost with a run that the next click overtakes.
function tell(known, done) {
  known.heard = [...known.now]
  const what = { ...done, address: Object.fromEntries(OWN.map((name, i) => [name, known.now[i]])) }
  known.keep("done", { what, visit: known.data.visit, time: Date.now() })
}

// The server's own writing puts back what it last heard of: then the address says again what is shown.
function insist(known) {
  if (`${written()}` !== `${known.now}`) toAddress(known, {})
}

function toAddress(known, changes) {
  const given = new URLSearchParams(location.search)
  known.now = OWN.map((name, i) => changes[name] ?? known.now[i])
  // The visitor may have gone to another page, and the map not yet.
  if (location.pathname !== known.path) return
  OWN.forEach((name, i) => (known.now[i] ? given.set(name, known.now[i]) : given.delete(name)))
  // Neither "," nor "~" needs an escape, and links stay short without.
  const text = `${given}`.replaceAll("%2C", ",").replaceAll("%7E", "~")
  history.replaceState(history.state, "", `${location.pathname}${text ? `?${text}` : ""}${location.hash}`)
}

function remember(known) {
  clearTimeout(known.addressing)
  known.addressing = setTimeout(() => {
    if (known.gone) return
    const { x, y } = known.camera
    const home = fitted(known)
    const moved = Math.abs(zoomOf(known) - 1) > 0.01 || Math.hypot(x - home.x, y - home.y) * known.camera.scale > 4
    const text = [x / PLACES, y / PLACES, zoomOf(known)].map(value => value.toFixed(2)).join(",")
    toAddress(known, { map_view: moved ? text : "" })
  }, ADDRESS_MS)
}

const hiddenText = known => [...known.hidden].filter(([, kinds]) => kinds.size)
  .map(([name, kinds]) => [name, ...[...kinds].sort((a, b) => a - b)].join(".")).join("~")

// After any change of what is hidden or selected: drawn, counted, said, kept in the address, and told to the server
// where something is selected, whose digits it shows.
function changed(known) {
  paint(known)
  outlined(known)
  legend(known)
  const was = known.told ?? ""
  const [hidden, region] = [hiddenText(known), regionText(known.on, known.areas)]
  const now = region ? `${region} ${hidden}` : ""
  if (now === was) return toAddress(known, { map_hidden: hidden })
  known.told = now
  // Not written here, so that the message has it once.
  known.now = known.now.map((text, i) => ({ map_hidden: hidden, map_region: region })[OWN[i]] ?? text)
  if (region) say(known, `${counted(total(known))} digits selected`)
  tell(known, {})
}

function select(known, areas, on = known.on) {
  if (!areas.length && !known.areas.length) return
  Object.assign(known, { areas, on })
  changed(known)
  if (areas.length) follow(known)
  else say(known, "Nothing selected")
}

function hide(known, kind) {
  const hidden = known.hidden.get(known.colour) ?? new Set()
  if (!hidden.delete(kind)) hidden.add(kind)
  known.hidden.set(known.colour, hidden)
  changed(known)
}

function solo(known, kind, alone) {
  const { bins } = known.map.columns.get(known.colour)
  known.hidden.set(known.colour, new Set(alone ? [] : bins.map((_, other) => other).filter(other => other !== kind)))
  changed(known)
}

function recolour(known, name) {
  known.colour = name
  known.list.value = name
  listed(known)
  toAddress(known, { map_colour: name === FIRST ? "" : name })
  if (!known.map.columns.has(name)) {
    hint(known, "Fetching the column …")
    return ask(known, { columns: [name] })
  }
  paint(known)
  legend(known)
}

// The view goes to a digit that was asked for, near enough to see it.
function showOn(known, i) {
  if (!hasPlace(known, i)) return
  const { x, y } = laid(known)
  look(known, { x: x[i], y: y[i], scale: known.fit * NEAR })
}

function rgbOfText(known) {
  const numbers = getComputedStyle(known.stage).color.match(/[\d.]+/g) ?? [0, 0, 0]
  return numbers.slice(0, 3).map(Number)
}

function themed(known) {
  const numbers = getComputedStyle(known.stage).backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]
  known.paper = new Float32Array(numbers.slice(0, 3).map(value => value / 255))
  redraw(known)
}

function sized(known) {
  const box = known.canvas.getBoundingClientRect()
  if (!box.width || !box.height) return
  known.density = devicePixelRatio || 1
  const zoom = known.fit && known.camera ? zoomOf(known) : 0
  Object.assign(known, { width: box.width, height: box.height })
  known.canvas.width = Math.round(box.width * known.density)
  known.canvas.height = Math.round(box.height * known.density)
  if (!known.among) return
  const home = fitted(known)
  known.camera = zoom ? { ...known.camera, scale: home.scale * zoom } : home
  if (known.painter) draw(known)
  else still(known)
}

// A view as the address asks for it. On the way back to this page the address is the one that the server last heard
// of; what was moved, coloured or hidden after that, this tab still knows.
function take(known) {
  const { left } = known.map
  known.map.left = null
  known.now = written()
  const heardNow = [...known.now]
  if (left && `${left.heard}` === `${known.now}`) toAddress(known, Object.fromEntries(OWN.map((name, i) => [name, left.now[i]])))
  known.heard = [...heardNow]
  const asked = fromAddress()
  known.on = asked.region.on
  known.areas = entryOf(known, known.on) ? asked.region.areas : []
  known.hidden = asked.hidden
  const among = (list, name) => list.some(one => one.name === name)
  known.colour = among(known.data.columns, asked.colour) ? asked.colour : FIRST
  known.list.value = known.colour
  known.asked = orFirst(known, asked.layout)
  listed(known)
  known.told = known.areas.length ? `${regionText(known.on, known.areas)} ${hiddenText(known)}` : ""
  known.view = asked.view
}

// What the address asked for, shown.
function restore(known) {
  known.way = null
  known.camera = fitted(known)
  if (known.view) {
    const [x, y, zoom] = known.view
    known.camera = { x: x * PLACES, y: y * PLACES, scale: known.fit * Math.min(NEAREST, Math.max(FARTHEST_OUT, zoom)) }
  }
  outlined(known)
  paint(known)
  legend(known)
}

// The layout that the page opens with comes by itself where it is the first one; others are asked for.
function fetched(known) {
  const { name, key } = entryOf(known, known.asked)
  clearTimeout(known.awaiting)
  known.awaiting = setTimeout(() => ask(known, { layouts: [key] }), name === known.data.layout ? AWAITED_MS : 0)
}

function start(known) {
  if (known.among || !known.map.labels || !known.map.layouts.size) return
  if (!heldOf(known, known.asked)) return fetched(known)
  known.layout = entryOf(known, known.asked).key
  gather(known)
  known.from = laid(known)
  known.glide = 1
  if (known.painter) setPlaces(known.painter, known.from, known.from)
  sized(known)
  restore(known)
  // What the address colours or hides by comes when the map has been drawn.
  setTimeout(() => ask(known, { columns: [known.colour, ...known.hidden.keys()] }), 0)
}

function heard(known, header) {
  if (!known.among) start(known)
  else {
    const { key } = entryOf(known, known.asked)
    if (header.layouts?.includes(key) && known.layout !== key) glideTo(known, known.asked)
    if (header.columns || header.layouts) {
      paint(known)
      legend(known)
    }
    if (header.facts && known.over >= 0 && !known.carded) showCard(known, known.over)
    redraw(known)
  }
  if (header.answer) answered(known)
  if (!header.refused) return
  hint(known, header.refused)
  if (!known.map.columns.has(known.colour)) recolour(known, FIRST)
}

function restored(known) {
  ready(known.painter)
  setPlaces(known.painter, known.from, laid(known))
  setColours(known.painter, known.colours, known.order)
  redraw(known)
}

function build(root, data) {
  const known = {
    root, data, map: mapOf(data.map), only: data.only, wanted: {}, over: -1, missing: [], glide: 1, fingers: 0,
    hidden: new Map(), areas: [], path: location.pathname, legend: made("div", "legend"),
  }
  known.legend.setAttribute("role", "group")
  known.legend.setAttribute("aria-label", "What the colours mean")
  known.about = made("p", "about")
  root.replaceChildren(toolbar(known), stage(known), known.legend, known.about)
  known.painter = painter(known.canvas)
  if (typeof DecompressionStream === "undefined") root.append(made("p", "sorry", data.outdated))
  else if (!known.painter) root.append(made("p", "sorry", data.without))
  take(known)
  listen(known)
  known.map.listeners.add(known.listener = header => heard(known, header))
  known.resized = new ResizeObserver(() => sized(known))
  known.resized.observe(known.stage)
  known.back = () => {
    if (location.pathname !== known.path) return
    take(known)
    if (!known.among) return
    if (shownEntry(known).name !== known.asked) glideTo(known, known.asked)
    restore(known)
  }
  addEventListener("popstate", known.back)
  known.insisting = setInterval(() => insist(known), INSIST_MS)
  return known
}

export default function ({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".root")
  let known = views.get(root)
  if (!known) {
    known = build(root, data)
    views.set(root, known)
  }
  const other = known.data.only !== data.only
  const before = known.data.layouts
  const others = `${before.map(one => one.key)}` !== `${data.layouts.map(one => one.key)}`
  const sought = known.data.show !== data.show && data.show !== null
  Object.assign(known, { data, only: data.only, keep: setStateValue, ask: setTriggerValue })
  themed(known)
  start(known)
  if (other && known.among) turned(known)
  else if (other) take(known)
  else if (others && known.among) relisted(known, before)
  if (sought && known.among) showOn(known, data.show)
  return () => {
    known.gone = true
    known.map.left = { heard: known.heard, now: known.now }
    known.resized.disconnect()
    clearInterval(known.insisting)
    known.map.listeners.delete(known.listener)
    removeEventListener("popstate", known.back)
    for (const timer of ["asking", "addressing", "awaiting", "hinting", "wishing", "losing"]) clearTimeout(known[timer])
    known.painter?.gl.getExtension("WEBGL_lose_context")?.loseContext()
    views.delete(root)
  }
}
