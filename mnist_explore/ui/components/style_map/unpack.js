// What is below here in the files is packed, a third of its size: unpacked, it is a module like this one.
async function unpackedModule() {
  const bytes = Uint8Array.from(atob(packed), one => one.charCodeAt(0))
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))
  const address = URL.createObjectURL(new Blob([await new Response(stream).text()], { type: "text/javascript" }))
  const module = await import(address)
  URL.revokeObjectURL(address)
  return module.default
}

const tooOld = ({ parentElement, data }) => { parentElement.querySelector(".root").textContent = data.outdated }

export default typeof DecompressionStream === "undefined" ? tooOld : await unpackedModule()
