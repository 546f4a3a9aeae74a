import FlowKernels
import Flows
import Training

/// ln L(ν, θ) of every member of an ensemble, constraints and extended term included, as in ``ExtendedLikelihood``.
///
/// Members differ only in T_b. Common parts are computed once for all of them: p(x|c, ν), and maps of the scores with
/// which all of them begin. A residual T_ψ(·; ν) is placed behind T_b, which is applied once for all ν.
public struct EnsembleLikelihood: Sendable {
    private let mixtures: [Mixture]
    private let members: [ExtendedLikelihood]
    private let data: Dataset
    private let chunk: Int
    /// How many maps of the score, counted from the first that depends on ν, all members share.
    private let sharedMaps: Int

    /// - Parameters:
    ///   - mixtures: one for each member, all with the same p(x|c, ν).
    ///   - space: which nuisances are profiled, and their constraints.
    ///   - data: events with their weights.
    ///   - chunk: events evaluated together; nil for as many as fit into the cache.
    ///   - workers: the threads.
    public init(
        mixtures: [Mixture], space: NuisanceSpace, data: Dataset, chunk: Int? = nil, workers: Workers
    ) {
        precondition(!mixtures.isEmpty, "an ensemble without members")
        let chunk = chunk ?? ExtendedLikelihood.standardChunk(nuisances: mixtures[0].nuisances.count)
        precondition(
            mixtures.allSatisfy { Self.shared($0.kinematics, mixtures[0].kinematics) == $0.kinematics.maps.count },
            "members with different densities of the kinematics")
        let kinematics = mixtures[0].tabulated().kinematics
        self.init(
            tabulated: mixtures.map {
                $0.replacing(kinematics: kinematics)
            }, space: space, ordered: data.inTiledOrder(), chunk: chunk, workers: workers)
    }

    private init(
        tabulated mixtures: [Mixture], space: NuisanceSpace, ordered data: Dataset, chunk: Int, workers: Workers
    ) {
        let members = mixtures.map {
            ExtendedLikelihood(mixture: $0, space: space, ordered: data, chunk: chunk, workers: workers)
        }
        self.mixtures = mixtures
        self.members = members
        self.data = data
        self.chunk = chunk
        let first = members[0].mixture.score
        // Maps that each member has already applied are behind them, shared or not.
        sharedMaps =
            members.allSatisfy { $0.prepared.maps == 0 }
            ? members.map { min(Self.shared($0.mixture.score, first), first.maps.count - 1) }.min() ?? 0 : 0
    }

    /// B, the number of members.
    public var memberCount: Int { members.count }
    /// The number of events, whatever their weights.
    public var eventCount: Int { data.count }

    /// The likelihood of some of the events alone, counted in the order of the errors that
    /// ``values(at:members:check:workers:progress:)`` returns.
    func only(_ events: [Int], workers: Workers) -> EnsembleLikelihood {
        // Few events, too, are to be shared out among threads.
        let chunk = min(chunk, ExtendedLikelihood.oddPanels(max(24, events.count / 64)))
        return EnsembleLikelihood(
            tabulated: mixtures, space: members[0].space, ordered: data.only(events), chunk: chunk, workers: workers)
    }

    /// How many maps two flows begin with alike.
    private static func shared(_ a: Flow, _ b: Flow) -> Int {
        zip(a.maps, b.maps).prefix { $0.parameters === $1.parameters }.count
    }

    /// ln L at some points, shape [members, points]; summed in float64.
    ///
    /// - Parameters:
    ///   - points: shape [points, nuisances].
    ///   - chosen: the members, counted from 0; nil for all.
    ///   - workers: the threads.
    ///   - progress: called repeatedly with the fraction of the events that is done; an error that it throws ends the
    ///     evaluation.
    /// - Throws: what `progress` throws.
    public func values<E: Error>(
        at points: [[Double]], members chosen: [Int]? = nil, workers: Workers,
        progress: (Double) throws(E) -> Void
    ) throws(E) -> [[Double]] {
        try values(at: points, members: chosen, check: nil, workers: workers, progress: progress).sums
    }

    /// ln L at some points, shape [members, points]; summed in float64.
    public func values(at points: [[Double]], members chosen: [Int]? = nil, workers: Workers) -> [[Double]] {
        values(at: points, members: chosen, workers: workers) { (_) throws(Never) in }
    }

    /// ln L at some points, and, if requested, the interpolation error of every event's term.
    func values<E: Error>(
        at points: [[Double]], members chosen: [Int]?, check: InterpolationCheck?, workers: Workers,
        progress: (Double) throws(E) -> Void
    ) throws(E) -> EventwiseValues {
        let chosen = chosen.map { $0.map { members[$0] } } ?? members
        let places = points.map { members[0].space.expand($0) }
        let ranges = ChunkedBatch(size: data.count, chunk: chunk).ranges
        var sums = chosen.map { _ in [Double](repeating: 0, count: points.count) }
        var squaredErrors = chosen.map { _ in [Float]() }
        // Enough for threads to share out evenly.
        let step = max(8, Self.chunkPointsBetweenReports / max(1, points.count))
        for start in stride(from: 0, to: ranges.count, by: step) {
            let part = start..<min(start + step, ranges.count)
            let parts = workers.map(part.count) { index, arena in
                let chunk = part.lowerBound + index
                return chunkValues(ranges[chunk], chunk, places, chosen, check: check, arena: arena)
            }
            for values in parts {
                for member in chosen.indices {
                    for place in points.indices { sums[member][place] += values.sums[member][place] }
                }
                for (member, errors) in values.squaredErrors.enumerated() { squaredErrors[member] += errors }
            }
            try progress(Double(part.upperBound) / Double(ranges.count))
        }
        return EventwiseValues(
            sums: zip(chosen, sums).map { member, sums in
                zip(points, sums).map { $1 + member.term.value(at: $0) }
            }, squaredErrors: squaredErrors)
    }

    /// Chunks times points.
    private static let chunkPointsBetweenReports = 2048

    /// What all members share at one point, for the events of a chunk as every class.
    private struct Shared {
        /// Shape [nuisances, classes · events].
        let nuisances: Matrix
        /// log p(x|c, ν) and log|det| of the shared maps, shape [1, classes · events].
        let logDensity: Matrix
        /// The scores behind the shared maps; nil where there are none.
        let scores: Matrix?
    }

    private func chunkValues(
        _ range: Range<Int>, _ index: Int, _ places: [(nuisances: [Double], theta: [Double])],
        _ chosen: [ExtendedLikelihood], check: InterpolationCheck?, arena: Arena
    ) -> EventwiseValues {
        let columns = BatchPart(step: 0, positions: range).columns
        let events = data.chunk(range, columns: columns, arena: arena)
        let inputs = ClassColumns(x: events.x, classes: members[0].mixture.classes, arena: arena)
        let shared = shared(places, inputs, events: columns, index, arena: arena)
        // Of every point only where the errors of events are asked for.
        let logDensities = arena.matrix(rows: check == nil ? 1 : places.count, columns: columns)
        var squaredErrors: [[Float]] = []
        let sums = chosen.map { member in
            let mixture = member.mixture
            let flow = Flow(Array(mixture.score.maps.dropFirst(sharedMaps)))
            let scores = sharedMaps == 0 ? member.prepared.scores(index, arena: arena) : nil
            return arena.scope {
                let prepared = flow.prepare(inputs.context, features: scores, arena: arena) { _ in .frozen }
                let sums = zip(places, shared).enumerated().map { row, point in
                    let (place, shared) = point
                    return arena.scope {
                        let logDensity = member.prepared.logDet(index, arena: arena)
                        logDensity.add(shared.logDensity)
                        guard let scores = scores ?? shared.scores else { preconditionFailure("no scores") }
                        flow.logDensity(
                            scores, nuisances: shared.nuisances, prepared: prepared, into: logDensity, tape: nil,
                            arena: arena)
                        return mixture.logSum(
                            logDensity, theta: place.theta, weights: events.weights,
                            into: logDensities.row(check == nil ? 0 : row))
                    }
                }
                if let check {
                    let errors = check.squaredErrors(logDensities, eventWeights: events.weights)
                    squaredErrors.append(Array(errors.prefix(range.count)))
                }
                return sums
            }
        }
        return EventwiseValues(sums: sums, squaredErrors: squaredErrors)
    }

    private func shared(
        _ places: [(nuisances: [Double], theta: [Double])], _ inputs: ClassColumns, events: Int, _ index: Int,
        arena: Arena
    ) -> [Shared] {
        let member = members[0]
        let mixture = member.mixture
        let kinematics = PreparedMixture.kinematics(
            mixture, inputs, events: events, shared: member.preparedClasses, arena: arena)
        let maps = mixture.score.maps.prefix(sharedMaps)
        let scores = member.prepared.scores(index, arena: arena)
        let prepared = maps.enumerated().map { place, map in
            map.bijection.prepare(
                inputs.context, features: place == 0 ? scores : nil, parameters: map.parameters, use: .frozen,
                arena: arena)
        }
        return places.map { place in
            let result = Shared(
                nuisances: arena.matrix(rows: place.nuisances.count, columns: inputs.x.columns),
                logDensity: arena.zeros(rows: 1, columns: inputs.x.columns),
                scores: maps.isEmpty ? nil : arena.matrix(rows: scores.rows, columns: scores.columns))
            for (row, value) in place.nuisances.enumerated() { result.nuisances.row(row).fill(Float(value)) }
            arena.scope {
                mixture.kinematics.logDensity(
                    inputs.x, nuisances: result.nuisances, prepared: kinematics, into: result.logDensity, tape: nil,
                    arena: arena)
                var moved = scores
                for (map, prepared) in zip(maps, prepared) {
                    moved = map.bijection.forward(
                        moved, nuisances: result.nuisances, prepared: prepared, parameters: map.parameters,
                        logDet: result.logDensity, tape: nil, arena: arena)
                }
                result.scores?.copy(from: moved)
            }
            return result
        }
    }
}

extension Mixture {
    /// Σ w log Σ_c f_c p_c over events.
    ///
    /// - Parameters:
    ///   - logDensity: log p of every event as every class, shape [1, classes · events].
    ///   - weights: shape [1, events].
    ///   - sum: log Σ_c f_c p_c of every event, overwritten.
    fileprivate func logSum(_ logDensity: Matrix, theta: [Double], weights: Matrix, into sum: Matrix) -> Double {
        fractions(theta).sum(
            logDensity.reshaped(rows: classes, columns: weights.columns), weights: weights, into: sum, shares: nil)
        return Kernels.weightedSum(sum, weights: weights)
    }
}
