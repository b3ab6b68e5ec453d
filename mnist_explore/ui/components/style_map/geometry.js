// Areas of the map, which places lie inside, and which digits have room for a picture.

// Corners are kept to a tenth of the map's unit, places to a hundredth; mnist_explore/atlas/groups/regions.py has the
// same text, the same rule and the same order of operations, so that both select the same digits.
const CORNERS = 10
const PLACES = 100
const MOST_TEXT = 2000

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

function toText(areas) {
  return areas.map(area => {
    const bytes = []
    let before = [0, 0]
    for (const corner of area) {
      corner.forEach((value, axis) => {
        const step = value - before[axis]
        let number = step < 0 ? -2 * step - 1 : 2 * step
        for (; number >= 0x80; number = Math.floor(number / 128)) bytes.push((number & 0x7f) | 0x80)
        bytes.push(number)
      })
      before = corner
    }
    let text = ""
    for (let i = 0; i < bytes.length; i += 3) {
      const [a, b, c] = bytes.slice(i, i + 3)
      const four = [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63]
      text += four.slice(0, bytes.length - i >= 3 ? 4 : bytes.length - i + 1).map(one => LETTERS[one]).join("")
    }
    return text
  }).join("~")
}

// What is damaged is left out: the server says so in words.
function fromText(text) {
  return text.slice(0, MOST_TEXT).split("~").map(part => {
    const bits = [...part].map(letter => LETTERS.indexOf(letter))
    const bytes = []
    for (let i = 0; i + 1 < bits.length; i++) {
      if (i % 4 < 3) bytes.push(((bits[i] << (2 * (i % 4) + 2)) | (bits[i + 1] >> (4 - 2 * (i % 4)))) & 255)
    }
    const steps = []
    let number = 0
    let scale = 1
    for (const byte of bytes) {
      number += (byte & 0x7f) * scale
      scale *= 128
      if (byte < 0x80) {
        steps.push(number % 2 ? -(number + 1) / 2 : number / 2)
        number = 0
        scale = 1
      }
    }
    const area = []
    let at = [0, 0]
    for (let i = 0; i + 1 < steps.length; i += 2) {
      at = [at[0] + steps[i], at[1] + steps[i + 1]]
      area.push(at)
    }
    return area
  }).filter(area => area.length >= 3)
}

// On the grid that texts keep, without repeats; nothing where no area is left.
function settled(corners) {
  const found = []
  for (const [x, y] of corners) {
    const corner = [Math.round(x * CORNERS), Math.round(y * CORNERS)]
    const last = found[found.length - 1]
    if (!last || last[0] !== corner[0] || last[1] !== corner[1]) found.push(corner)
  }
  while (found.length > 1 && `${found[0]}` === `${found[found.length - 1]}`) found.pop()
  return new Set(found.map(String)).size >= 3 ? found : null
}

// Douglas and Peucker's method: a corner nearer than that to the line between its neighbours is left out.
function thinned(corners, least) {
  const keep = new Uint8Array(corners.length)
  keep[0] = keep[corners.length - 1] = 1
  const parts = [[0, corners.length - 1]]
  while (parts.length) {
    const [from, to] = parts.pop()
    const [ax, ay] = corners[from]
    const [bx, by] = corners[to]
    const length = Math.hypot(bx - ax, by - ay) || 1e-9
    let [far, most] = [0, -1]
    for (let i = from + 1; i < to; i++) {
      const [x, y] = corners[i]
      const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length / length
      const t = Math.min(1, Math.max(0, along))
      const away = Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
      if (away > most) [far, most] = [i, away]
    }
    if (most > least) {
      keep[far] = 1
      parts.push([from, far], [far, to])
    }
  }
  return corners.filter((_, i) => keep[i])
}

// The even-odd rule (Shimrat 1962), edge by edge.
function inside(areas, x, y) {
  const found = new Uint8Array(x.length)
  for (const area of areas) {
    const xs = area.map(corner => corner[0] / CORNERS)
    const ys = area.map(corner => corner[1] / CORNERS)
    const [left, right, low, high] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    for (let i = 0; i < x.length; i++) {
      const px = x[i] / PLACES
      const py = y[i] / PLACES
      if (px < left || px > right || py < low || py > high) continue
      let within = 0
      for (let a = area.length - 1, b = 0; b < area.length; a = b++) {
        const [y0, y1] = [ys[a], ys[b]]
        if ((py >= y0) === (py >= y1)) continue
        if (px < xs[a] + (py - y0) * ((xs[b] - xs[a]) / (y1 - y0))) within ^= 1
      }
      found[i] |= within
    }
  }
  return found
}

const NEVER = 255
const STEPS_AN_OCTAVE = 8
const WIDEST = 32768

// The gap, in hundredths of the map's unit, that all digits of a level or a lower one keep to each other.
const gapOf = level => WIDEST * 2 ** (-level / STEPS_AN_OCTAVE)

// For every digit the level from which it has room for its picture. The digits up to any level keep that level's gap,
// on one axis at least, and no further digit could be added to them: pictures never overlap, and leave no hole.
function levels(order, x, y) {
  const level = new Uint8Array(x.length).fill(NEVER)
  const near = (i, other, gap) => Math.abs(x[i] - x[other]) < gap && Math.abs(y[i] - y[other]) < gap
  // A digit waits for as long as the one that took its room is near enough.
  const taker = new Int32Array(x.length).fill(-1)
  const taken = []
  let left = Int32Array.from(order)
  for (let step = 0; left.length && gapOf(step) >= 1; step++) {
    const gap = gapOf(step)
    const across = Math.floor(65536 / gap) + 3
    // A cell as wide as the gap holds one digit at most.
    const cells = new Map()
    const cell = i => (Math.floor((y[i] + 32768) / gap) + 1) * across + Math.floor((x[i] + 32768) / gap) + 1
    for (const i of taken) cells.set(cell(i), i)
    left = left.filter(i => {
      if (taker[i] >= 0 && near(i, taker[i], gap)) return true
      const own = cell(i)
      for (let row = own - across; row <= own + across; row += across) {
        for (let one = row - 1; one <= row + 1; one++) {
          const other = cells.get(one)
          if (other === undefined || !near(i, other, gap)) continue
          taker[i] = other
          return true
        }
      }
      level[i] = step
      cells.set(own, i)
      taken.push(i)
      return false
    })
  }
  return level
}

// Digits by squares of the map, for what is under the pointer.
function squares(order, x, y) {
  const SQUARES = 256
  const starts = new Uint32Array(SQUARES * SQUARES + 1)
  const square = i => ((y[i] + 32768) >> 8) * SQUARES + ((x[i] + 32768) >> 8)
  for (const i of order) starts[square(i) + 1]++
  for (let k = 1; k < starts.length; k++) starts[k] += starts[k - 1]
  const next = starts.slice()
  const digits = new Uint32Array(order.length)
  for (const i of order) digits[next[square(i)]++] = i
  return (px, py, reach) => {
    let [best, least] = [-1, reach * reach]
    const to = value => Math.min(255, Math.max(0, (Math.floor(value) + 32768) >> 8))
    for (let row = to(py - reach); row <= to(py + reach); row++) {
      for (let k = starts[row * SQUARES + to(px - reach)]; k < starts[row * SQUARES + to(px + reach) + 1]; k++) {
        const away = (x[digits[k]] - px) ** 2 + (y[digits[k]] - py) ** 2
        if (away <= least) [best, least] = [digits[k], away]
      }
    }
    return best
  }
}
