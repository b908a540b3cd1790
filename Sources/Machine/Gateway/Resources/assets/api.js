// The process's HTTP interface (see /openapi.json): plain GETs and one stream.

/** GETs `/api/v1/<name>` with the members of `query` that are known; throws an Error with the server's own sentence. */
export async function get(name, query = {}, signal) {
  const response = await fetch(`/api/v1/${name}${written(query)}`, { signal, cache: "no-store" });
  if (response.ok) return response.json();
  const body = await response.json().catch(() => null);
  const error = new Error(body?.error ?? `${response.status} ${response.statusText}`);
  error.status = response.status;
  throw error;
}

/** The address of a stream of server-sent events: `{edge}`, `{region}` or `{center: 1}`. */
export const streamAddress = (query) => `/api/v1/stream${written(query)}`;

function written(query) {
  const known = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  return known.length ? `?${new URLSearchParams(known)}` : "";
}
