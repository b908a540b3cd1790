// How the canvases are to be drawn on this machine.
//
// Thin clients and virtual desktops emulate the graphics processor in software; drawing paths through that emulation
// takes some 200 ms a frame, drawing them directly in memory some 5 ms. WebGL tells which it is: asked to fail where
// performance is poor, it does. `willReadFrequently` is the documented way to ask for a canvas in memory.
export const drawingSettings = { willReadFrequently: isEmulated() };

function isEmulated() {
  const gl = document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
  const name = gl?.getExtension("WEBGL_debug_renderer_info") && gl.getParameter(0x9246);  // UNMASKED_RENDERER_WEBGL
  gl?.getExtension("WEBGL_lose_context")?.loseContext();  // it was only asked
  return gl === null || /swiftshader|llvmpipe|softpipe|basic render/i.test(name ?? "");
}
