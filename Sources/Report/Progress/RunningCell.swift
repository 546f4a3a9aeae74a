/// A cell that computes, and how far it says it is.
struct RunningCell: Sendable, Hashable {
    let label: String
    let verb: String
    /// When it began, on the clock of the display, in seconds.
    let start: Double
    var progress: CellProgress?
}
