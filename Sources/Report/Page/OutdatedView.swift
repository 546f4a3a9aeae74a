/// What the template `outdated` sees: that the result of a cell is not there as the cell stands, why, and whether what follows
/// is its last one: on pages that no run makes, and for cells that run only when asked for.
struct OutdatedView {
    /// For the stylesheet: "never-run", "out-of-date", "manual".
    let absence: String
    /// "Not computed yet."
    let headline: String
    /// A sentence.
    let reason: String
    /// The label of the button that runs it, on a page of a server; nil without a server.
    let button: String?
    /// What to write on the command line, on any other page.
    let command: String?
    /// The label of the cell, where the button has to ask for this one by name; nil where every run does it.
    let asked: String?

    /// - Parameter isLive: whether a server can run it on request.
    /// - Returns: nil where the cell ran, or failed.
    init?(_ presentation: CellPresentation, isLive: Bool) {
        guard let absence = presentation.absence else { return nil }
        let isShown = !presentation.fragments.isEmpty && !presentation.cell.settings.hide
        self.absence = absence.kind.rawValue
        headline =
            switch (absence.kind, isShown) {
            case (.manual, true) where presentation.result.last != nil: "Stale: this is the last result."
            case (_, true): "Out of date: this is the last result."
            case (.outOfDate, false): "Out of date."
            case (.neverRun, false): "Not computed yet."
            case (.manual, false): "Not computed: it runs only when asked."
            }
        let why = absence.why
        let change = why.isEmpty ? "" : why.prefix(1).uppercased() + why.dropFirst() + "."
        // What a render leaves comes with all that the last result was drawn from.
        let isOfRender = presentation.result.last != nil
        let computed = (presentation.isTimed ? presentation.result.record : nil).map {
            "It is of \($0.started.formatted(.iso8601.year().month().day()))."
        }
        reason = [isOfRender ? computed : nil, change].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
        button = isOfRender || !isLive ? nil : absence.kind == .manual ? "Run this cell" : "Run what is out of date"
        command = isOfRender ? "--refresh \(presentation.cell.label)" : nil
        asked = absence.kind == .manual ? presentation.cell.label : nil
    }
}
