// Hands what draws sheets to those that are on the page, and to those that come later. It shows nothing.
export default function ({ data }) {
  const shelf = (globalThis.mnistExploreSheets ??= { waiting: new Map() })
  if (shelf.css === data.css) return
  const style = new CSSStyleSheet()
  style.replaceSync(data.css)
  shelf.css = data.css
  shelf.draw = component => drawSheet(component, style)
  for (const waiting of shelf.waiting.values()) waiting.leave = shelf.draw(waiting.component)
  shelf.waiting.clear()
}
