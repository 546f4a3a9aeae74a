import Foundation

@testable import Plotting

/// Pulls, correlations and toys: figures of many nuisances or many fits.
extension ExampleFigures {
    /// Standard normal numbers without a pattern, the same at every call.
    static func normal(_ count: Int, seed: UInt64) -> [Double] {
        let uniform = noise(2 * count, seed: seed).map { ($0 + 1) / 2 }
        return (0..<count).map { (-2 * log(1 - uniform[2 * $0])).squareRoot() * cos(2 * .pi * uniform[2 * $0 + 1]) }
    }

    static func coverageBands(toys: Int = 98) throws -> CoverageBands {
        func entry(_ name: RichText, _ inner: Double, _ outer: Double) throws -> CoverageBands.Entry {
            try .init(
                name: name, covered68: Int(inner * Double(toys)), covered95: Int(outer * Double(toys)), toys: toys)
        }
        return CoverageBands(
            entries: [
                try entry("*ν*_{shift}", 0.67, 0.95), try entry("*ν*_{squeeze}", 0.72, 0.97),
                try entry("Joint", 0.64, 0.92),
            ], failed: 2)
    }

    static func pullDistribution(panels: Int = 2) -> PullDistribution {
        PullDistribution(
            series: [
                .init(name: "*ν*_{shift}", pulls: normal(98, seed: 11) + [5.2, .nan]),
                .init(name: "*ν*_{squeeze}", pulls: normal(98, seed: 12).map { 1.1 * $0 + 0.2 }),
            ].prefix(panels).map { $0 }, failed: 1)
    }

    static func toys(_ count: Int = 40) throws -> ToyContours {
        let (dx, dy) = (normal(count, seed: 21), normal(count, seed: 22))
        let truth = Point(0.5, -0.5)
        let toys = zip(dx, dy).map { u, v in
            let best = Point(truth.x + 0.0095 * u, truth.y + 0.0096 * v)
            let outline = (0...60).map { index in
                let angle = 2 * Double.pi * Double(index % 60) / 60
                return Point(best.x + 1.517 * 0.0095 * cos(angle), best.y + 1.517 * 0.0096 * sin(angle))
            }
            return ToyContours.Toy(
                best: best, contour: [outline], holdsTruth: u * u + v * v <= LikelihoodPlane.level68)
        }
        return ToyContours(
            xNuisance: "*ν*_{shift}", yNuisance: "*ν*_{squeeze}", truth: truth, toys: toys, failed: 2)
    }

    static func pulls(_ count: Int = 6) -> Pulls {
        let values = normal(count, seed: 31)
        return Pulls(
            entries: values.enumerated().map { index, value in
                .init(
                    name: index < 2 ? ["*ν*_{shift}", "*ν*_{squeeze}"][index] : RichText("*θ*_{\(index - 1)}"),
                    pull: index == 4 ? .nan : index == 5 ? 9.3 : 0.8 * value, lower: 0.7,
                    upper: index == 3 ? nil : 0.8, truth: index < 2 ? 0.5 : nil)
            })
    }

    static func correlations(_ count: Int = 4) throws -> CorrelationMatrix {
        let random = noise(count * count, seed: 41)
        let values = (0..<count).flatMap { row in
            (0..<count).map { column -> Double in
                if row == column { return 1 }
                if row + column == 5, row != column { return .nan }
                return random[min(row, column) * count + max(row, column)]
            }
        }
        let names = (0..<count).map {
            $0 < 2 ? ["*ν*_{shift}", "*ν*_{squeeze}"][$0] : RichText("*θ*_{\($0 - 1)}")
        }
        return try CorrelationMatrix(names: names, values: values)
    }

    static func coverage() throws -> [(name: String, figure: Figure)] {
        [
            ("coverage", try coverageBands().figure()), ("coverage without toys", try coverageBands(toys: 0).figure()),
            ("pull distributions", try pullDistribution().figure()),
            ("pull distribution", try pullDistribution(panels: 1).figure()), ("toys", try toys().figure()),
            ("pulls", try pulls().figure()), ("pulls, many", try pulls(20).figure()),
            ("correlations", try correlations().figure()), ("correlations, many", try correlations(20).figure()),
        ]
    }
}
