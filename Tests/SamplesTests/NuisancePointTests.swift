import Foundation
import Samples
import Testing

@Suite struct NuisancePointTests {
    @Test func aValueThatIsNotNamedIsNominal() {
        let point = NuisancePoint(["shift": 0.5, "squeeze": 0])
        #expect(point["shift"] == 0.5 && point["squeeze"] == 0 && point["rotation"] == 0)
        #expect(point == NuisancePoint(["shift": 0.5]) && point != .nominal)
        #expect(NuisancePoint(["shift": 0, "squeeze": -0.0]) == .nominal)
        #expect(Set([point, NuisancePoint(["shift": 0.5]), NuisancePoint(["shift": 0.5, "rotation": 0])]).count == 1)
    }

    @Test func valuesComeInTheOrderThatIsAskedFor() {
        let point = NuisancePoint([1, 2, 3], of: ["a", "b", "c"])
        #expect(point.values(of: ["c", "d", "a"]) == [3, 0, 1])
        #expect(point.movedNames == ["a", "b", "c"])
        #expect(point.setting("b", to: 0).movedNames == ["a", "c"])
    }

    @Test func isAlongANuisanceThatAloneIsMoved() {
        #expect(NuisancePoint(["a": 1, "b": 0]).isAlong("a"))
        #expect(!NuisancePoint(["a": 1, "b": 0]).isAlong("b"))
        #expect(NuisancePoint.nominal.isAlong("a"))
    }

    @Test func isAnObjectOfItsNamedValues() throws {
        let point = NuisancePoint([0.1, 0, -2], of: ["a", "b", "c"])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(point)
        #expect(String(decoding: data, as: UTF8.self) == #"{"a":0.1,"b":0,"c":-2}"#)
        #expect(try JSONDecoder().decode(NuisancePoint.self, from: data) == point)
    }
}
