// The clipboard's own interface is there on secure pages alone; elsewhere a selected field is copied, as of old.
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
  const field = document.createElement("textarea")
  field.value = text
  field.style.position = "fixed"
  field.style.opacity = 0
  document.body.append(field)
  field.select()
  const copied = document.execCommand("copy")
  field.remove()
  if (!copied) throw new Error("not copied")
}

export default function (component) {
  const { parentElement, data } = component
  const button = parentElement.querySelector(".copy")
  const done = parentElement.querySelector(".done")
  button.textContent = data.label
  button.onclick = () =>
    copy(window.location.href).then(
      () => (done.textContent = data.done),
      () => (done.textContent = window.location.href),
    )
}
