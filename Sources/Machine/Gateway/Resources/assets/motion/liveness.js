// Says whether what is shown is the road now. Judged by what arrives and advances, never by what the socket claims.
const late = 500, stopped = 2000;

/** {state, age}: connecting, live, late, cut (no connection), silent (nothing comes), frozen (old scenes come). */
export function liveness(playback, stream, sceneArrival, now) {
  const age = playback.age(now);
  if (age === null) return { state: stream.failed ? "cut" : "connecting", age };
  if (age < late) return { state: "live", age };
  if (age < stopped) return { state: "late", age };
  if (!stream.isOpen) return { state: "cut", age };
  return { state: now - sceneArrival < stopped ? "frozen" : "silent", age };
}

export const hasStopped = (state) => state === "cut" || state === "silent" || state === "frozen";
