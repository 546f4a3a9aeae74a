import Training

/// Which events, and at which ν, a batch of the amortized profiling looks at.
protocol ProfileSample: Sendable {
    func parts(step: Int, positions: Range<Int>) -> [ProfilePart]
}

/// Events and their nodes.
struct ProfilePart {
    /// Indices into the dataset.
    let events: [Int]
    let nodes: WindowNodes.Part

    /// The same events in blocks.
    func blocks(of size: Int) -> [ProfilePart] {
        ChunkedBatch(size: events.count, chunk: size).ranges.map { range in
            ProfilePart(
                events: Array(events[range]),
                nodes: WindowNodes.Part(
                    values: nodes.values.map { $0.map { Array($0[range]) } }, weights: nodes.weights))
        }
    }
}

/// What is trained on: shuffled events.
struct ShuffledSample: ProfileSample {
    let events: [Int]
    let order: ShuffledEvents
    let nodes: WindowNodes

    func parts(step: Int, positions: Range<Int>) -> [ProfilePart] {
        [
            ProfilePart(
                events: order.events(step: step, positions: positions).map { events[$0] },
                nodes: nodes.part(step: step, positions: positions))
        ]
    }
}

/// A sample looked at as a whole, always alike: in blocks of equal size.
struct WholeSample: ProfileSample {
    let events: [Int]
    private let nodes: WindowNodes
    private var blockSize: Int { nodes.batchSize }

    /// - Parameter largestBlock: the largest number of events over which the nodes are balanced.
    init(
        events: [Int], largestBlock: Int, scheme: NodeScheme, window: [ClosedRange<Double>],
        seed: UInt64
    ) {
        func ratioRoundedUp(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
        let blocks = ratioRoundedUp(events.count, largestBlock)
        self.events = events
        nodes = WindowNodes(
            scheme, window: window, batchSize: ratioRoundedUp(events.count, blocks), seed: seed,
            purpose: "whole-sample nodes")
    }

    /// - Parameter step: the step, on which random nodes depend.
    func parts(step: Int, positions: Range<Int>) -> [ProfilePart] {
        let blocks = positions.lowerBound / blockSize...(positions.upperBound - 1) / blockSize
        return blocks.map { block in
            let start = block * blockSize
            let within = positions.clamped(to: start..<start + blockSize)
            return ProfilePart(
                events: Array(events[within]),
                nodes: nodes.part(
                    step: step * events.count + block,
                    positions: within.lowerBound - start..<within.upperBound - start))
        }
    }
}

/// A sample at one ν.
struct PointSample: ProfileSample {
    let events: [Int]
    /// One value for each nuisance of the window.
    let point: [Double]

    func parts(step: Int, positions: Range<Int>) -> [ProfilePart] {
        let values = point.map { Array(repeating: $0, count: positions.count) }
        return [
            ProfilePart(
                events: Array(events[positions]),
                nodes: WindowNodes.Part(values: [values], weights: [1]))
        ]
    }
}
