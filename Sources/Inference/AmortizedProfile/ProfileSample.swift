import RandomStreams
import Training

/// Which events, at which ν and through which member a batch of the amortized profiling looks at.
protocol ProfileSample: Sendable {
    func parts(step: Int, positions: Range<Int>) -> [ProfilePart]
}

/// Events that are looked at through the same member.
struct ProfilePart {
    let member: Int
    /// Indices into the dataset.
    let events: [Int]
    let nodes: WindowNodes.Part

    /// The same events, some at a time.
    func blocks(of size: Int) -> [ProfilePart] {
        ChunkedBatch(size: events.count, chunk: size).ranges.map { range in
            ProfilePart(
                member: member, events: Array(events[range]),
                nodes: WindowNodes.Part(
                    values: nodes.values.map { $0.map { Array($0[range]) } }, weights: nodes.weights))
        }
    }
}

/// What is trained on: shuffled events, one member drawn at random for each batch.
struct ShuffledSample: ProfileSample {
    let events: [Int]
    let members: Int
    let order: ShuffledEvents
    let nodes: WindowNodes
    let seed: UInt64

    func parts(step: Int, positions: Range<Int>) -> [ProfilePart] {
        var random = RandomStream(seed: seed, purpose: "profile members", index: UInt64(step))
        return [
            ProfilePart(
                member: random.uniform(below: members),
                events: order.events(step: step, positions: positions).map { events[$0] },
                nodes: nodes.part(step: step, positions: positions))
        ]
    }
}

/// A sample looked at as a whole, always alike: in blocks of equal size, through one member after the other.
struct WholeSample: ProfileSample {
    let events: [Int]
    let members: [Int]
    private let nodes: WindowNodes
    private var blockSize: Int { nodes.batchSize }

    /// - Parameters:
    ///   - members: indices of the members that share the events.
    ///   - largestBlock: over how many events the nodes are balanced, at most.
    init(
        events: [Int], members: [Int], largestBlock: Int, scheme: NodeScheme, window: [ClosedRange<Double>],
        seed: UInt64
    ) {
        func ratioRoundedUp(_ a: Int, _ b: Int) -> Int { (a + b - 1) / b }
        let blocks = members.count * ratioRoundedUp(events.count, members.count * largestBlock)
        self.events = events
        self.members = members
        nodes = WindowNodes(
            scheme, window: window, batchSize: ratioRoundedUp(events.count, blocks), seed: seed,
            purpose: "whole-sample nodes")
    }

    /// - Parameter step: another step has other random nodes.
    func parts(step: Int, positions: Range<Int>) -> [ProfilePart] {
        let blocks = positions.lowerBound / blockSize...(positions.upperBound - 1) / blockSize
        return blocks.map { block in
            let start = block * blockSize
            let within = positions.clamped(to: start..<start + blockSize)
            return ProfilePart(
                member: members[block % members.count], events: Array(events[within]),
                nodes: nodes.part(
                    step: step * events.count + block,
                    positions: within.lowerBound - start..<within.upperBound - start))
        }
    }
}

/// A sample at one ν, through one member.
struct PointSample: ProfileSample {
    let events: [Int]
    let member: Int
    /// One value for each nuisance of the window.
    let point: [Double]

    func parts(step: Int, positions: Range<Int>) -> [ProfilePart] {
        let values = point.map { Array(repeating: $0, count: positions.count) }
        return [
            ProfilePart(
                member: member, events: Array(events[positions]),
                nodes: WindowNodes.Part(values: [values], weights: [1]))
        ]
    }
}
