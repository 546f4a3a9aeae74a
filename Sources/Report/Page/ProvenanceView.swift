/// What the template `provenance` sees.
struct ProvenanceView {
    struct Line {
        let cell: String
        let verb: String
        let state: String
        let time: String
    }

    let facts: [PageContent.Fact]
    let stages: [Line]
    let hasStages: Bool
    /// The times added up; longer than the wall clock where cells ran side by side.
    let total: String

    /// - Returns: nil where nothing is known.
    init?(_ facts: [PageContent.Fact], stages: [PageContent.Stage]) {
        guard !facts.isEmpty || !stages.isEmpty else { return nil }
        self.facts = facts
        self.stages = stages.map { stage in
            Line(
                cell: stage.cell, verb: stage.verb, state: stage.state,
                time: stage.seconds.map(DurationText.short) ?? "–")
        }
        hasStages = !stages.isEmpty
        total = DurationText.short(stages.compactMap(\.seconds).reduce(0, +))
    }
}
