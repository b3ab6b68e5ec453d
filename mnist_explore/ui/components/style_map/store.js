// What the browser holds of a map: places, columns and pictures of digits, by data set. Components of the map share it,
// and it outlasts a change of page, so that nothing is sent twice to one tab.
const maps = (globalThis.mnistExploreMaps ??= new Map())

// Cells of 28 × 28 pixels in the one texture that holds pictures of digits.
const SIDE = 28
const CELLS_ACROSS = 128
const CELLS = CELLS_ACROSS * CELLS_ACROSS

function mapOf(name) {
  if (!maps.has(name)) {
    maps.set(name, {
      layouts: new Map(),
      columns: new Map(),
      // Position of a digit → the cell its picture is in; the one longest unused comes first.
      cells: new Map(),
      inks: [],
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

// Places come as differences to the digit before, low bytes and high bytes apart: neighbours in the list are neighbours
// on the map, so that most high bytes are 0.
function places(bytes) {
  const count = bytes.length / 4
  const both = [new Int16Array(count), new Int16Array(count)]
  both.forEach((axis, number) => {
    let value = 0
    for (let i = 0; i < count; i++) {
      value += bytes[2 * number * count + i] | (bytes[(2 * number + 1) * count + i] << 8)
      axis[i] = value
    }
  })
  return both
}

function keepPictures(map, positions, ink) {
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
  })
}

async function deliver(bytes) {
  if (!bytes?.length) return
  const { header, arrays } = await unpacked(bytes)
  const map = mapOf(header.map)
  if (header.labels) {
    map.count = arrays.labels.length
    map.labels = arrays.labels
  }
  for (const layout of header.layouts ?? []) {
    const [x, y] = places(arrays[`places:${layout}`])
    map.layouts.set(layout, { x, y, members: arrays[`members:${layout}`] ?? null })
  }
  for (const column of header.columns ?? []) {
    column.bin = arrays[`bin:${column.name}`]
    column.values = arrays[`values:${column.name}`] ?? null
    map.columns.set(column.name, column)
  }
  if (header.pictures) keepPictures(map, [...arrays.positions], arrays.ink)
  for (const listen of map.listeners) listen(header)
}
