import Inference
import Report

/// What archives of published data take of a scan: intervals, curves, contours, the grid.
extension ScanDirective {
    static func hasDataTables(_ options: Options) -> Bool { true }

    static func dataTables(_ options: Options, _ result: Result) -> [DataTable] {
        let data = ScanData(options: options, result: result)
        return [data.intervals] + result.order.flatMap(data.curves) + result.planes.flatMap(data.contours)
            + (result.grid.map { [data.plane($0)] } ?? [])
    }
}

private struct ScanData {
    let options: Options
    let result: ScanDirective.Result

    private typealias Qualifier = (name: String, value: String)

    /// Of everything that a scan says.
    private var common: [Qualifier] {
        let members = result.members.values.count
        let priors: Qualifier = ("Priors of the nuisances", options[ScanDirective.prior] ? "included" : "left out")
        let transfer: Qualifier = ("Map T", options[ScanDirective.transfer].rawValue)
        return [priors, transfer]
            + (members > 0 ? [("Members", "\(members), combined as \(result.combination.rawValue)")] : [])
    }

    private func variable(_ name: String, _ points: [DataTable.Point], _ own: [Qualifier]) -> DataTable.Variable {
        DataTable.Variable(name, points, qualifiers: own + common)
    }

    var intervals: DataTable {
        let scanned = result.order.compactMap { name in result.nuisances[name].map { (name, $0) } }
        func bounds(_ level: String, _ of: (ScanDirective.ScannedNuisance) -> (OpenBound, OpenBound))
            -> [DataTable.Variable]
        {
            let both = scanned.map { of($0.1) }
            let qualifier: Qualifier = ("Confidence level", level)
            return [
                variable("Lower bound", both.map { DataTable.Point($0.0.value, word: "open") }, [qualifier]),
                variable("Upper bound", both.map { DataTable.Point($0.1.value, word: "open") }, [qualifier]),
            ]
        }
        return DataTable(
            "intervals", title: "Intervals of the nuisances",
            description:
                "The best fit of every nuisance and where the profiled −2Δln L crosses 1 and 3.84; 'open' where "
                + "the window of the scan ends first.",
            independent: [DataTable.Variable("Nuisance", scanned.map { DataTable.Point($0.0) })],
            dependent: [
                variable(
                    "Best fit", scanned.map { DataTable.Point($0.1.best, up: $0.1.plus, down: $0.1.minus) },
                    [("Confidence level", "68.27 %")])
            ] + bounds("68.27 %") { ($0.lower, $0.upper) }
                + bounds("95 %") { ($0.interval95.lower, $0.interval95.upper) })
    }

    /// The tables of curves; a single one if both curves have the same points.
    func curves(of name: String) -> [DataTable] {
        guard let curves = result.curves[name] else { return [] }
        let (profiled, slice) = ("profiled", "at the best fit")
        if curves.profile.x == curves.slice.x {
            return [table(of: name, "", [(profiled, curves.profile), (slice, curves.slice)])]
        }
        return [
            table(of: name, "-profiled", [(profiled, curves.profile)]),
            table(of: name, "-slice", [(slice, curves.slice)]),
        ]
    }

    private func table(of name: String, _ ending: String, _ curves: [(others: String, curve: SampledCurve)])
        -> DataTable
    {
        DataTable(
            "curve-\(name)\(ending)", title: "−2Δln L against \(name)",
            description: "−2Δln L against \(name), the others \(curves.map(\.others).joined(separator: ", and ")).",
            independent: [DataTable.Variable(name, (curves.first?.curve.x ?? []).map { DataTable.Point($0) })],
            dependent: curves.map { others, curve in
                variable("−2Δln L", curve.deviance.map { DataTable.Point($0) }, [("Other nuisances", others)])
            })
    }

    func contours(of plane: ScanDirective.Plane) -> [DataTable] {
        [("68.27 %", "68", plane.contour68), ("95 %", "95", plane.contour95)].compactMap { level, word, contour in
            guard let contour, !contour.points.isEmpty, plane.nuisances.count == 2 else { return nil }
            let (first, second) = (plane.nuisances[0], plane.nuisances[1])
            // Whoever draws it gets a closed line.
            let points = contour.points + (contour.isClosed ? contour.points.prefix(1) : [])
            let line = !contour.isComplete ? "not traced to its end" : contour.isClosed ? "closed" : "leaves the window"
            return DataTable(
                "contour-\(word)-\(first)-\(second)", title: "Contour of \(level), \(first) and \(second)",
                description: "Points along the line of \(level) in the plane of \(first) and \(second), in order.",
                independent: [DataTable.Variable(first, points.map { DataTable.Point($0[0]) })],
                dependent: [
                    variable(
                        second, points.map { DataTable.Point($0[1]) },
                        [
                            ("Confidence level", "\(level), of two nuisances"), ("Line", line),
                            ("Other nuisances", "profiled"),
                        ])
                ])
        }
    }

    func plane(_ grid: GridResult) -> DataTable {
        let names = Array(result.order.prefix(2))
        let axes = names.map { grid.axes[$0] ?? [] }
        let points = axes[0].indices.flatMap { i in axes[1].indices.map { (i, $0) } }
        let combinations = EnsembleCombination.allCases.map(\.rawValue).compactMap { name in
            grid.combinations[name].map { (name, $0) }
        }
        // A fit alone is the same by every combination.
        let shown = result.members.values.isEmpty ? Array(combinations.prefix(1)) : combinations
        return DataTable(
            "grid", title: "−2Δln L in the plane of \(names.joined(separator: " and "))",
            description: "−2Δln L on a grid of \(names.joined(separator: " and ")), from its lowest value.",
            independent: zip(names, [points.map { axes[0][$0.0] }, points.map { axes[1][$0.1] }]).map { name, values in
                DataTable.Variable(name, values.map { DataTable.Point($0) })
            },
            dependent: shown.map { name, table in
                DataTable.Variable(
                    "−2Δln L", points.map { DataTable.Point(table.deviance[$0.0][$0.1]) },
                    qualifiers: common.filter { $0.name != "Members" }
                        + (result.members.values.isEmpty ? [] : [("Members", "combined as \(name)")]))
            })
    }
}
