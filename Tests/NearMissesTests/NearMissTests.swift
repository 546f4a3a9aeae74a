import NearMisses
import Testing

@Suite struct NearMissTests {
    @Test(arguments: [
        ("steps", "stpes", 1), ("steps", "step", 1), ("", "abc", 3), ("squeeze", "nu_sqeeze", 4), ("ab", "ba", 1),
    ]) func countsEditsAndSwaps(_ left: String, _ right: String, _ distance: Int) {
        #expect(NearMiss.distance(left, right) == distance)
        #expect(NearMiss.distance(right, left) == distance)
    }

    @Test func suggestsTheNearestNameAndListsAll() {
        #expect(
            NearMiss.remedy(for: "nu_sqeeze", among: ["squeeze", "shift"])
                == "did you mean 'squeeze'? available: shift, squeeze")
        #expect(NearMiss.remedy(for: "tau", among: ["squeeze", "shift"]) == "available: shift, squeeze")
        #expect(NearMiss.remedy(for: "tau", among: []) == "none is available")
        let many = (100..<160).map { "name\($0)" }
        #expect(NearMiss.remedy(for: "zz", among: many).hasSuffix("name138, name139 and 20 more"))
        #expect(NearMiss.best(for: "shift", among: ["profile", "shift-squeeze"]) == "shift-squeeze")
    }
}
