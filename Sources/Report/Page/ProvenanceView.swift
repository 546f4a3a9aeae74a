import Foundation

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
                time: stage.seconds.map(Self.duration) ?? "–")
        }
        hasStages = !stages.isEmpty
        total = Self.duration(stages.compactMap(\.seconds).reduce(0, +))
    }

    /// "0.34 s", "12.1 s", "3 min 05 s", "1 h 02 min".
    static func duration(_ seconds: Double) -> String {
        if seconds < 9.995 { return String(format: "%.2f s", seconds) }
        if seconds < 59.95 { return String(format: "%.1f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return String(format: "%d min %02d s", whole / 60, whole % 60) }
        return String(format: "%d h %02d min", whole / 3600, whole % 3600 / 60)
    }
}
