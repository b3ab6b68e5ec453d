// A sheet of digits: every cell a button, one picture for all of them.
// Arrow keys walk, Enter or a tap picks; the theme's text colour is the ink.
const sheets = new WeakMap()
// WCAG 2.2, 2.5.8: the least that a finger can be asked to hit.
const LEAST_PX = 24

function cell(data, place) {
  const button = document.createElement(data.pickable ? "button" : "div")
  button.className = "cell"
  if (data.pickable) {
    button.type = "button"
    button.tabIndex = place === 0 ? 0 : -1
    button.setAttribute("aria-label", data.labels[place])
    button.title = data.labels[place]
  } else if (data.labels[place]) {
    button.title = data.labels[place]
  }
  const ink = document.createElement("span")
  ink.className = "ink"
  const across = data.spriteColumns > 1 ? ((place % data.spriteColumns) / (data.spriteColumns - 1)) * 100 : 0
  const down = data.spriteRows > 1 ? (Math.floor(place / data.spriteColumns) / (data.spriteRows - 1)) * 100 : 0
  ink.style.maskPosition = ink.style.webkitMaskPosition = `${across}% ${down}%`
  button.append(ink)
  if (data.captions[place]) {
    const words = document.createElement("span")
    words.className = "caption"
    words.textContent = data.captions[place]
    button.append(words)
  }
  return button
}

function build(root, data) {
  const grid = document.createElement("div")
  grid.className = "sheet"
  grid.setAttribute("role", "group")
  grid.setAttribute("aria-label", data.alt)
  grid.style.setProperty("--sprite", `url(${data.sprite})`)
  grid.style.setProperty("--size", `${data.spriteColumns * 100}% ${data.spriteRows * 100}%`)
  if (!data.columns) grid.style.gridTemplateColumns = `repeat(auto-fill, minmax(${data.cellPx}px, 1fr))`
  for (let place = 0; place < data.count; place++) grid.append(cell(data, place))
  root.replaceChildren(grid)
  return grid
}

// Half as many in a row, as often as needed, where a finger could not hit one.
function lay(grid, data) {
  let across = data.columns
  while (across % 2 === 0 && grid.clientWidth > 0 && grid.clientWidth / across < LEAST_PX) across /= 2
  grid.style.gridTemplateColumns = `repeat(${across}, minmax(0, ${data.cellPx}px))`
}

function walk(grid, event) {
  const cells = [...grid.children]
  const here = cells.indexOf(event.target.closest(".cell"))
  const across = getComputedStyle(grid).gridTemplateColumns.split(" ").length
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across, Home: -here, End: cells.length - 1 - here }
  if (here < 0 || !(event.key in steps)) return
  event.preventDefault()
  const next = cells[here + steps[event.key]]
  if (!next) return
  cells[here].tabIndex = -1
  next.tabIndex = 0
  next.focus()
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component
  const root = parentElement.querySelector(".root")
  let known = sheets.get(root)
  if (!known || known.version !== data.version) {
    known?.watch?.disconnect()
    const grid = build(root, data)
    known = { version: data.version, grid, watch: data.columns ? new ResizeObserver(() => lay(grid, data)) : null }
    known.watch?.observe(root)
    if (data.columns) lay(grid, data)
    sheets.set(root, known)
    grid.addEventListener("keydown", event => walk(grid, event))
  }
  known.grid.onclick = event => {
    const place = [...known.grid.children].indexOf(event.target.closest(".cell"))
    if (data.pickable && place >= 0) setTriggerValue("pick", data.ids[place])
  }
}
