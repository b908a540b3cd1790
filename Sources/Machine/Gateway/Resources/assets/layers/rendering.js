// How the canvases are to be drawn on this machine.
//
// Thin clients and virtual desktops emulate the graphics processor in software. Measured there with 300 objects (two
// shared cores, headless Chromium on SwiftShader): 180-280 ms a frame through the emulation, 67 ms with canvases kept
// in memory. WebGL tells which it is: asked to fail where performance is poor, it does, or names the emulator.
// `willReadFrequently` is the documented way to ask for a canvas in memory.
export const drawingSettings = { willReadFrequently: isEmulated() };

function isEmulated() {
  const gl = document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true });
  const name = gl?.getExtension("WEBGL_debug_renderer_info") && gl.getParameter(0x9246);  // UNMASKED_RENDERER_WEBGL
  gl?.getExtension("WEBGL_lose_context")?.loseContext();  // it was only asked
  return gl === null || /swiftshader|llvmpipe|softpipe|basic render/i.test(name ?? "");
}
