// Two draw calls a frame: all dots as points, and one square for each picture. Plain WebGL 2, or 1 with its extension
// for repeated squares; the shaders are the same.
const PLACE = `
  attribute vec2 from;
  attribute vec2 to;
  uniform float glide;
  uniform vec2 middle;
  uniform vec2 scale;
  vec2 placed() { return (mix(from, to, glide) - middle) * scale; }
`
const DOTS = [`
  precision highp float;
  ${PLACE}
  attribute vec4 colour;
  uniform float size;
  varying vec4 shown;
  void main() {
    gl_Position = vec4(placed(), 0.0, 1.0);
    gl_PointSize = size;
    shown = colour;
  }`, `
  precision highp float;
  varying vec4 shown;
  uniform float size;
  uniform float opacity;
  void main() {
    float away = length(gl_PointCoord - 0.5) * size;
    float alpha = clamp(size * 0.5 - away + 0.5, 0.0, 1.0) * shown.a * opacity;
    gl_FragColor = vec4(shown.rgb * alpha, alpha);
  }`]
// The square's corner is put on whole device pixels, or a picture shown 1:1 would lose rows.
const PICTURES = [`
  precision highp float;
  ${PLACE}
  attribute vec2 corner;
  attribute vec4 colour;
  attribute vec2 cell;
  uniform vec2 view;
  uniform float size;
  varying vec2 texel;
  varying vec2 beside;
  varying vec4 shown;
  void main() {
    vec2 pixel = floor((placed() * 0.5 + 0.5) * view - size * 0.5 + 0.5);
    gl_Position = vec4((pixel + corner * size) / view * 2.0 - 1.0, 0.0, 1.0);
    texel = cell * 28.0 + vec2(corner.x, 1.0 - corner.y) * 28.0;
    beside = corner - 0.5;
    shown = colour;
  }`, `
  precision highp float;
  varying vec2 texel;
  varying vec2 beside;
  varying vec4 shown;
  uniform sampler2D sheet;
  uniform float side;
  uniform float sharp;
  uniform vec3 paper;
  void main() {
    float ink = texture2D(sheet, texel / side).r;
    ink = clamp((ink - 0.5) * sharp + 0.5, 0.0, 1.0);
    // Round the digit its paper covers the dots below, and fades out before its square ends.
    float away = length(beside) * 2.0;
    float alpha = shown.a * max(0.9 * (1.0 - smoothstep(0.7, 1.0, away)), ink);
    gl_FragColor = vec4(mix(paper, shown.rgb, ink) * alpha, alpha);
  }`]

function program(gl, [vertex, fragment], names) {
  const made = gl.createProgram()
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = gl.createShader(kind)
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(made, shader)
  }
  names.forEach((name, place) => gl.bindAttribLocation(made, place, name))
  gl.linkProgram(made)
  if (!gl.getProgramParameter(made, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error(gl.getProgramInfoLog(made))
  const uniforms = {}
  for (let i = 0; i < (gl.getProgramParameter(made, gl.ACTIVE_UNIFORMS) ?? 0); i++) {
    const { name } = gl.getActiveUniform(made, i)
    uniforms[name] = gl.getUniformLocation(made, name)
  }
  return { made, uniforms }
}

// Returns null where neither WebGL is to be had.
function painter(canvas) {
  const options = { alpha: true, antialias: false, depth: false, powerPreference: "low-power" }
  const gl = canvas.getContext("webgl2", options) ?? canvas.getContext("webgl", options)
  if (!gl) return null
  const second = typeof WebGL2RenderingContext !== "undefined" && gl instanceof WebGL2RenderingContext
  const repeated = second ? null : gl.getExtension("ANGLE_instanced_arrays")
  if (!second && (!repeated || !gl.getExtension("OES_element_index_uint"))) return null
  const each = (place, count) => (second ? gl.vertexAttribDivisor(place, count)
    : repeated.vertexAttribDivisorANGLE(place, count))
  const squaresOf = count => (second ? gl.drawArraysInstanced(gl.TRIANGLE_STRIP, 0, 4, count)
    : repeated.drawArraysInstancedANGLE(gl.TRIANGLE_STRIP, 0, 4, count))
  if (gl.getParameter(gl.MAX_TEXTURE_SIZE) < CELLS_ACROSS * SIDE) return null
  const self = { gl, each, squaresOf, uploaded: new Map(), order: 0 }
  ready(self)
  return self
}

// All that a context holds; made again after one was lost.
function ready(self) {
  const { gl } = self
  self.dots = program(gl, DOTS, ["from", "to", "colour"])
  self.pictures = program(gl, PICTURES, ["corner", "from", "to", "colour", "cell"])
  self.buffers = {}
  for (const name of ["from", "to", "colour", "order", "corner", "squares"]) self.buffers[name] = gl.createBuffer()
  gl.bindBuffer(gl.ARRAY_BUFFER, self.buffers.corner)
  gl.bufferData(gl.ARRAY_BUFFER, new Float32Array([0, 0, 1, 0, 0, 1, 1, 1]), gl.STATIC_DRAW)
  gl.enable(gl.BLEND)
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
  gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1)
  self.uploaded.clear()
  self.sheet = null
}

function startSheet(self) {
  const { gl } = self
  const side = CELLS_ACROSS * SIDE
  self.sheet = gl.createTexture()
  gl.bindTexture(gl.TEXTURE_2D, self.sheet)
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.LUMINANCE, side, side, 0, gl.LUMINANCE, gl.UNSIGNED_BYTE, null)
  for (const name of ["MIN", "MAG"]) gl.texParameteri(gl.TEXTURE_2D, gl[`TEXTURE_${name}_FILTER`], gl.LINEAR)
  for (const axis of ["S", "T"]) gl.texParameteri(gl.TEXTURE_2D, gl[`TEXTURE_WRAP_${axis}`], gl.CLAMP_TO_EDGE)
}

function upload(self, name, values, target = self.gl.ARRAY_BUFFER) {
  self.gl.bindBuffer(target, self.buffers[name])
  self.gl.bufferData(target, values, self.gl.DYNAMIC_DRAW)
}

// Where a layout and the next differ in a digit that only one has, it stays where it is.
function setPlaces(self, from, to) {
  const laid = ({ x, y }) => {
    const both = new Int16Array(2 * x.length)
    for (let i = 0; i < x.length; i++) [both[2 * i], both[2 * i + 1]] = [x[i], y[i]]
    return both
  }
  upload(self, "from", laid(from))
  upload(self, "to", from === to ? laid(from) : laid(to))
}

function setColours(self, colours, order) {
  upload(self, "colour", colours)
  upload(self, "order", order, self.gl.ELEMENT_ARRAY_BUFFER)
  self.order = order.length
}

// A cell of the texture is written when its picture is first drawn, so that a lost context needs nothing sent again.
function fill(self, map, position) {
  const cell = map.cells.get(position)
  // Drawn last, replaced last.
  map.cells.delete(position)
  map.cells.set(position, cell)
  if (self.uploaded.get(cell) === position) return cell
  const { gl } = self
  gl.texSubImage2D(gl.TEXTURE_2D, 0, (cell % CELLS_ACROSS) * SIDE, Math.floor(cell / CELLS_ACROSS) * SIDE, SIDE, SIDE,
    gl.LUMINANCE, gl.UNSIGNED_BYTE, map.inks[cell])
  self.uploaded.set(cell, position)
  return cell
}

function attributes(self, list) {
  const { gl } = self
  for (let place = 0; place < 5; place++) {
    const given = list[place]
    if (!given) {
      gl.disableVertexAttribArray(place)
      self.each(place, 0)
      continue
    }
    const [buffer, size, kind, normal, stride, offset, divisor] = given
    gl.bindBuffer(gl.ARRAY_BUFFER, self.buffers[buffer])
    gl.enableVertexAttribArray(place)
    gl.vertexAttribPointer(place, size, kind, normal, stride, offset)
    self.each(place, divisor)
  }
}

function viewed(self, { made, uniforms }, view) {
  const { gl } = self
  gl.useProgram(made)
  gl.uniform1f(uniforms.glide, view.glide)
  gl.uniform2f(uniforms.middle, view.x, view.y)
  gl.uniform2f(uniforms.scale, 2 * view.scale / view.width, 2 * view.scale / view.height)
}

function drawDots(self, view, size, opacity) {
  const { gl } = self
  viewed(self, self.dots, view)
  gl.uniform1f(self.dots.uniforms.size, size)
  gl.uniform1f(self.dots.uniforms.opacity, opacity)
  attributes(self, [
    ["from", 2, gl.SHORT, false, 0, 0, 0],
    ["to", 2, gl.SHORT, false, 0, 0, 0],
    ["colour", 4, gl.UNSIGNED_BYTE, true, 0, 0, 0],
  ])
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, self.buffers.order)
  gl.drawElements(gl.POINTS, self.order, gl.UNSIGNED_INT, 0)
}

// Four int16 of place, four bytes of colour, two of the texture's cell and two that fill the row up.
const SQUARE_BYTES = 16

function drawPictures(self, map, view, shown, { from, to, colours, size, sharp, paper }) {
  const { gl } = self
  if (!self.sheet) startSheet(self)
  gl.activeTexture(gl.TEXTURE0)
  gl.bindTexture(gl.TEXTURE_2D, self.sheet)
  const rows = new ArrayBuffer(SQUARE_BYTES * shown.length)
  const [shorts, bytes] = [new Int16Array(rows), new Uint8Array(rows)]
  shown.forEach((position, number) => {
    const cell = fill(self, map, position)
    shorts.set([from.x[position], from.y[position], to.x[position], to.y[position]], 8 * number)
    bytes.set(colours.subarray(4 * position, 4 * position + 4), SQUARE_BYTES * number + 8)
    bytes.set([cell % CELLS_ACROSS, Math.floor(cell / CELLS_ACROSS)], SQUARE_BYTES * number + 12)
  })
  upload(self, "squares", rows)
  viewed(self, self.pictures, view)
  const { uniforms } = self.pictures
  gl.uniform2f(uniforms.view, view.width, view.height)
  gl.uniform1f(uniforms.size, size)
  gl.uniform1f(uniforms.side, CELLS_ACROSS * SIDE)
  gl.uniform1f(uniforms.sharp, sharp)
  gl.uniform3fv(uniforms.paper, paper)
  attributes(self, [
    ["corner", 2, gl.FLOAT, false, 0, 0, 0],
    ["squares", 2, gl.SHORT, false, SQUARE_BYTES, 0, 1],
    ["squares", 2, gl.SHORT, false, SQUARE_BYTES, 4, 1],
    ["squares", 4, gl.UNSIGNED_BYTE, true, SQUARE_BYTES, 8, 1],
    ["squares", 2, gl.UNSIGNED_BYTE, false, SQUARE_BYTES, 12, 1],
  ])
  self.squaresOf(shown.length)
}

function clear(self, width, height) {
  self.gl.viewport(0, 0, width, height)
  self.gl.clearColor(0, 0, 0, 0)
  self.gl.clear(self.gl.COLOR_BUFFER_BIT)
}
