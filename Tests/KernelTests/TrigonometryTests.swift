import Glibc
import Kernel
import Testing

@Suite("transcendental functions that give the same bits everywhere")
struct TrigonometryTests {
  private func close(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= max(4e-16, 4 * b.ulp) }

  @Test("sine and cosine agree with the C library over a million radians either way")
  func sineAndCosine() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<200_000 {
      let x = (random.unit() - 0.5) * (random.below(2) == 0 ? 20 : 2e6)
      #expect(close(Trigonometry.sin(x), Glibc.sin(x)), "sin(\(x))")
      #expect(close(Trigonometry.cos(x), Glibc.cos(x)), "cos(\(x))")
    }
  }

  @Test("the arctangent of two arguments agrees with the C library in every quadrant")
  func arctangent() {
    var random = SeededRandom(seed: 2)
    for _ in 0..<200_000 {
      let y = random.normal() * 100
      let x = random.normal() * (random.below(2) == 0 ? 100 : 1e-6)
      #expect(close(Trigonometry.atan2(y, x), Glibc.atan2(y, x)), "atan2(\(y), \(x))")
    }
    #expect(Trigonometry.atan2(0, 0) == 0)
    #expect(Trigonometry.atan2(0, -1) == Double.pi)
  }

  @Test("exponential and logarithm agree with the C library")
  func exponential() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<100_000 {
      let x = random.normal() * 20
      #expect(close(Trigonometry.exp(x) / Glibc.exp(x), 1), "exp(\(x))")
      let y = Glibc.exp(x)
      #expect((Trigonometry.log(y) - Glibc.log(y)).magnitude <= max(4e-16, 4 * Glibc.log(y).ulp), "log(\(y))")
    }
    #expect(Trigonometry.exp(-800) == 0)
    #expect(Trigonometry.log(0) == -.infinity)
  }
}
