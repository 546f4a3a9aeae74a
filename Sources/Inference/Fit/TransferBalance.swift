import FlowKernels
import Flows
import Statistics
import Training

/// The last step of a fit: T moves a little, so that ln L is stationary in ν with T as it is.
///
/// With T held, g = ∂ ln L/∂ν at ν̂ vanishes only where T is stationary, which a stochastic training reaches to some
/// tenths of a σ: by so much a scan with T held would find another best fit. What is missing lies in as many directions
/// of T's parameters φ as there are nuisances, h_k = ∂² ln L/∂φ∂ν_k, found as differences of the exact gradient in φ. T
/// moves along them by
///
///     δφ = −Σ_k λ_k h_k,   (h·h) λ = g,
///
/// the shortest way to g = 0, again and again with the same directions as long as they serve. Where that would cost
/// likelihood, T was not settled: then it moves no further, and the distance is stated.
///
/// - Complexity: as many gradients over all events as there are nuisances, and some more. What does not depend on T is
///   prepared once for all of them.
struct TransferBalance {
    private let mixture: Mixture
    private let space: NuisanceSpace
    private let data: Dataset
    /// ν̂ and θ̂.
    private let point: [Double]
    /// −∂² ln L of x alone there: the metric with T free.
    private let curvature: [[Double]]
    private let workers: Workers
    /// ln f_c + ln p(x|c, ν̂) of every event, shape [classes][events].
    private let classes: [[Float]]
    private let still: Still

    /// What likelihoods with any T share.
    private struct Still {
        let mixture: Mixture
        let data: Dataset
        let chunk: Int
        let classes: PreparedClasses

        init(_ mixture: Mixture, _ data: Dataset) {
            self.mixture = mixture.tabulated()
            self.data = data.inTiledOrder()
            chunk = ExtendedLikelihood.standardChunk(nuisances: mixture.nuisances.count)
            classes = PreparedClasses(self.mixture, of: data.count, chunk: chunk)
        }
    }

    /// - Parameters:
    ///   - mixture: the densities, without T.
    ///   - point: ν̂ and θ̂.
    ///   - curvature: −∂² ln L of x alone there.
    ///   - classes: of ``Mixture/classLogDensities(of:nuisances:theta:workers:)`` there.
    init(
        mixture: Mixture, space: NuisanceSpace, data: Dataset, point: [Double], curvature: [[Double]],
        classes: [[Float]], workers: Workers
    ) {
        self.mixture = mixture
        self.space = space
        self.data = data
        self.point = point
        self.curvature = curvature
        self.workers = workers
        self.classes = classes
        still = Still(mixture, data)
    }

    /// How far from a maximum with T held ν may stay, as a Newton step with T free in its σ.
    static let tolerance = 5e-3
    private static let mostTries = 16
    /// The least part of a step that is tried.
    private static let shortest = 0.2
    /// Between the two ν of a difference of gradients, in σ of one nuisance alone: far enough for kinks to even out.
    private static let difference = 0.5
    /// The −ln L that all steps may cost, in units of 1 + g² with T free.
    private static let cost = 3.0

    struct Result {
        let transfer: TransportMap
        /// g before any step, as a Newton step with T free in its σ, shape [profiled].
        let before: [Double]
        /// The same after the last step.
        let after: [Double]
        /// How often T was moved.
        let steps: Int
    }

    /// The approximate number of passes over the events, by the number of nuisances.
    static func expectedPasses(nuisances: Int) -> Int { nuisances == 0 ? 1 : nuisances + 5 }

    /// - Parameters:
    ///   - start: T.
    ///   - progress: called before every pass over the events; throws to stop.
    func run(_ start: TransportMap, progress: () throws -> Void) throws -> Result {
        try progress()
        let first = derivatives(start)
        let before = distance(first.gradient)
        guard !point.isEmpty, !isBalanced(before) else {
            return Result(transfer: start, before: before, after: before, steps: 0)
        }
        let places = places()
        let allowed = Self.cost * (1 + before.reduce(0) { $0 + $1 * $1 })
        var (transfer, here, distance, tries, steps) = (start, first, before, 0, 0)
        var (directions, length, isFresh) = (try directions(start, places, progress: progress), 1.0, true)
        while tries < Self.mostTries, !isBalanced(distance) {
            guard let metric = Metric(directions) else { break }
            try progress()
            let moved = move(transfer, along: directions, by: metric.weights(here.gradient).map { length * $0 })
            let next = derivatives(moved)
            let left = self.distance(next.gradient)
            tries += 1
            if size(left) < (1 - 0.3 * length) * size(distance), first.value - next.value < allowed {
                (transfer, here, distance, length, isFresh) = (moved, next, left, min(1, 2 * length), false)
                steps += 1
            } else if length > Self.shortest {
                // The directions are those of another T, or the step was too long for them.
                length /= 2
                if !isFresh { directions = try self.directions(transfer, places, progress: progress) }
                isFresh = true
            } else {
                break
            }
        }
        return Result(transfer: transfer, before: before, after: distance, steps: steps)
    }

    private func move(
        _ transfer: TransportMap, along directions: [ParameterBuffer], by weights: [Double]
    ) -> TransportMap {
        let moved = transfer.parameters.copy()
        for (weight, direction) in zip(weights, directions) {
            let step = direction.copy()
            step.scale(by: Float(-weight))
            moved.add(step)
        }
        return TransportMap(transfer.bijection, parameters: moved)
    }

    private func isBalanced(_ distance: [Double]) -> Bool { size(distance) <= Self.tolerance }

    private func size(_ distance: [Double]) -> Double {
        distance.reduce(0) { $1.isFinite ? max($0, abs($1)) : .infinity }
    }

    /// ln L at ν̂ and its derivative in ν and θ.
    private func derivatives(_ transfer: TransportMap) -> (value: Double, gradient: [Double]) {
        ExtendedLikelihood(
            mixture: still.mixture.preceded(by: transfer), space: space, ordered: still.data, chunk: still.chunk,
            classes: still.classes, workers: workers
        ).valueAndGradient(at: point, workers: workers)
    }

    /// The Newton step with T free, in its σ.
    private func distance(_ gradient: [Double]) -> [Double] {
        guard let factor = CholeskyFactor(curvature) else { return gradient.map { _ in .nan } }
        let inverse = factor.inverse
        return zip(factor.solve(gradient), gradient.indices).map { $0 / inverse[$1][$1].squareRoot() }
    }

    /// Where gradients in φ are taken.
    private struct Place {
        let nuisances: [Double]
        /// ln f_c + ln p(x|c, ν) of every event there.
        let classes: [[Float]]
    }

    /// From ν̂ to the places beside it.
    private var differences: [Double] {
        curvature.indices.map { Self.difference / max(1e-4, curvature[$0][$0]).squareRoot() }
    }

    /// ν̂, and beside it along every profiled nuisance.
    private func places() -> [Place] {
        let here = Place(nuisances: space.expand(point).nuisances, classes: classes)
        return [here]
            + point.indices.map { index in
                var moved = point
                moved[index] += differences[index]
                let (nuisances, theta) = space.expand(moved)
                return Place(
                    nuisances: nuisances,
                    classes: mixture.classLogDensities(of: data, nuisances: nuisances, theta: theta, workers: workers))
            }
    }

    /// h_k of every profiled nuisance.
    private func directions(
        _ transfer: TransportMap, _ places: [Place], progress: () throws -> Void
    ) throws -> [ParameterBuffer] {
        func gradient(_ place: Place) throws -> ParameterBuffer {
            try progress()
            return self.gradient(transfer, at: place)
        }
        let here = try gradient(places[0])
        return try zip(places.dropFirst(), differences).map { place, difference in
            let there = try gradient(place)
            // Of ln L, where the objective is −ln L.
            there.scale(by: -1)
            there.add(here)
            there.scale(by: Float(1 / difference))
            return there
        }
    }

    /// The gradient of −ln L with respect to the parameters of T, over all events.
    private func gradient(_ transfer: TransportMap, at place: Place) -> ParameterBuffer {
        let events = TransferObjective.Events.whole(Array(0..<data.count))
        let objective = TransferObjective(
            score: mixture.score, heldAt: place.nuisances, transfer: transfer, data: data, classes: place.classes,
            events: events)
        let parts = ChunkedBatch(size: data.count, chunk: max(480, (data.count + 63) / 64)).map(workers) {
            _, range, arena in
            let gradient = ParameterBuffer(count: transfer.parameters.count)
            _ = objective.evaluate(
                BatchPart(step: 0, positions: range), parameters: [transfer.parameters], gradients: [gradient],
                arena: arena)
            return gradient
        }
        let total = ParameterBuffer(count: transfer.parameters.count)
        for part in parts { total.add(part) }
        return total
    }

    /// h·h, inverted where the likelihood feels ν through T at all.
    private struct Metric {
        private let system: SymmetricEigensystem

        /// nil if all directions are 0.
        init?(_ directions: [ParameterBuffer]) {
            let values = directions.map(\.values)
            system = SymmetricEigensystem(
                values.map { first in
                    values.map { second in zip(first, second).reduce(0.0) { $0 + Double($1.0) * Double($1.1) } }
                })
            guard let largest = system.values.last, largest > 0, largest.isFinite else { return nil }
        }

        /// λ of (h·h) λ = g, without combinations of nuisances to which T does not respond.
        func weights(_ gradient: [Double]) -> [Double] {
            let largest = system.values.last ?? 0
            return zip(system.values, system.vectors).reduce(gradient.map { _ in 0 }) { sum, mode in
                guard mode.0 > 1e-9 * largest else { return sum }
                let share = zip(mode.1, gradient).reduce(0) { $0 + $1.0 * $1.1 } / mode.0
                return zip(sum, mode.1).map { $0 + share * $1 }
            }
        }
    }
}
