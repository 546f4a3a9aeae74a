import RandomStreams
import Samples
import Testing

/// The sample of the article on adding one.
@Suite struct TwoPeaksTests {
    private static let sample = TwoPeaks(points: [.nominal, NuisancePoint(["shift": 2])], events: 4000, seed: 3)

    @Test func anEventDoesNotDependOnTheRangeItIsIn() {
        let whole = Self.sample.labelled(point: 1)
        let part = Self.sample.events(100..<150, point: 1, split: .training)
        #expect(part.x[0] == Array(whole.x[0][100..<150]) && part.y[0] == Array(whole.y[0][100..<150]))
        #expect(part.classes == whole.classes.map { Array($0[100..<150]) })
    }

    /// Peaks at ±(1 + 0.1 ν), 0.5 wide, half of the events each.
    @Test(arguments: [0, 1]) func followsItsLaw(_ point: Int) throws {
        let events = Self.sample.labelled(point: point)
        let place = 1 + 0.1 * Self.sample.points[point]["shift"]
        let classes = try #require(events.classes)
        for (kind, side) in [(0, -1.0), (1, 1.0)] {
            let masses = zip(events.x[0], classes).filter { $0.1 == UInt8(kind) }.map { Double($0.0) }
            let mean = masses.reduce(0, +) / Double(masses.count)
            #expect(abs(masses.count - 2000) < 160)
            #expect(abs(mean - side * place) < 5 * 0.5 / Double(masses.count).squareRoot())
        }
    }

    @Test func isTheSameSampleFromItsRecipe() {
        let again = Self.sample.remade(events: 4000, points: Self.sample.points, seed: 3)
        #expect(again.labelled(point: 0) == Self.sample.labelled(point: 0))
        #expect(Self.sample.schema.nuisanceNames == ["shift"])
    }
}
