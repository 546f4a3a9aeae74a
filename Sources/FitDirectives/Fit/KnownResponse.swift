import Report
import Samples

/// What the training of p(x|c, ν) says about the place where a fit ended.
struct KnownResponse {
    private let training: TrainDirective.Result
    /// By name.
    private let point: [String: Double]

    /// - Parameter point: ν̂, and the values of nuisances that are fixed, by name.
    init(_ training: TrainDirective.Result, at point: [String: Double]) {
        self.training = training
        self.point = point
    }

    /// The bias of one nuisance at the measured point nearest to ν̂ with its standard error, in its own units; nil
    /// without a measurement.
    func bias(of name: String) -> (value: Double, error: Double)? {
        guard let points = training.bias?.points.values else { return nil }
        func squaredDistance(_ measured: ResponseBias.Point) -> Double {
            training.nuisances.reduce(0) { sum, name in
                let offset = (point[name] ?? 0) - (measured.at[name] ?? 0)
                return sum + offset * offset
            }
        }
        let nearest = points.min { squaredDistance($0) < squaredDistance($1) }
        guard let nearest, let value = nearest.bias[name], let error = nearest.error[name], value.isFinite else {
            return nil
        }
        return (value, error)
    }

    /// Pairs of nuisances that ν̂ (or fixed values) moves together, by more than a quarter of the range of the
    /// templates, although no template moves both.
    var uncharted: [[String]] {
        guard let templates = training.templates else { return [] }
        let moved = training.nuisances.filter { name in
            guard let range = templates.nuisances[name], let best = point[name] else { return false }
            return abs(best) > max(range.highest, -range.lowest) / 4
        }
        return moved.indices.flatMap { first in
            moved[(first + 1)...].map { [moved[first], $0] }.filter { !templates.together.contains($0) }
        }
    }
}
