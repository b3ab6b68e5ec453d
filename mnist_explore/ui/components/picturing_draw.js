// How what is on screen is drawn once more: SVG, canvases, sheets and words.
const SCALE = 2
const WORDS = ".caption, .heading, .axis, .tick"

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
