// Every figure and sheet of the page as a PNG file at twice its size, with what it shows, its caption, and its source.
const PAD = 16
// A narrow figure's words get at least this many of the page's pixels.
const LEAST_WIDTH = 480
// What every browser can draw (Safari: 16,384 a side), with room for the bytes of it.
const MOST_SIDE = 16000
const MOST_PIXELS = 120e6
const MOST_ADDRESS = 1000
const LONGEST_HEADING = 120
const PATIENCE_MS = 300
const FOUND = ".js-plotly-plot, .sheet, [data-figure]"

// All that is on the page, in the order in which it stands there, components' own trees included.
function found(root, pictures = []) {
  for (const one of root.querySelectorAll("*")) {
    if (one.matches(FOUND) && one.getClientRects().length) pictures.push(one)
    if (one.shadowRoot) found(one.shadowRoot, pictures)
  }
  return pictures
}

// The element of the page itself that a picture stands in.
function placed(element) {
  const root = element.getRootNode()
  return root.host ? placed(root.host) : element
}

function keyOf(element) {
  const keyed = placed(element).closest("[class*='st-key-']")
  return keyed ? [...keyed.classList].find(name => name.startsWith("st-key-")).slice("st-key-".length) : "figure"
}

function titleOf(element) {
  const told = element.dataset.figure || (element.matches(".sheet") && element.getAttribute("aria-label"))
  if (told) return told
  const named = placed(element).closest("[aria-label]") || placed(element).querySelector("[aria-label]")
  return named ? named.getAttribute("aria-label") : keyOf(element)
}

// The caption is the next one below: beside a figure in another column stands another figure's.
function captionOf(element) {
  const pictured = one => one.matches("h1, h2, h3, [data-testid=stHeading]") || found(one).length > 0
  for (let here = placed(element); here && !here.matches("[data-testid=stMain]"); here = here.parentElement) {
    if (here.matches("[data-testid=stColumn]")) continue
    for (let next = here.nextElementSibling; next; next = next.nextElementSibling) {
      const caption = next.querySelector("[data-testid=stCaptionContainer]")
      if (caption && !pictured(next)) return caption.innerText.trim()
      if (pictured(next) || next.querySelector("h1, h2, h3")) return ""
    }
  }
  return ""
}

// What is written below a figure, a block each: what it shows, its caption, its source.
function footing(pen, blocks, width) {
  let top = PAD
  const lines = blocks.flatMap(({ text, font, step, shade }) => {
    pen.font = font
    const own = wrapped(pen, text, width - 2 * PAD).map(line => {
      top += step
      return { line, font, shade, top }
    })
    if (own.length) top += step / 2
    return own
  })
  return { lines, height: top + PAD / 2 }
}

function blocksOf(element, data, look) {
  const here = window.location
  const address = here.href.length <= MOST_ADDRESS ? here.href : here.origin + here.pathname
  const title = titleOf(element)
  // What a figure shows may be told in all its numbers: too long for a heading.
  const font = title.length > LONGEST_HEADING ? `400 13px ${look.font}` : `600 15px ${look.font}`
  return [
    { text: title, font, step: 20, shade: 1 },
    { text: captionOf(element), font: `400 13px ${look.font}`, step: 18, shade: 1 },
    { text: `Source: ${data.source}. ${address}`, font: `400 12px ${look.font}`, step: 16, shade: 0.75 },
  ].filter(block => block.text)
}

function lookOfPage() {
  const style = getComputedStyle(document.querySelector("[data-testid=stApp]"))
  return { ground: style.backgroundColor, ink: style.color, font: style.fontFamily }
}

async function picture(element, data) {
  const look = lookOfPage()
  const base = element.getBoundingClientRect()
  const width = Math.max(base.width, LEAST_WIDTH)
  const canvas = document.createElement("canvas")
  const pen = canvas.getContext("2d")
  const { lines, height } = footing(pen, blocksOf(element, data, look), width)
  canvas.width = Math.round(width * SCALE)
  canvas.height = Math.round((base.height + height) * SCALE)
  if (Math.max(canvas.width, canvas.height) > MOST_SIDE || canvas.width * canvas.height > MOST_PIXELS) return null
  pen.scale(SCALE, SCALE)
  pen.fillStyle = look.ground
  pen.fillRect(0, 0, width, base.height + height)
  if (element.matches(".sheet")) await drawSheet(pen, element, base)
  else await drawLayers(pen, element, base, look)
  pen.textBaseline = "alphabetic"
  pen.fillStyle = look.ink
  for (const { line, font, shade, top } of lines) {
    pen.font = font
    pen.globalAlpha = shade
    pen.fillText(line, PAD, base.height + top)
  }
  return new Promise(done => canvas.toBlob(done, "image/png"))
}

async function save(element, data, said) {
  said.textContent = ""
  try {
    const blob = await picture(element, data)
    if (!blob) {
      said.textContent = data.large
      return
    }
    const link = document.createElement("a")
    link.href = URL.createObjectURL(blob)
    link.download = `${[data.page, keyOf(element).replace(`${data.page}_`, "")].join("-").replace(/[^\w-]+/g, "_")}.png`
    link.click()
    setTimeout(() => URL.revokeObjectURL(link.href), 60000)
  } catch (error) {
    console.error(error)
    said.textContent = data.failed
  }
}

function list(parent, data) {
  const [title, place, said] = [".title", ".list", ".said"].map(name => parent.querySelector(name))
  const pictures = found(document.querySelector("[data-testid=stMain]"))
  title.textContent = pictures.length ? data.title : data.none
  const old = [...place.children].map(button => button.picture)
  if (old.length === pictures.length && old.every((one, index) => one === pictures[index])) return
  place.replaceChildren(...pictures.map(element => {
    const button = document.createElement("button")
    button.type = "button"
    button.className = "one"
    const words = document.createElement("span")
    words.textContent = titleOf(element)
    button.append(words)
    button.picture = element
    button.onclick = () => save(element, data, said)
    return button
  }))
}

export default function (component) {
  const { parentElement, data } = component
  list(parentElement, data)
  let timer
  const watch = new MutationObserver(() => {
    clearTimeout(timer)
    timer = setTimeout(() => list(parentElement, data), PATIENCE_MS)
  })
  watch.observe(document.querySelector("[data-testid=stMain]"), { childList: true, subtree: true })
  return () => {
    clearTimeout(timer)
    watch.disconnect()
  }
}
