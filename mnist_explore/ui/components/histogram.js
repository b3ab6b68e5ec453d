// One bar a bin; the numbers come from the server, the colours from the theme.
export default function (component) {
  const { parentElement, data } = component
  const bars = parentElement.querySelector(".bars")
  bars.setAttribute("aria-label", data.alt)
  while (bars.children.length > data.heights.length) bars.lastChild.remove()
  while (bars.children.length < data.heights.length) bars.append(document.createElement("i"))
  data.heights.forEach((height, place) => {
    bars.children[place].style.height = `${height}%`
    bars.children[place].className = data.inside[place] ? "" : "outside"
  })
}
