// What the browser holds of a map: places, columns and pictures of digits, by data set. Components of the map share it,
// and it outlasts a change of page, so that nothing is sent twice to one tab.
const maps = (globalThis.mnistExploreMaps ??= new Map())

// Cells of 28 × 28 pixels in the one texture that holds pictures of digits.
const SIDE = 28
const CELLS_ACROSS = 128
const CELLS = CELLS_ACROSS * CELLS_ACROSS

// The column that every map comes with, and is coloured by at first.
const FIRST = "digit"

function mapOf(name) {
  if (!maps.has(name)) {
    maps.set(name, {
      layouts: new Map(),
      columns: new Map(),
      // Position of a digit → the cell its picture is in; the one longest unused comes first.
      cells: new Map(),
      inks: [],
      // What the card says of the digit in a cell.
      facts: [],
      listeners: new Set(),
    })
  }
  return maps.get(name)
}

// Zlib's format is built into browsers: a message costs the network a half of its bytes.
async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  const buffer = await new Response(stream).arrayBuffer()
  const length = new DataView(buffer).getUint32(0, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)))
  const kinds = { uint8: Uint8Array, int16: Int16Array, int32: Int32Array }
  let at = 4 + length
  const arrays = {}
  for (const [name, kind, count] of header.arrays) {
    at = Math.ceil(at / 4) * 4
    arrays[name] = new kinds[kind](buffer, at, count)
    at += arrays[name].byteLength
  }
  return { header, arrays }
}

// Planes of bytes, the lowest of all numbers first, as numbers: like stands by like, and packs well.
function numbersOf(bytes, count) {
  const found = new Uint32Array(bytes.length / count)
  for (let i = 0; i < found.length; i++) {
    for (let plane = count - 1; plane >= 0; plane--) found[i] = (found[i] << 8) | bytes[plane * found.length + i]
  }
  return found
}

// Places come as differences to the digit before, which mostly lies near.
function placesFrom(bytes) {
  return [0, 1].map(number => {
    const half = bytes.length / 2
    let value = 0
    return Int16Array.from(numbersOf(bytes.subarray(number * half, (number + 1) * half), 2), step => (value += step))
  })
}

const everyOther = bits => {
  let found = bits & 0x55555555
  for (const [shift, mask] of [[1, 0x33333333], [2, 0x0f0f0f0f], [4, 0x00ff00ff], [8, 0x0000ffff]]) {
    found = (found | (found >>> shift)) & mask
  }
  return found
}

// Or as how far along the Z-shaped curve each lies from the one before: the bits of x and y in turn.
function placesAlong(bytes) {
  let code = 0
  const codes = numbersOf(bytes, 4).map(step => (code += step))
  return [0, 1].map(axis => Int16Array.from(codes, one => everyOther(one >>> axis) - 32768))
}

// A column of numbers comes as codes of pairs, each a number and its bin.
function uncoded(column, arrays) {
  const [numbers, bins] = [arrays[`numbers:${column.name}`], arrays[`bins:${column.name}`]]
  if (!numbers) return { bin: arrays[`bin:${column.name}`], values: null }
  let value = 0
  const table = numbers.map(step => (value += step))
  const codes = numbersOf(arrays[`codes:${column.name}`], column.bytes)
  return { bin: Uint8Array.from(codes, code => bins[code]), values: Int32Array.from(codes, code => table[code]) }
}

function keepPictures(map, positions, ink, facts) {
  positions.forEach((position, number) => {
    if (map.cells.has(position)) return
    let cell = map.cells.size
    if (cell >= CELLS) {
      const [oldest] = map.cells
      cell = oldest[1]
      map.cells.delete(oldest[0])
    }
    map.cells.set(position, cell)
    map.inks[cell] = ink.slice(number * SIDE * SIDE, (number + 1) * SIDE * SIDE)
    map.facts[cell] = facts[number]
  })
}

async function deliver(bytes) {
  if (!bytes?.length) return
  const { header, arrays } = await unpacked(bytes)
  const map = mapOf(header.map)
  for (const layout of header.layouts ?? []) {
    const along = arrays[`curve:${layout}`]
    const [x, y] = along ? placesAlong(along) : placesFrom(arrays[`places:${layout}`])
    map.layouts.set(layout, { x, y, members: arrays[`members:${layout}`] ?? null })
  }
  for (const column of header.columns ?? []) {
    map.columns.set(column.name, Object.assign(column, uncoded(column, arrays)))
    if (column.name === FIRST) map.labels = column.bin.map(kind => column.labels[kind])
  }
  if (header.facts) keepPictures(map, [...arrays.positions], arrays.ink, header.facts)
  for (const listen of map.listeners) listen(header)
}

// What came before this module is taken now, what comes later at once.
const post = (globalThis.mnistExplorePost ??= [])
post.push = deliver
post.splice(0).forEach(deliver)
