// A box to draw in. Strokes are vectors in units of the box's side, so that its size on the screen does not matter;
// each change sends the whole drawing as text (see strokes.py), so that nothing depends on what arrived before.
const boxes = new WeakMap()
const SVG = "http://www.w3.org/2000/svg"
// Nearer points add bytes and no shape: 2 of the picture's 336 pixels.
const STEP = 6
const ICONS = {
  undo: "M8 5 3.5 9.5 8 14M4 9.5h10a5.5 5.5 0 0 1 0 11h-4",
  redo: "M16 5l4.5 4.5L16 14M20 9.5h-10a5.5 5.5 0 0 0 0 11h4",
  clear: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5",
}

function svg(kind, attributes) {
  const made = document.createElementNS(SVG, kind)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

function tool(name, picture, act) {
  const button = document.createElement("button")
  button.type = "button"
  button.className = "tool"
  button.title = name
  button.setAttribute("aria-label", name)
  const icon = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" })
  icon.append(picture)
  button.append(icon)
  button.onclick = act
  return button
}

function group(name, tools) {
  const made = document.createElement("div")
  made.className = "group"
  made.setAttribute("role", "group")
  made.setAttribute("aria-label", name)
  made.append(...tools)
  return made
}

class Box {
  constructor(root, data) {
    this.side = data.side
    this.most = data.most
    this.id = [...crypto.getRandomValues(new Uint8Array(4))].map(byte => byte.toString(16).padStart(2, "0")).join("")
    this.sent = 0
    // Every state of the drawing since it was empty, and which of them is shown.
    this.states = [[]]
    this.place = 0
    this.now = null
    this.build(root, data.pens)
    this.restore(data.drawing)
    this.show()
  }

  build(root, pens) {
    const line = path => svg("path", { d: path, fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" })
    const dot = width => svg("circle", { cx: 12, cy: 12, r: width / 12, fill: "currentColor" })
    this.pens = Object.entries(pens).map(([name, width]) => {
      const button = tool(`Pen: ${name}`, dot(width), () => this.choose(width))
      button.dataset.width = width
      return button
    })
    this.undo = tool("Undo", line(ICONS.undo), () => this.turn(this.place - 1))
    this.redo = tool("Redo", line(ICONS.redo), () => this.turn(this.place + 1))
    this.clear = tool("Clear", line(ICONS.clear), () => this.strokes.length && this.add([]))
    const tools = document.createElement("div")
    tools.className = "tools"
    tools.append(group("Pen", this.pens), group("Drawing", [this.undo, this.redo, this.clear]))
    this.paper = svg("svg", { class: "paper", viewBox: `0 0 ${this.side} ${this.side}`, role: "img" })
    this.words = document.createElement("div")
    this.words.className = "words"
    this.words.setAttribute("role", "status")
    const whole = document.createElement("div")
    whole.className = "drawing"
    whole.append(tools, this.paper, this.words)
    root.replaceChildren(whole)
    this.choose(Object.values(pens)[1])
    this.listen(whole)
  }

  listen(whole) {
    this.paper.onpointerdown = event => this.begin(event)
    this.paper.onpointermove = event => this.move(event)
    for (const name of ["pointerup", "pointercancel", "lostpointercapture"])
      this.paper.addEventListener(name, event => this.end(event))
    whole.addEventListener("keydown", event => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const key = event.key.toLowerCase()
      if (key !== "z" && key !== "y") return
      event.preventDefault()
      this.turn(this.place + (key === "y" || event.shiftKey ? 1 : -1))
    })
  }

  get strokes() {
    return this.states[this.place]
  }

  count() {
    return this.strokes.reduce((sum, stroke) => sum + stroke.points.length / 2, 0)
  }

  choose(width) {
    this.width = width
    for (const pen of this.pens) pen.setAttribute("aria-pressed", String(Number(pen.dataset.width) === width))
  }

  at(event) {
    const box = this.paper.getBoundingClientRect()
    const unit = (value, start, length) => {
      const place = Math.round(((value - start) / length) * this.side)
      // A stroke may leave the box, and is cut at its rim.
      return Math.max(-this.side, Math.min(2 * this.side, place))
    }
    return [unit(event.clientX, box.left, box.width), unit(event.clientY, box.top, box.height)]
  }

  begin(event) {
    // One finger draws; a second one, or the heel of the hand, does not.
    if (this.now || event.button !== 0 || this.count() >= this.most) return
    event.preventDefault()
    this.paper.setPointerCapture(event.pointerId)
    this.now = { pointer: event.pointerId, left: this.most - this.count() - 1, stroke: this.stroke(this.width, this.at(event)) }
    this.paper.append(this.now.stroke.line)
  }

  stroke(width, points) {
    const line = svg("polyline", { fill: "none", stroke: "currentColor", "stroke-width": width, "stroke-linecap": "round", "stroke-linejoin": "round" })
    const made = { width, points, line }
    this.draw(made)
    return made
  }

  draw({ points, line }) {
    // A line through one point has no ends to be round.
    line.setAttribute("points", (points.length === 2 ? [...points, ...points] : points).join(" "))
  }

  move(event) {
    if (event.pointerId !== this.now?.pointer) return
    const events = event.getCoalescedEvents?.() ?? []
    for (const each of events.length ? events : [event]) this.extend(this.at(each), STEP)
    this.draw(this.now.stroke)
  }

  extend([x, y], step) {
    const points = this.now.stroke.points
    if (this.now.left <= 0 || Math.hypot(x - points.at(-2), y - points.at(-1)) < step) return
    points.push(x, y)
    this.now.left -= 1
  }

  end(event) {
    if (event.pointerId !== this.now?.pointer) return
    if (event.type === "pointerup") this.extend(this.at(event), 1)
    const { stroke } = this.now
    this.draw(stroke)
    this.now = null
    this.add([...this.strokes, stroke])
  }

  add(strokes) {
    this.states = [...this.states.slice(0, this.place + 1), strokes]
    this.turn(this.states.length - 1)
  }

  turn(place) {
    if (this.now || place < 0 || place >= this.states.length) return
    this.place = place
    this.show()
    this.tell()
  }

  show() {
    this.paper.replaceChildren(...this.strokes.map(stroke => stroke.line))
    const off = (button, is) => button.setAttribute("aria-disabled", String(is))
    off(this.undo, this.place === 0)
    off(this.redo, this.place === this.states.length - 1)
    off(this.clear, !this.strokes.length)
    const count = this.strokes.length
    const drawn = count === 0 ? "Nothing drawn yet" : count === 1 ? "1 stroke" : `${count} strokes`
    this.words.textContent = this.count() >= this.most ? "The box is full: undo a stroke, or clear it." : drawn
    this.paper.setAttribute("aria-label", `Box to draw in by mouse, finger or pen: ${drawn.toLowerCase()}`)
  }

  tell() {
    const strokes = this.strokes.map(({ width, points }) => [width, ...points].join(" ")).join(";")
    this.sent = (this.sent + 1) % 1000000
    this.send("drawing", `${this.id}-${this.sent}|${strokes}`)
  }

  // What was drawn before the box was built anew, each stroke to be undone by itself.
  restore(drawing) {
    for (const part of drawing.split("|")[1]?.split(";") ?? []) {
      const [width, ...points] = part.split(" ").map(Number)
      if (points.length < 2) continue
      this.states.push([...this.states.at(-1), this.stroke(width, points)])
      this.choose(width)
    }
    this.place = this.states.length - 1
  }
}

export default function (component) {
  const { parentElement, data, setStateValue } = component
  const root = parentElement.querySelector(".root")
  let box = boxes.get(root)
  // A box that stands knows more than the server, which may not have heard of the last stroke.
  if (!box) boxes.set(root, (box = new Box(root, data)))
  box.send = setStateValue
}
