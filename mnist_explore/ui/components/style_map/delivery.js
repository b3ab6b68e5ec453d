// What the server has packed for the map, laid where the map's own module takes it from. It shows nothing.
const delivered = new WeakMap()

export default function ({ parentElement, data }) {
  if (delivered.get(parentElement) === data) return
  delivered.set(parentElement, data)
  const post = (globalThis.mnistExplorePost ??= [])
  post.push(data)
}
