// Streamlit's own width below which the sidebar lies over the page.
const NARROW_PX = 768
// The last choice outlives the page, which another one replaces.
const KEPT = "mnistExploreChoice"

export default function ({ data }) {
  const { dataset } = document.documentElement
  const before = dataset[KEPT]
  dataset[KEPT] = data.choice
  if (before === undefined || before === data.choice || window.innerWidth >= NARROW_PX) return
  document.querySelector('[data-testid="stSidebar"][data-collapsed="false"] [data-testid="stSidebarCollapseButton"] button')?.click()
}
