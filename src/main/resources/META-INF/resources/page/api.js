const BASE = '/api/v1';

/** Reads one resource; a problem becomes an Error with what the server said. A last argument that is no text is the query. */
export async function get(...segments) {
  const query = typeof segments.at(-1) === 'string' ? '' : '?' + new URLSearchParams(segments.pop());
  const answer = await fetch(BASE + '/' + segments.map(encodeURIComponent).join('/') + query, { headers: { Accept: 'application/json' } });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Error(problem.detail ?? `the server answered ${answer.status}`);
}

/** Reads a list, page after page. */
export async function all(...segments) {
  const items = [];
  let query = { limit: 1000 };
  while (query) {
    const page = await get(...segments, query);
    items.push(...page.items);
    query = page.next ? { limit: 1000, cursor: page.next } : null;
  }
  return items;
}

export function download(location) {
  return `${BASE}/objects?location=${encodeURIComponent(location)}`;
}

/** Listens to result events; the browser comes back by itself, and says which event it saw last. */
export function listen({ on, live, again }) {
  const stream = new EventSource(BASE + '/events/stream');
  stream.addEventListener('hello', () => { live(true); again(); });
  stream.addEventListener('resync', again);
  stream.addEventListener('error', () => live(false));
  for (const name of ['fsd-updated', 'adapter-rejected', 'mixture-ready', 'mixture-failed', 'accuracy', 'sweep-progress']) {
    stream.addEventListener(name, event => on(name, JSON.parse(event.data)));
  }
}
