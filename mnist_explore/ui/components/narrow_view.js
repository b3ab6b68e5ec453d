// The place where the strip of buttons ends that lies over a page's top.
const STRIP_PX = 64
const shown = new WeakMap()

export default function ({ parentElement, data }) {
  const before = shown.get(parentElement)
  shown.set(parentElement, data.what)
  if (before === undefined || before === data.what) return
  const place = parentElement.host ?? parentElement
  const { top } = place.getBoundingClientRect()
  if (top >= STRIP_PX && top < 0.6 * window.innerHeight) return
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  place.style.scrollMarginTop = `${STRIP_PX}px`
  place.scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" })
}
