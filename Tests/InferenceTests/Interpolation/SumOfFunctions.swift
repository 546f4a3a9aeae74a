import FlowKernels

@testable import Inference

/// A likelihood whose events and members are known functions.
struct SumOfFunctions: EventwiseLikelihood {
    /// Counts what is asked for.
    final class Calls {
        /// Values of all events' terms, by the place of the event.
        var points: [Int]
        /// Points at which a member was evaluated, in those of all events.
        var evaluations: [Double]
        init(members: Int, events: Int) {
            points = Array(repeating: 0, count: events)
            evaluations = Array(repeating: 0, count: members)
        }
    }

    struct Stop: Error {}

    let memberCount: Int
    let calls: Calls
    private let events: [Int]
    private let term: (_ event: Int, _ member: Int, _ point: [Double]) throws -> Double
    /// What belongs to no event.
    private let common: (_ point: [Double]) -> Double

    init(
        members: Int = 1, events: Int = 1, common: @escaping (_ point: [Double]) -> Double = { _ in 0 },
        term: @escaping (_ event: Int, _ member: Int, _ point: [Double]) throws -> Double
    ) {
        memberCount = members
        self.events = Array(0..<events)
        self.term = term
        self.common = common
        calls = Calls(members: members, events: events)
    }

    private init(_ whole: SumOfFunctions, events: [Int]) {
        memberCount = whole.memberCount
        calls = whole.calls
        term = whole.term
        common = whole.common
        self.events = events
    }

    var eventCount: Int { events.count }

    func only(_ events: [Int]) -> SumOfFunctions { SumOfFunctions(self, events: events.map { self.events[$0] }) }

    func sum(_ member: Int, at point: [Double]) throws -> Double {
        try events.reduce(common(point)) { $0 + (try term($1, member, point)) }
    }

    func values(at points: [[Double]], members: [Int], check: InterpolationCheck) throws -> EventwiseValues {
        for event in events { calls.points[event] += points.count }
        for member in members {
            calls.evaluations[member] += Double(points.count * events.count) / Double(calls.points.count)
        }
        return EventwiseValues(
            sums: try members.map { member in try points.map { try sum(member, at: $0) } },
            squaredErrors: try members.map { member in
                // From the first point on, so that a constant costs no precision.
                let first = try events.map { try term($0, member, points[0]) }
                let values = try points.flatMap { point in
                    try zip(events, first).map { Float(try term($0, member, point) - $1) }
                }
                return check.squaredErrors(
                    ParameterBuffer(values).matrix(at: 0, rows: points.count, columns: events.count),
                    eventWeights: ParameterBuffer(events.map { _ in 1 }).matrix(at: 0, rows: 1, columns: events.count))
            })
    }
}
