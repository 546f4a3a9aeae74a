import Plotting
import Report
import Samples

/// `kind: two-sample`: how well a classifier distinguishes a density from held-out events, point by point, a colour a class; beside it
/// what the gap to the truth would let an ideal one reach, where a truth is known.
enum TwoSamplePlot: PlotKind {
    static let name = "two-sample"
    static let summary =
        "The AUC of density against simulation by point and class, beside that of the gap to the truth."
    static let cells = DiagnosisNumbers.cells
    static let size = PlotDirective.Size.column

    static let keys: [any AnyOptionKey] = [DensityOptions.classes]

    static func validate(_ options: Options, _ document: DocumentContext) -> [Diagnostic] {
        guard let cell = document.options(options[PlotDirective.of][0]) else { return [] }
        return DensityOptions.validate(options, DiagnoseDirective.described(cell, document)?.schema, nil)
    }

    struct Numbers: ResultGroup {
        let points: [String]
        let classes: [ClassAreas]

        static let meanings = ["points": "As the rows write them.", "classes": "One for each class that is shown."]
    }

    struct ClassAreas: ResultGroup {
        let eventClass: String
        let areas: [Separation]
        let ideal: [Double]?

        static let meanings = [
            "event-class": "Its label.", "areas": "One a point.",
            "ideal":
                "Φ(√gap): the AUC that an ideal classifier would reach of a shift with the gap to the truth, one a point. "
                + "Absent where there is no truth.",
        ]
    }

    static func compute(_ options: Options, _ context: RunContext) throws -> Numbers {
        let (result, schema) = try DiagnosisNumbers.read(options, context)
        let points = result.points.values
        return Numbers(
            points: points.map { DensityOptions.heading($0.at.point, schema).markup },
            classes: DensityOptions.classes(options, schema).map { kind in
                let eventClass = schema.classes[kind]
                let found = points.map { $0.classes[eventClass.name] }
                let gaps = found.compactMap { $0?.gap?.value }
                return ClassAreas(
                    eventClass: eventClass.label, areas: found.map { $0?.auc ?? .unmeasured },
                    ideal: gaps.count == points.count ? gaps.map(Separation.area(ofGap:)) : nil)
            })
    }

    static func figure(_ options: Options, _ numbers: Numbers) throws -> Figure {
        try SeparationRows(
            names: numbers.points.map { RichText($0) },
            series: numbers.classes.map { one in
                SeparationRows.Series(
                    name: RichText("class \(one.eventClass)"),
                    areas: one.areas.enumerated().map { row, area in
                        SeparationRows.Area(
                            row: row, value: area.value, error: area.error, ideal: one.ideal.map { $0[row] })
                    })
            }
        ).figure()
    }
}
