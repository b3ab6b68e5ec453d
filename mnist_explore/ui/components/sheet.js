// A sheet of digits: every cell a button, one picture for all of them; the theme's text colour is the ink.
// WCAG 2.2, 2.5.8: the least that a finger can be asked to hit.
const LEAST_PX = 24

function said(tag, kind, words) {
  const element = document.createElement(tag)
  element.className = kind
  element.textContent = words
  return element
}

function cell(data, place) {
  const blank = data.ids[place] === -1
  const active = data.pickable && !blank
  const button = document.createElement(active ? "button" : "div")
  button.className = blank ? "cell blank" : "cell"
  if (active) {
    button.type = "button"
    button.tabIndex = -1
    // What can be read below a digit is said first: who speaks to a computer says what is to be seen.
    button.setAttribute("aria-label", [data.captions[place], data.labels[place]].filter(Boolean).join("; "))
  }
  if (data.labels[place] && !blank) button.title = data.labels[place]
  const ink = document.createElement("span")
  ink.className = "ink"
  const across = data.spriteColumns > 1 ? ((place % data.spriteColumns) / (data.spriteColumns - 1)) * 100 : 0
  const down = data.spriteRows > 1 ? (Math.floor(place / data.spriteColumns) / (data.spriteRows - 1)) * 100 : 0
  ink.style.maskPosition = ink.style.webkitMaskPosition = `${across}% ${down}%`
  button.append(ink)
  if (data.captions[place]) button.append(said("span", "caption", data.captions[place]))
  return button
}

// Every cell's style is worked out with the picture's address in it: a short one instead of the picture's own text,
// which took a second for five hundred cells.
function address(data) {
  const text = atob(data.sprite.slice(data.sprite.indexOf(",") + 1))
  const bytes = Uint8Array.from(text, letter => letter.charCodeAt(0))
  return URL.createObjectURL(new Blob([bytes], { type: data.sprite.slice("data:".length, data.sprite.indexOf(";")) }))
}

function build(root, data) {
  const grid = document.createElement("div")
  grid.className = "sheet"
  grid.setAttribute("role", "group")
  grid.setAttribute("aria-label", data.alt)
  const sprite = address(data)
  grid.style.setProperty("--sprite", `url(${sprite})`)
  grid.style.setProperty("--size", `${data.spriteColumns * 100}% ${data.spriteRows * 100}%`)
  const cells = Array.from({ length: data.count }, (_, place) => cell(data, place))
  if (data.places) withPlaces(grid, data, cells)
  else if (data.axes) withAxes(grid, data, cells)
  else if (data.rows.length) withHeadings(grid, data, cells)
  else grid.append(...cells)
  if (data.columns === null && !data.places) grid.style.gridTemplateColumns = `repeat(auto-fill, minmax(${data.cellPx}px, 1fr))`
  const buttons = cells.filter(one => one.localName === "button")
  if (buttons.length) buttons[0].tabIndex = 0
  root.replaceChildren(grid)
  // The height that the page has kept free is needed no more.
  root.getRootNode().host.dataset.stands = ""
  return { grid, sprite, buttons, ids: data.ids.filter(id => id !== -1) }
}

function withHeadings(grid, data, cells) {
  let place = 0
  for (const [title, count] of data.rows) {
    const heading = said("div", "heading", title)
    heading.setAttribute("role", "heading")
    heading.setAttribute("aria-level", "3")
    grid.append(heading, ...cells.slice(place, place + count))
    place += count
  }
}

function withAxes(grid, data, cells) {
  const { across, down } = data.axes
  grid.classList.add("axes")
  grid.append(said("div", "axis down", `${down.title} ↓`), said("div", "axis across", `${across.title} →`))
  grid.append(said("div", "tick", ""), ...across.ticks.map(words => said("div", "tick", words)))
  down.ticks.forEach((words, row) => {
    grid.append(said("div", "tick side", words), ...cells.slice(row * data.columns, (row + 1) * data.columns))
  })
}

// Each where it is told to be. What can be picked is a strip turned with the digit, so that none covers its neighbour.
function withPlaces(grid, data, cells) {
  const { at, ratio, width, side } = data.places
  grid.classList.add("placed")
  grid.style.aspectRatio = ratio
  cells.forEach((one, place) => {
    const [x, y, turn] = at[place]
    one.style.left = `${x}%`
    one.style.top = `${y}%`
    one.style.width = `${100 * width}%`
    one.style.aspectRatio = width / side
    one.style.setProperty("--turn", `${turn}deg`)
    one.style.setProperty("--side", `${(100 * side) / width}%`)
  })
  grid.append(...cells)
}

// Half as many in a row, as often as needed, where a finger could not hit one; a grid with axes keeps its columns.
function lay(grid, data) {
  let across = data.columns
  if (data.axes) {
    grid.style.gridTemplateColumns = `max-content repeat(${across}, minmax(${LEAST_PX}px, ${data.cellPx}px))`
    return
  }
  while (across % 2 === 0 && grid.clientWidth > 0 && grid.clientWidth / across < LEAST_PX) across /= 2
  grid.style.gridTemplateColumns = `repeat(${across}, minmax(0, ${data.cellPx}px))`
}
