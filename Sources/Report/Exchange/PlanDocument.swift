/// What a render would do, for other programs: `plan --json`.
public struct PlanDocument: PublishedDocument {
    public static let schema = PublishedSchema.plan

    struct Cell: Encodable, Sendable {
        let label: String
        let verb: String
        let line: Int
        let uses: [String]
        /// What the store holds.
        let result: Plan.Condition
        /// "cached", "will run", "blocked", "manual".
        let render: String
        /// The cell that it waits for, which runs only when asked for.
        let blockedBy: String?
        let why: String
        let changes: [KeyChange]
        let reruns: [String]
        let lastSeconds: Double?
        let expected: TimeEstimate?
        /// Of the result that is up to date.
        let key: String?
    }

    /// As messages name it.
    let report: String
    /// In the order of running.
    let cells: [Cell]
    let total: TotalTime?

    /// - Parameter report: the report's name in messages.
    public init(_ plan: Plan, of report: String) {
        self.report = report
        total = plan.total
        cells = plan.entries.map { entry in
            var blocker: String?
            if case .blocked(let by) = entry.state { blocker = by }
            return Cell(
                label: entry.label, verb: entry.verb, line: entry.place.line, uses: entry.uses,
                result: entry.condition, render: entry.state.words, blockedBy: blocker, why: entry.why,
                changes: entry.changes, reruns: entry.reruns, lastSeconds: entry.lastSeconds,
                expected: entry.expected, key: entry.key)
        }
    }
}
