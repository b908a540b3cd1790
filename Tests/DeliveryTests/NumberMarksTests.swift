import Delivery
import Kernel
import Testing

@Suite("the numbers that are done")
struct NumberMarksTests {
  @Test("agree with a plain set, whatever the order of numbers and floors", arguments: 0..<50)
  func oracle(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    var marks = NumberMarks()
    var done: Set<UInt64> = []
    var passed: UInt64 = 0
    for _ in 0..<300 {
      if random.below(20) == 0 {
        let floor = UInt64(1 + random.below(120))
        let missing = (1..<max(floor, 1)).filter { !done.contains($0) }
        done.formUnion(missing)
        #expect(marks.raise(toFloor: floor) == UInt64(missing.count))
        passed += UInt64(missing.count)
      } else {
        let number = UInt64(1 + random.below(150))
        let isNew = done.insert(number).inserted
        #expect((marks.insert(number) == .new) == isNew)
      }
      for number in 1...152 { #expect(marks.contains(UInt64(number)) == done.contains(UInt64(number))) }
      #expect(NumberMarks(through: marks.through, beyond: marks.beyond) == marks)
    }
  }

  @Test("keep a bounded number of gaps, refuse what would be one more, and take it when gaps have closed")
  func bounded() {
    var marks = NumberMarks()
    for index in 0..<NumberMarks.greatestRanges { #expect(marks.insert(UInt64(2 * index + 2)) == .new) }
    let next = UInt64(2 * NumberMarks.greatestRanges + 2)
    #expect(marks.insert(next) == .refused)
    #expect(!marks.contains(next))
    #expect(marks.insert(1) == .new)
    #expect(marks.through == 2)
    #expect(marks.insert(next) == .new)
  }

  @Test("take the next number even with as many gaps as there may be: the lowest always moves")
  func lowest() {
    var marks = NumberMarks()
    for index in 0..<NumberMarks.greatestRanges { _ = marks.insert(UInt64(3 * index + 3)) }
    #expect(marks.insert(1) == .new)
    #expect(marks.through == 1)
  }

  @Test("that were stored or sent are refused where they contradict themselves")
  func contradictions() {
    #expect(NumberMarks(through: 5, beyond: [6...7]) == nil, "6 follows 5 at once")
    #expect(NumberMarks(through: 5, beyond: [9...10, 11...12]) == nil, "two ranges touch")
    #expect(NumberMarks(through: 5, beyond: [12...14, 9...10]) == nil, "descending")
    #expect(NumberMarks(through: 5, beyond: [9...UInt64.max]) == nil, "beyond any sender")
    #expect(NumberMarks(through: 5, beyond: (0..<129).map { UInt64(10 + 2 * $0)...UInt64(10 + 2 * $0) }) == nil)
    #expect(NumberMarks(through: 5, beyond: [7...7]) != nil)
  }
}
