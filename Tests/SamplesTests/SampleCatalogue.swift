import Samples
import SyntheticBenchmark
import SyntheticSamples
import Testing

/// The samples with a closed form that every law is tried on: other numbers of features, scores, classes and nuisances,
/// with and without the distortion.
struct CataloguedSample: Sendable, CustomTestStringConvertible {
    let name: String
    let sample: any GeneratedSample
    /// Two points at which nothing is nominal.
    let places: [NuisancePoint]

    var testDescription: String { name }

    static let all = [false, true].flatMap { isDistorted -> [CataloguedSample] in
        let word = isDistorted ? "distorted" : "simulated"
        let pair = [NuisancePoint(["shift": 0.5, "squeeze": -0.5]), NuisancePoint(["shift": -1, "squeeze": 1])]
        let triple = [
            NuisancePoint(["shift": 0.5, "squeeze": -0.5, "rotation": 0.7]),
            NuisancePoint(["shift": -1, "squeeze": 1, "rotation": -1]),
        ]
        let four = [
            NuisancePoint(["scale": 0.5, "width": -0.5, "slope": 1, "offset": -1]),
            NuisancePoint(["scale": -1, "width": 1, "slope": -0.5, "offset": 0.5]),
        ]
        return [
            CataloguedSample(
                name: "benchmark, \(word)",
                sample: BenchmarkSample(points: pair, events: 4000, distorted: isDistorted, seed: 1), places: pair),
            CataloguedSample(
                name: "benchmark with rotation, \(word)",
                sample: BenchmarkSample(
                    settings: BenchmarkSettings(rotScale: 0.2, distShift: 0.1, distSqueeze: 0.2), points: triple,
                    events: 4000, distorted: isDistorted, seed: 2), places: triple),
            CataloguedSample(
                name: "benchmark of unequal classes, \(word)",
                sample: BenchmarkSample(
                    points: pair, events: 4000, distorted: isDistorted, fractions: [3, 1], seed: 4), places: pair),
            CataloguedSample(
                name: "three classes, \(word)",
                sample: ThreeClassSample(points: four, events: 4000, distorted: isDistorted, seed: 3), places: four),
        ]
    }
}

extension NuisancePoint {
    /// The same point with another value of one nuisance.
    func setting(_ name: String, to value: Double) -> NuisancePoint {
        var point = self
        point[name] = value
        return point
    }
}
