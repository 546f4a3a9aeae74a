import Statistics

extension Axis {
    /// What the axis of a histogram's counts is called: events a bin, with the bins' width where they share one.
    static func eventsTitle(edges: [Double], unit: RichText?) -> RichText {
        let widths = zip(edges, edges.dropFirst()).map { $1 - $0 }
        guard widths.allSatisfy({ abs($0 - widths[0]) < 1e-6 * widths[0] }) else { return "Events / bin" }
        if widths[0] == 1, unit == nil { return "Events" }
        let title = RichText("Events / \(NumberText.significant(widths[0], digits: 2))")
        return unit.map { title + " " + $0 } ?? title
    }
}
