import Plotting
import Report
import Statistics

/// `kind: coverage-bands`: how often the intervals of toys hold the truth, with Clopper–Pearson intervals, a row a
/// nuisance and one for all jointly.
enum CoveragePlot: PlotKind {
    static let name = "coverage-bands"
    static let summary = "The coverage of intervals over toys, with Clopper–Pearson intervals."
    static let cells = ToyNumbers.cells
    static let size = PlotDirective.Size.column

    static let references = OptionKey<Bool>(
        "references", default: false, presentation: true,
        help: "Also the closed-form likelihoods of the same toys: x alone, and the distortion known.")
    static let keys: [any AnyOptionKey] = [references]

    struct Numbers: ResultGroup {
        let entries: [Entry]
        let references: [Entry]
        let failed: Int

        static let meanings = [
            "entries": "One for each nuisance, and one for all jointly.",
            "references": "The closed-form likelihoods of the same toys.", "failed": "Toys without a measurement.",
        ]
    }

    struct Entry: ResultGroup {
        let name: String
        let covered68: Int
        let covered95: Int
        let toys: Int

        static let meanings = [
            "name": "As the figure writes it.", "covered-68": "Toys whose 68.27 % interval contains the truth.",
            "covered-95": "Toys whose 95 % interval does.", "toys": "All toys with a measurement.",
        ]

        init(_ name: String, _ inner: CoverageDirective.Fraction, _ outer: CoverageDirective.Fraction) {
            self.name = name
            covered68 = inner.covered
            covered95 = outer.covered
            toys = inner.toys
        }

        fileprivate var plotted: CoverageBands.Entry {
            get throws {
                try CoverageBands.Entry(name: RichText(name), covered68: covered68, covered95: covered95, toys: toys)
            }
        }
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let result = try ToyNumbers.read(options, context)
        var entries = result.order.compactMap { name in
            result.nuisances[name].map { Entry("*ν*_{\(name)}", $0.covered68, $0.covered95) }
        }
        if result.order.count > 1, let joint = result.joint {
            entries.append(Entry("jointly", joint.covered68, joint.covered95))
        }
        let references = [(result.xAlone, "*x* alone"), (result.distortionKnown, "distortion known")]
        return Numbers(
            entries: entries,
            references: references.flatMap { reference, words in
                result.order.compactMap { name in
                    reference?.nuisances[name].map { Entry("*ν*_{\(name)}, \(words)", $0.covered68, $0.covered95) }
                }
            }, failed: result.failed)
    }

    static let failedToys = HealthCheck(
        "failed-toys", .doubtful, "Toys without a measurement are left out of all fractions.")
    static let healthChecks = [failedToys]

    static func health(_ options: Options, _ numbers: Numbers) -> [Finding] {
        guard numbers.failed > 0 else { return [] }
        return [
            Finding(
                failedToys,
                "\(NumberText.counted(numbers.failed, "toy")) \(numbers.failed == 1 ? "has no measurement and is" : "have no measurement and are") left out of all fractions.",
                remedy: "See the findings of the 'coverage' cell.")
        ]
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        let entries = numbers.entries + (options[references] ? numbers.references : [])
        return try CoverageBands(entries: entries.map { try $0.plotted }, failed: numbers.failed).figure()
    }
}
