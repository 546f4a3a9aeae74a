import FlowKernels
import RandomStreams

/// The nodes of every event of every batch: a pure function of (seed, step, position in the batch).
struct WindowNodes: Sendable {
    let scheme: NodeScheme
    /// One range a nuisance.
    let window: [ClosedRange<Double>]
    let batchSize: Int
    private let seed: UInt64
    private let purpose: RandomPurpose
    private let rule: GaussLegendre?
    private let sequence: SobolSequence?

    var dimensions: Int { window.count }
    /// The number of nodes per event.
    var count: Int { scheme.count(dimensions: dimensions) }

    init(
        _ scheme: NodeScheme, window: [ClosedRange<Double>], batchSize: Int, seed: UInt64, purpose: RandomPurpose
    ) {
        precondition(scheme.count(dimensions: window.count) > 0, "\(scheme) has no nodes")
        self.scheme = scheme
        self.window = window
        self.batchSize = batchSize
        self.seed = seed
        self.purpose = purpose
        if case .quadrature(let perNuisance) = scheme { rule = GaussLegendre(count: perNuisance) } else { rule = nil }
        if case .sobol = scheme { sequence = SobolSequence(dimensions: window.count) } else { sequence = nil }
    }

    /// All nodes of some events of one batch.
    struct Part {
        /// ν of each event at each node: [node][nuisance][event].
        let values: [[[Double]]]
        /// One a node; their sum is 1.
        let weights: [Double]
    }

    func part(step: Int, positions: Range<Int>) -> Part {
        switch scheme {
        case .quadrature: quadrature(events: positions.count)
        case .stratified: random { stratified(step: step, nuisance: $0, positions: positions) }
        case .sobol: random { sobol(step: step, nuisance: $0, positions: positions) }
        }
    }

    // MARK: Schemes

    private func quadrature(events: Int) -> Part {
        guard let rule else { preconditionFailure("a quadrature without its rule") }
        var nodes: [(place: [Double], weight: Double)] = [([], 1)]
        for range in window {
            nodes = nodes.flatMap { node in
                zip(rule.nodes, rule.weights).map {
                    (node.place + [range.middle + range.halfWidth * $0], node.weight * $1 / 2)
                }
            }
        }
        return Part(
            values: nodes.map { $0.place.map { Array(repeating: $0, count: events) } }, weights: nodes.map(\.weight))
    }

    /// - Parameter fractions: places in (0, 1) of a nuisance, [node][event].
    private func random(_ fractions: (Int) -> [[Double]]) -> Part {
        var values = [[[Double]]](repeating: [], count: count)
        for (nuisance, range) in window.enumerated() {
            for (node, places) in fractions(nuisance).enumerated() {
                values[node].append(places.map { range.lowerBound + 2 * range.halfWidth * $0 })
            }
        }
        return Part(values: values, weights: Array(repeating: 1 / Double(count), count: count))
    }

    private func stratified(step: Int, nuisance: Int, positions: Range<Int>) -> [[Double]] {
        let stream = UInt64(step) * UInt64(dimensions) + UInt64(nuisance)
        var shuffle = RandomStream(seed: seed, purpose: RandomPurpose("\(purpose) cells"), index: stream)
        let cells = shuffle.permutation(count: batchSize)
        let key = RandomKey(seed: seed, purpose: RandomPurpose("\(purpose) strata"))
        var fractions = [[Double]](repeating: [], count: count)
        for position in positions {
            var random = key.stream(stream * UInt64(batchSize) + UInt64(position))
            /// A position in a stratum, in the cell of the event.
            func place(_ stratum: Int) -> Double {
                let cell = (Double(cells[position]) + random.uniform()) / Double(batchSize)
                return (Double(stratum) + cell) / Double(count)
            }
            guard count.isMultiple(of: 2) else {
                // The stratum in the middle is its own mirror image: pairs would leave one node that has it in every nuisance.
                for (node, stratum) in random.permutation(count: count).enumerated() {
                    fractions[node].append(place(stratum))
                }
                continue
            }
            for (pair, stratum) in random.permutation(count: count / 2).enumerated() {
                let one = place(stratum)
                let isMirrored = random.uniform(below: 2) == 1
                fractions[2 * pair].append(isMirrored ? 1 - one : one)
                fractions[2 * pair + 1].append(isMirrored ? one : 1 - one)
            }
        }
        return fractions
    }

    private func sobol(step: Int, nuisance: Int, positions: Range<Int>) -> [[Double]] {
        guard let sequence else { preconditionFailure("a low-discrepancy average without its sequence") }
        let stream = UInt64(step) * UInt64(dimensions) + UInt64(nuisance)
        var random = RandomStream(seed: seed, purpose: RandomPurpose("\(purpose) shift"), index: stream)
        let shift = UInt32(truncatingIfNeeded: random.next() >> 32)
        return (0..<count).map { node in
            positions.map { position in
                let point = UInt32(truncatingIfNeeded: position * count + node)
                return (Double(sequence.coordinate(nuisance, ofPoint: point) ^ shift) + 0.5) * 0x1p-32
            }
        }
    }
}
