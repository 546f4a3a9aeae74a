import Plotting
import Report

/// `kind: coverage-bands`: how often the intervals of toys hold the truth, with Clopper–Pearson intervals, a row a
/// nuisance and one for all jointly.
enum CoveragePlot: PlotKind {
    static let name = "coverage-bands"
    static let summary = "How often intervals hold the truth over toys, with Clopper–Pearson intervals."
    static let cells = ToyResults.cells
    static let size = PlotDirective.Size.column

    static let references = OptionKey<Bool>(
        "references", default: false, presentation: true,
        help: "Also the closed-form likelihoods of the same toys: x alone, and the distortion known.")
    static let keys: [any AnyOptionKey] = [references]

    static func figure(_ options: Options, _ artifact: Artifact, _ context: PresentationContext) throws
        -> Plotting.Figure
    {
        let results = try ToyResults(options, context)
        func entry(_ name: RichText, _ path: String) throws -> CoverageBands.Entry? {
            func count(_ key: String) -> Int? { results.result[path: "\(path).\(key)"]?.int }
            guard let inner = count("covered-68.covered"), let outer = count("covered-95.covered"),
                let toys = count("covered-68.toys")
            else { return nil }
            return try CoverageBands.Entry(name: name, covered68: inner, covered95: outer, toys: toys)
        }
        var entries = try results.nuisances.compactMap { try entry(ToyResults.symbol($0), $0) }
        if results.nuisances.count > 1, let joint = try entry("jointly", "joint") { entries.append(joint) }
        if options[references] {
            for (key, name) in [("x-alone", "*x* alone"), ("distortion-known", "distortion known")] {
                entries += try results.nuisances.compactMap {
                    try entry(ToyResults.symbol($0) + RichText(", \(name)"), "\(key).\($0)")
                }
            }
        }
        return try CoverageBands(entries: entries, failed: results.failed).figure()
    }
}
