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

    init(
        members: Int = 1, events: Int = 1,
        term: @escaping (_ event: Int, _ member: Int, _ point: [Double]) throws -> Double
    ) {
        memberCount = members
        self.events = Array(0..<events)
        self.term = term
        calls = Calls(members: members, events: events)
    }

    private init(_ whole: SumOfFunctions, events: [Int]) {
        memberCount = whole.memberCount
        calls = whole.calls
        term = whole.term
        self.events = events
    }

    var eventCount: Int { events.count }

    func only(_ events: [Int]) -> SumOfFunctions { SumOfFunctions(self, events: events.map { self.events[$0] }) }

    func sum(_ member: Int, at point: [Double]) throws -> Double {
        try events.reduce(0) { $0 + (try term($1, member, point)) }
    }

    func values(at points: [[Double]], members: [Int], check: InterpolationCheck) throws -> EventwiseValues {
        var squaredErrors = [Float](repeating: 0, count: events.count)
        for event in events { calls.points[event] += points.count }
        let sums = try members.map { member in
            calls.evaluations[member] += Double(points.count * events.count) / Double(calls.points.count)
            // From the first point on, so that a constant costs no precision.
            let first = try events.map { try term($0, member, points[0]) }
            var values = try points.flatMap { point in
                try zip(events, first).map { Float(try term($0, member, point) - $1) }
            }
            var weights = [Float](repeating: 1, count: events.count)
            let errors = values.withUnsafeMutableBufferPointer { values in
                weights.withUnsafeMutableBufferPointer { check.squaredErrors(values, eventWeights: $0) }
            }
            squaredErrors = zip(squaredErrors, errors).map(max)
            return try points.map { try sum(member, at: $0) }
        }
        return EventwiseValues(sums: sums, squaredErrors: squaredErrors)
    }
}
