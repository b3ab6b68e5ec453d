// Every figure and sheet of the page as a PNG file at twice its size, with what it shows, its caption, and its source.
const SCALE = 2
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
const WORDS = ".caption, .heading, .axis, .tick"

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

async function asData(address) {
  const blob = await (await fetch(address)).blob()
  return new Promise((done, fail) => {
    const reader = new FileReader()
    reader.onload = () => done(reader.result)
    reader.onerror = () => fail(reader.error)
    reader.readAsDataURL(blob)
  })
}

// A picture of SVG may load nothing, so that the page's own typeface has to stand in it.
let faces
function typefaces(family) {
  faces ??= Promise.all(
    [...document.styleSheets].flatMap(sheet => {
      try {
        return [...sheet.cssRules].filter(rule => rule instanceof CSSFontFaceRule)
      } catch {
        return [] // a browser extension's sheet, which a page may not read
      }
    }).filter(rule => family.includes(rule.style.getPropertyValue("font-family").replace(/["']/g, "")))
      .map(async rule => {
        const address = /url\(["']?([^"')]+)/.exec(rule.style.getPropertyValue("src") || rule.cssText)
        if (!address) return ""
        const base = rule.parentStyleSheet.href || document.baseURI
        const data = await asData(new URL(address[1], base).href)
        return rule.cssText.replace(/src:[^;]+;/, `src: url("${data}");`)
      }),
  ).then(rules => rules.join("\n")).catch(() => "")
  return faces
}

function loaded(address) {
  return new Promise((done, fail) => {
    const image = new Image()
    image.onload = () => done(image)
    image.onerror = () => fail(new Error("no picture"))
    image.src = address
  })
}

async function drawSvg(pen, svg, box, base, style) {
  const copy = svg.cloneNode(true)
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg")
  copy.setAttribute("width", box.width * SCALE)
  copy.setAttribute("height", box.height * SCALE)
  copy.setAttribute("viewBox", `0 0 ${box.width} ${box.height}`)
  copy.style.background = "transparent"
  const rules = document.createElementNS("http://www.w3.org/2000/svg", "style")
  rules.textContent = style
  copy.prepend(rules)
  const text = new XMLSerializer().serializeToString(copy)
  const image = await loaded(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`)
  pen.drawImage(image, box.left - base.left, box.top - base.top, box.width, box.height)
}

async function drawLayers(pen, element, base, look) {
  const style = await typefaces(look.font)
  element.dispatchEvent(new CustomEvent("picture"))
  for (const layer of element.querySelectorAll("svg, canvas")) {
    const box = layer.getBoundingClientRect()
    if (!box.width || !box.height || layer.parentElement.closest("svg, .modebar")) continue
    if (layer.localName === "canvas") {
      pen.drawImage(layer, box.left - base.left, box.top - base.top, box.width, box.height)
    } else await drawSvg(pen, layer, box, base, style)
  }
}

// The sheet's one picture is a mask: filled with the ink's colour it is the digits themselves.
async function drawSheet(pen, sheet, base) {
  const sprite = await loaded(/url\(["']?([^"')]+)/.exec(sheet.style.getPropertyValue("--sprite"))[1])
  const inked = document.createElement("canvas")
  inked.width = sprite.naturalWidth
  inked.height = sprite.naturalHeight
  const fill = inked.getContext("2d")
  fill.drawImage(sprite, 0, 0)
  fill.globalCompositeOperation = "source-in"
  const inks = [...sheet.querySelectorAll(".ink")]
  fill.fillStyle = getComputedStyle(inks[0]).backgroundColor
  fill.fillRect(0, 0, inked.width, inked.height)
  const [wide, high] = sheet.style.getPropertyValue("--size").split(" ").map(size => parseFloat(size) / 100)
  const [cellWidth, cellHeight] = [inked.width / wide, inked.height / high]
  for (const ink of inks) {
    if (ink.parentElement.matches(".blank")) continue
    const box = ink.getBoundingClientRect()
    const [x, y] = ink.style.maskPosition.split(" ").map(share => parseFloat(share) / 100)
    pen.drawImage(
      inked, Math.round(x * (wide - 1)) * cellWidth, Math.round(y * (high - 1)) * cellHeight, cellWidth, cellHeight,
      box.left - base.left, box.top - base.top, box.width, box.height,
    )
  }
  for (const words of sheet.querySelectorAll(WORDS)) drawWords(pen, words, base)
}

// Words as they lie on screen: line by line, where the browser has broken them.
function drawWords(pen, element, base) {
  const node = element.firstChild
  if (!node || node.nodeType !== Node.TEXT_NODE) return
  const style = getComputedStyle(element)
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`
  pen.fillStyle = style.color
  pen.globalAlpha = Number(style.opacity)
  pen.textBaseline = "middle"
  const range = document.createRange()
  let line = { text: "", box: null }
  const put = () => line.box && pen.fillText(line.text, line.box.left - base.left, (line.box.top + line.box.bottom) / 2 - base.top)
  for (let place = 0; place < node.length; place++) {
    range.setStart(node, place)
    range.setEnd(node, place + 1)
    const box = range.getBoundingClientRect()
    if (line.box && Math.abs(box.top - line.box.top) > 2 && box.width) {
      put()
      line = { text: "", box: null }
    }
    line.box ??= box
    line.text += node.data[place]
  }
  put()
  pen.globalAlpha = 1
}

// Words in lines that fit; what has no blanks, such as an address, is broken wherever the line ends.
function wrapped(pen, text, width) {
  const fits = line => pen.measureText(line).width <= width
  const lines = []
  for (const paragraph of text.split(/\n+/)) {
    let line = ""
    for (const word of paragraph.split(/\s+/)) {
      line = fits(`${line} ${word}`) || !line ? `${line} ${word}`.trim() : (lines.push(line), word)
      while (!fits(line)) {
        let end = line.length - 1
        while (end > 1 && !fits(line.slice(0, end))) end--
        lines.push(line.slice(0, end))
        line = line.slice(end)
      }
    }
    if (line) lines.push(line)
  }
  return lines
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
