// The process's HTTP interface (see /openapi.json): plain GETs and one stream.

/** GETs `/api/v1/<name>`, for one edge if given; throws an Error with the server's own sentence. */
export async function get(name, edge, signal) {
  const query = edge === undefined ? "" : `?edge=${encodeURIComponent(edge)}`;
  const response = await fetch(`/api/v1/${name}${query}`, { signal, cache: "no-store" });
  if (response.ok) return response.json();
  const body = await response.json().catch(() => null);
  throw new Error(body?.error ?? `${response.status} ${response.statusText}`);
}

/** The address of an edge's stream of server-sent events. */
export const streamAddress = (edge) => `/api/v1/stream?edge=${encodeURIComponent(edge)}`;
