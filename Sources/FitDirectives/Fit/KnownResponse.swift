import Report
import Samples

/// What the training of p(x|c, ν) tells of the place where a fit ended.
struct KnownResponse {
    private let training: TrainDirective.Result
    /// By name.
    private let bestFit: [String: Double]

    init(_ training: TrainDirective.Result, bestFit: [String: Double]) {
        self.training = training
        self.bestFit = bestFit
    }

    /// The bias of one nuisance at the measured point nearest to ν̂, in its own units; nil where none was measured.
    func bias(of name: String) -> Double? {
        guard let points = training.bias?.points.values else { return nil }
        func squaredDistance(_ point: ResponseBias.Point) -> Double {
            training.nuisances.reduce(0) { sum, name in
                let offset = (bestFit[name] ?? 0) - (point.at[name] ?? 0)
                return sum + offset * offset
            }
        }
        let nearest = points.min { squaredDistance($0) < squaredDistance($1) }
        return nearest?.bias[name].flatMap { $0.isFinite ? $0 : nil }
    }

    /// Pairs that ν̂ moves together, by more than a quarter of what templates do, and no template does.
    var uncharted: [[String]] {
        guard let templates = training.templates else { return [] }
        let moved = training.nuisances.filter { name in
            guard let range = templates.nuisances[name], let best = bestFit[name] else { return false }
            return abs(best) > max(range.highest, -range.lowest) / 4
        }
        return moved.indices.flatMap { first in
            moved[(first + 1)...].map { [moved[first], $0] }.filter { !templates.together.contains($0) }
        }
    }
}
