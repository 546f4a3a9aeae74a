import Statistics

/// Numbers and sentences of contours of densities.
extension DensityContours2D {
    func data(_ closures: [Closure]) -> FigureData {
        let names = panels.map(\.heading.plain)
        let tables = closures.enumerated().flatMap { index, closure in
            [("model", closure.model), ("truth", closure.truth)].flatMap { owner, contours in
                contours.enumerated().compactMap { level, contour -> FigureData.Table? in
                    guard let contour else { return nil }
                    let rows = contour.lines.enumerated().flatMap { number, line in
                        line.points.map { (Double(number + 1), $0.x, $0.y) }
                    }
                    return FigureData.Table(
                        "\(index + 1) \(names[index]) \(owner) \(Self.masses[level].name)",
                        [
                            .init("line", rows.map(\.0)), .init(xVariable.plain, rows.map(\.1)),
                            .init(yVariable.plain, rows.map(\.2)),
                        ])
                }
            }
        }
        let held = FigureData.Table(
            "truth inside of the model's regions",
            [
                .init("panel", panels.indices.map { Double($0 + 1) }),
                .init("never trained on", panels.map { $0.isUntrained ? 1 : 0 }),
            ] + Self.masses.indices.map { level in .init(Self.masses[level].name, closures.map { $0.held[level] }) })
        return FigureData(tables: [held] + tables)
    }

    /// The sentences of contours of densities.
    struct Words {
        let contours: DensityContours2D
        let closures: [DensityContours2D.Closure]

        private var known: [(panel: DensityContours2D.Panel, held: [Double])] {
            zip(contours.panels, closures).map { ($0, $1.held) }.filter { $0.1.allSatisfy(\.isFinite) }
        }

        /// The fraction farthest from what its region should hold.
        private var worst: (held: Double, level: Int, heading: String)? {
            known.flatMap { panel, held in
                held.indices.map { (held: held[$0], level: $0, heading: panel.heading.plain) }
            }.max {
                abs($0.held - DensityContours2D.masses[$0.level].fraction)
                    < abs($1.held - DensityContours2D.masses[$1.level].fraction)
            }
        }

        private func percent(_ value: Double) -> String { NumberText.fixed(100 * value, decimals: 1) + " %" }

        var title: String {
            let pair = "\(contours.yVariable.plain) against \(contours.xVariable.plain)"
            guard let worst else { return "density contours of \(pair)" }
            let name = DensityContours2D.masses[worst.level].name
            return "\(pair): the model's \(name) region holds at worst \(percent(worst.held)) "
                + "of the truth (\(worst.heading))"
        }

        var alternativeText: String {
            var text = "Regions that hold 68 % and 95 % of the density of \(contours.xVariable.plain) and "
            text += "\(contours.yVariable.plain), Model"
            text += contours.panels.contains { $0.truth != nil } ? " against Truth. " : ". "
            let parts = zip(contours.panels, closures).map { panel, closure in
                var part = panel.heading.plain + (panel.isUntrained ? " (never trained on)" : "")
                if closure.model.allSatisfy({ $0 == nil }) { return part + ": no density of the model" }
                if closure.held.allSatisfy(\.isFinite) {
                    part += ": the model's regions hold " + closure.held.map(percent).joined(separator: " and ")
                    part += " of the truth"
                } else {
                    part += ": no truth"
                }
                if closure.model.contains(where: { $0?.leavesWindow == true }) {
                    part += "; a contour leaves the window"
                }
                return part
            }
            text += parts.joined(separator: ". ") + "."
            let missing = contours.panels.flatMap { $0.model.values + ($0.truth?.values ?? []) }.count { !$0.isFinite }
            if missing > 0 { text += " Missing: \(missing) node\(missing == 1 ? "" : "s") of the grids." }
            return text
        }
    }
}
