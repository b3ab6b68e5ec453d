// What stands around the canvas: tools, the legend, the card above a point, and what lies over the map.
const NARROW_PX = 900
const INK = 0.75
const SVG = "http://www.w3.org/2000/svg"
const ICONS = {
  lasso: "M12 4C6.5 4 3 6.6 3 9.8c0 2 1.3 3.6 3.5 4.6M12 4c5.5 0 9 2.6 9 5.8s-3.5 5.8-9 5.8c-1.200 0-2.400-.1-3.400-.4M6.5 14.4a2 2 0 1 0 2.100.8M6.5 17c0 2 1.5 2.5 1 4",
  box: "M4 5h3M10 5h4M17 5h3v3M20 11v3M20 17v2h-3M14 19h-4M7 19H4v-3M4 13v-3M4 7V5",
  closer: "M12 5v14M5 12h14",
  farther: "M5 12h14",
  whole: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  clear: "M6 6l12 12M18 6L6 18",
}
const TOOLS = [
  ["lasso", "Lasso (L): draw a loop around digits", known => arm(known, "lasso")],
  ["box", "Box (B): draw a box around digits", known => arm(known, "box")],
  ["closer", "Closer (+)", known => zoomBy(known, 1.6)],
  ["farther", "Farther (−)", known => zoomBy(known, 1 / 1.6)],
  ["whole", "The whole map (0)", known => look(known, fitted(known))],
  ["clear", "Clear the selection (Esc)", known => select(known, [])],
]

function made(tag, kind, words = "") {
  const element = document.createElement(tag)
  element.className = kind
  element.textContent = words
  return element
}

function drawnSvg(tag, attributes) {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  return element
}

function toolbar(known) {
  const bar = made("div", "bar")
  const label = made("label", "by", "Colour by ")
  const list = made("select", "colours")
  for (const { name, title } of known.data.columns) {
    const option = made("option", "", title)
    option.value = name
    list.append(option)
  }
  list.addEventListener("change", () => recolour(known, list.value))
  label.append(list)
  bar.append(label)
  known.laidBy = made("select", "layouts")
  known.laidBy.setAttribute("aria-label", "Laid out")
  known.laidBy.addEventListener("change", () => relay(known, known.laidBy.value))
  bar.append(known.laidBy)
  const tools = made("div", "tools")
  tools.setAttribute("role", "toolbar")
  tools.setAttribute("aria-label", "Tools of the map")
  known.tools = {}
  for (const [name, title, act] of TOOLS) {
    const button = made("button", `tool ${name}`)
    button.type = "button"
    button.title = title
    button.setAttribute("aria-label", title)
    const icon = drawnSvg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" })
    icon.append(drawnSvg("path", { d: ICONS[name] }))
    button.append(icon)
    button.addEventListener("click", () => act(known))
    tools.append(button)
    known.tools[name] = button
  }
  bar.append(tools)
  known.list = list
  return bar
}

function stage(known) {
  const place = made("div", "stage")
  const canvas = document.createElement("canvas")
  canvas.tabIndex = 0
  canvas.setAttribute("role", "application")
  canvas.setAttribute("aria-label", known.data.alt)
  const above = drawnSvg("svg", { class: "above", "aria-hidden": "true" })
  const world = drawnSvg("g", {})
  const areas = drawnSvg("path", { class: "areas" })
  const drawing = drawnSvg("path", { class: "drawing" })
  const joins = drawnSvg("path", { class: "joins" })
  const glow = drawnSvg("circle", { class: "glow", r: "13" })
  const mark = drawnSvg("circle", { class: "mark", r: "16" })
  const ring = drawnSvg("circle", { class: "ring", r: "8" })
  const cross = drawnSvg("path", { class: "cross" })
  world.append(areas)
  above.append(world, drawing, joins, glow, mark, ring, cross)
  const card = made("div", "card")
  card.hidden = true
  const hint = made("div", "hint")
  const spoken = made("div", "spoken")
  spoken.setAttribute("aria-live", "polite")
  place.append(canvas, above, card, hint, spoken)
  place.addEventListener("picture", () => posed(known))
  Object.assign(known, { stage: place, canvas, above, world, drawing, ring, mark, glow, joins, cross, card, hint, spoken })
  known.outline = areas
  return place
}

const WRITTEN = ["fill", "fill-rule", "stroke", "stroke-width", "stroke-dasharray", "opacity", "display", "vector-effect"]

// For a picture of the map: the canvas drawn now, and what lies above it with its looks written out, for this moment.
function posed(known) {
  draw(known)
  for (const shape of known.above.querySelectorAll("path, circle")) {
    const [looks, before] = [getComputedStyle(shape), shape.getAttribute("style") ?? ""]
    for (const name of WRITTEN) shape.style.setProperty(name, looks.getPropertyValue(name))
    setTimeout(() => shape.setAttribute("style", before), 0)
  }
}

function say(known, words) {
  known.spoken.textContent = words
}

function hint(known, words) {
  known.hint.textContent = words
  known.hint.classList.add("on")
  clearTimeout(known.hinting)
  known.hinting = setTimeout(() => known.hint.classList.remove("on"), 2200)
}

const counted = number => number.toLocaleString("en")

function legend(known) {
  const column = known.map.columns.get(known.colour)
  const box = known.legend
  if (!column || !known.totals) return
  const focused = box.getRootNode().activeElement?.dataset?.item
  const hidden = known.hidden.get(known.colour) ?? new Set()
  const items = column.bins.map((one, kind) => {
    if (!known.totals[kind]) return null
    const item = made("span", hidden.has(kind) ? "item hidden" : "item")
    const toggle = made("button", "toggle")
    toggle.type = "button"
    toggle.dataset.item = `${kind}`
    toggle.setAttribute("aria-pressed", `${!hidden.has(kind)}`)
    toggle.title = hidden.has(kind) ? `Show ${one.name}` : `Hide ${one.name}`
    const swatch = made("i", "swatch")
    swatch.style.background = one.colour
    const count = known.selected || hidden.has(kind)
      ? `${counted(known.chosen[kind])} / ${counted(known.totals[kind])}` : counted(known.totals[kind])
    toggle.append(swatch, made("span", "name", one.name), made("span", "count", count))
    toggle.addEventListener("click", () => hide(known, kind))
    const only = made("button", "only", "only")
    only.type = "button"
    only.dataset.item = `${kind} only`
    const alone = column.bins.every((_, other) => hidden.has(other) === (other !== kind) || !known.totals[other])
    only.title = alone ? "Show all again" : `Show only ${one.name}`
    only.textContent = alone ? "all" : "only"
    only.addEventListener("click", () => solo(known, kind, alone))
    item.append(toggle, only)
    return item
  })
  const chips = [...known.hidden].filter(([name, kinds]) => name !== known.colour && kinds.size).map(([name]) => {
    const chip = made("button", "chip", `Some hidden by ${titleOfColumn(known, name).toLowerCase()} · show them`)
    chip.type = "button"
    chip.addEventListener("click", () => { known.hidden.delete(name); changed(known) })
    return chip
  })
  box.replaceChildren(made("span", "title", column.unit ? `${column.title}, ${column.unit}` : column.title),
    ...items.filter(Boolean), ...chips)
  if (focused) box.querySelector(`[data-item="${focused}"]`)?.focus()
}

function total(known) {
  return known.chosen ? known.chosen.reduce((sum, one) => sum + one, 0) : 0
}

function shownText(known, column, i) {
  const { bin, bins, values } = column
  if (!values || values[i] === column.missing) return bins[bin[i]].name
  const text = (values[i] / 10 ** column.decimals).toFixed(column.decimals).replace(/^-(?!0$)/, "−").replace("-", "")
  return column.unit ? `${text}${column.unit === "°" ? "" : "\u00a0"}${column.unit}` : text
}

// The picture above a point: in the digit's own colour, on the card's paper.
function portrait(known, i) {
  const canvas = made("canvas", "portrait")
  canvas.width = canvas.height = SIDE
  const cell = known.map.cells.get(i)
  if (cell === undefined) {
    clearTimeout(known.wishing)
    known.wishing = setTimeout(() => ask(known, { pictures: [i] }), 100)
    return canvas
  }
  const context = canvas.getContext("2d")
  const image = context.createImageData(SIDE, SIDE)
  const [red, green, blue] = rgbOfText(known)
  known.map.inks[cell].forEach((ink, pixel) => image.data.set([red, green, blue, ink], 4 * pixel))
  context.putImageData(image, 0, 0)
  return canvas
}

// What the server says of a digit comes with its picture; of the columns that are here, this browser knows it.
function factsOf(known, i) {
  const { columns, cells, facts } = known.map
  const told = facts[cells.get(i)]
  const found = new Map(known.data.card.map((name, place) => [name, told?.[place]]))
  if (!found.has(known.colour)) found.set(known.colour)
  for (const name of found.keys()) if (columns.has(name)) found.set(name, shownText(known, columns.get(name), i))
  return [...found].filter(([, text]) => text !== undefined)
}

function showCard(known, i) {
  known.over = i
  known.carded = known.map.cells.has(i)
  known.card.hidden = i < 0
  if (i >= 0) {
    const lines = made("dl", "facts")
    for (const [name, text] of factsOf(known, i)) lines.append(made("dt", "", titleOfColumn(known, name)), made("dd", "", text))
    known.card.replaceChildren(portrait(known, i), lines)
  }
  known.canvas.style.cursor = known.tool ? "crosshair" : i >= 0 ? "pointer" : ""
  overlay(known)
}

// Outlines, ring and card follow the map.
function overlay(known) {
  const { camera, width, height } = known
  const scale = camera.scale * PLACES / CORNERS
  known.world.setAttribute("transform", `translate(${width / 2 - camera.x * camera.scale} ${height / 2 + camera.y
    * camera.scale}) scale(${scale} ${-scale})`)
  const put = (element, spot) => {
    element.style.display = spot ? "" : "none"
    if (spot) element.setAttribute("transform", `translate(${spot[0]} ${spot[1]})`)
  }
  const at = known.over >= 0 ? pixelOf(known, ...placeOf(known, known.over)) : null
  put(known.ring, at)
  if (at) known.ring.setAttribute("r", `${known.drawnPictures?.includes(known.over) ? sizeAt(zoomOf(known)) / 2 + 4 : 8}`)
  const { name } = shownEntry(known)
  const shown = known.data.show !== null && hasPlace(known, known.data.show) ? pixelOf(known, ...placeOf(known, known.data.show)) : null
  put(known.mark, shown)
  const alike = shown ? known.data.alike[name] ?? [] : []
  known.joins.setAttribute("d", alike.map(i => `M${shown.join(" ")}L${pixelOf(known, ...placeOf(known, i)).join(" ")}`).join(""))
  const glow = known.glide < 1 ? null : known.data.glow[name]
  put(known.glow, glow ? pixelOf(known, glow.x * PLACES, glow.y * PLACES) : null)
  if (at && !known.card.hidden) {
    const { offsetWidth: wide, offsetHeight: high } = known.card
    const left = Math.min(Math.max(4, at[0] - wide / 2), Math.max(4, width - wide - 4))
    const reach = Number(known.ring.getAttribute("r")) + 8
    const top = at[1] - high - reach > 0 ? at[1] - high - reach : Math.min(at[1] + reach, height - high - 4)
    known.card.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`
  }
  known.cross.style.display = known.keyed ? "" : "none"
  known.cross.setAttribute("d", `M${width / 2 - 9} ${height / 2}h18M${width / 2} ${height / 2 - 9}v18`)
  known.drawing.setAttribute("d", known.stroke?.length > 1
    ? `M${known.stroke.map(one => pixelOf(known, one[0] * PLACES, one[1] * PLACES).join(" ")).join("L")}Z` : "")
}

function outlined(known) {
  const here = known.on === shownEntry(known).name ? known.areas : []
  known.outline.setAttribute("d", here.map(area => `M${area.map(one => one.join(" ")).join("L")}Z`).join(""))
  known.tools.clear.disabled = !known.areas.length
}

// On a narrow screen what is selected stands below the map: there the page goes when it has come.
function follow(known, tries = 20) {
  if (innerWidth >= NARROW_PX || known.gone || !tries) return
  const panel = document.querySelector("[class*=st-key-map_selection]")
  if (panel) panel.scrollIntoView({ behavior: "smooth", block: "start" })
  else setTimeout(() => follow(known, tries - 1), 150)
}

// Without WebGL the map is a still picture, drawn once.
function still(known) {
  known.stage.classList.add("still")
  const context = known.canvas.getContext("2d")
  if (!context || !known.order || !known.width) return
  const { x, y } = laid(known)
  context.setTransform(known.density, 0, 0, known.density, 0, 0)
  context.clearRect(0, 0, known.width, known.height)
  for (const i of known.order) {
    const [px, py] = pixelOf(known, x[i], y[i])
    context.fillStyle = `rgb(${known.colours[4 * i]} ${known.colours[4 * i + 1]} ${known.colours[4 * i + 2]} / ${INK})`
    context.fillRect(px - 1, py - 1, 2, 2)
  }
}
