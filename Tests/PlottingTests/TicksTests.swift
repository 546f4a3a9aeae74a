import Foundation
import Testing

@testable import Plotting

@Suite struct TicksTests {
    private static let windows: [(Double, Double)] = [
        (0, 1), (-3, 3), (0.452, 0.512), (-0.54, -0.47), (0, 2500), (0, 85_000), (2.37, 2.54), (0, 0.0021),
        (1e-9, 3e-9), (-7e6, 1e3), (0.999, 1.001), (0, 7),
    ]

    @Test(arguments: windows, [2, 4, 7])
    func keepsToNiceStepsInsideTheWindow(window: (Double, Double), count: Int) throws {
        let axis = Axis("x", limits: window.0...window.1)
        let ticks = Ticks.choose(for: axis, atMost: count)
        let range = window.1 - window.0
        #expect(ticks.major.count <= count)
        #expect(!ticks.major.isEmpty)
        let values = ticks.major.map(\.value)
        #expect(values.allSatisfy { $0 >= window.0 - 1e-8 * range && $0 <= window.1 + 1e-8 * range })
        for (a, b) in zip(values, values.dropFirst()) {
            let step = b - a
            let mantissa = step / pow(10, floor(log10(step * (1 + 1e-9))))
            #expect([1.0, 2, 5].contains { abs($0 - mantissa) < 1e-5 }, "step \(step)")
        }
        let minor = Set(ticks.minor)
        #expect(values.allSatisfy { !minor.contains($0) })
    }

    @Test(arguments: windows)
    func writesLabelsThatReadBackToTheirValues(window: (Double, Double)) throws {
        let ticks = Ticks.choose(for: Axis("x", limits: window.0...window.1), atMost: 6)
        for tick in ticks.major {
            #expect(!tick.label.plain.contains("-"))
            let text = tick.label.plain.replacingOccurrences(of: "−", with: "-")
            let number = try #require(Double(text))
            let read = number * pow(10, Double(ticks.exponent))
            #expect(abs(read - tick.value) <= 1e-9 * max(abs(window.0), abs(window.1)))
            #expect(text.count <= 8)
        }
        #expect(Set(ticks.major.map(\.label.markup)).count == ticks.major.count)
    }

    @Test func takesPowersOfTenOutOfLargeAndSmallLabels() {
        #expect(Ticks.choose(for: Axis("n", limits: 0...85_000), atMost: 6).exponent == 3)
        #expect(Ticks.choose(for: Axis("n", limits: 0...2500), atMost: 6).exponent == 0)
        #expect(Ticks.choose(for: Axis("n", limits: 0...0.0021), atMost: 6).exponent == -3)
        #expect(Ticks.choose(for: Axis("n", limits: 0.45...0.51), atMost: 6).exponent == 0)
    }

    @Test func labelsDecadesOnALogarithmicAxis() {
        let ticks = Ticks.choose(for: Axis("n", scale: .logarithmic, limits: 0.002...3000), atMost: 8)
        #expect(ticks.major.map(\.label.plain) == ["10^−2", "10^−1", "1", "10", "10^2", "10^3"])
        #expect(ticks.minor.contains(0.005) && ticks.minor.contains(2000) && !ticks.minor.contains(10))
        let sparse = Ticks.choose(for: Axis("n", scale: .logarithmic, limits: 1e-8...1e8), atMost: 5)
        #expect(sparse.major.count <= 5)
    }

    @Test func labelsTwoAndFiveOnAShortLogarithmicAxis() {
        let ticks = Ticks.choose(for: Axis("n", scale: .logarithmic, limits: 1.5...60), atMost: 8)
        #expect(ticks.major.map(\.label.plain) == ["2", "5", "10", "20", "50"])
    }
}
