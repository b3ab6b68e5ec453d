// What draws sheets comes once for all of a page's sheets (sheet_code.js); those that are here before it wait.
export default function (component) {
  const shelf = (globalThis.mnistExploreSheets ??= { waiting: new Map() })
  if (shelf.draw) return shelf.draw(component)
  const waiting = { component, leave: () => shelf.waiting.delete(component.parentElement) }
  shelf.waiting.set(component.parentElement, waiting)
  return () => waiting.leave()
}
