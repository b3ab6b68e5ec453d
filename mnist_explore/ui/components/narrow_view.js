// The place where the strip of buttons ends that lies over a page's top.
const STRIP_PX = 64
const shown = new WeakMap()

export default function ({ parentElement, data }) {
  const before = shown.get(parentElement)
  shown.set(parentElement, data.what)
  if (before === undefined || before === data.what) return
  const place = parentElement.host ?? parentElement
  const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches
  const behavior = still ? "auto" : "smooth"
  if (data.reach) {
    // No farther than is needed: what stands above is worked with.
    place.style.scrollMarginBottom = `${data.reach}px`
    place.scrollIntoView({ behavior, block: "nearest" })
    return
  }
  const { top } = place.getBoundingClientRect()
  if (top >= STRIP_PX && top < 0.6 * window.innerHeight) return
  place.style.scrollMarginTop = `${STRIP_PX}px`
  place.scrollIntoView({ behavior, block: "start" })
}
