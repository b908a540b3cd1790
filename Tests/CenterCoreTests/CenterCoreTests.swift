import CenterCore
import Testing

@Suite("the center") struct CenterCoreTests {
  @Test("is") func empty() { _ = CenterCore(configuration: CenterConfiguration(id: "c", name: "C")) }
}
