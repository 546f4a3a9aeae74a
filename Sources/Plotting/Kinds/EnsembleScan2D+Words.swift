import Foundation
import Statistics

/// Words and numbers.
extension EnsembleScan2D {
    private func place(_ item: Series) -> String? {
        guard let truth else { return nil }
        return LikelihoodScan2D.place(of: truth, in: item.combined)
    }

    private func value(_ name: RichText, _ best: Double, _ interval: ScanInterval?) -> String {
        "\(name.plain) \(interval.map { $0.quoted(about: best).plain } ?? NumberText.significant(best, digits: 3))"
    }

    var title: String {
        series.map { item in
            let best = [
                value(xNuisance, item.best.x, item.xInterval), value(yNuisance, item.best.y, item.yInterval),
            ].joined(separator: ", ")
            return "\(item.name.plain): best fit \(best)" + (place(item).map { ", \($0)" } ?? "")
        }.joined(separator: "; ")
    }

    func alternativeText(_ contours: [Contours]) -> String {
        var text = "Contours of −2Δln L at \(LikelihoodScan2D.levels) in the plane of \(xNuisance.plain) and "
        text += "\(yNuisance.plain), members and their combination. \(title)."
        for (item, lines) in zip(series, contours) {
            for (name, contour) in [("68 %", lines.inner), ("95 %", lines.outer)] {
                if contour.lines.isEmpty {
                    text += " \(item.name.plain): the \(name) contour does not lie in the window."
                } else if contour.leavesWindow {
                    text += " \(item.name.plain): the \(name) contour leaves the window: it is open."
                }
            }
            if !lines.members.isEmpty { text += " " + members(item, lines) }
        }
        if let effectiveMembers {
            let values = effectiveMembers.values.filter(\.isFinite)
            if let low = values.min(), let high = values.max() {
                text += " The combination rests on \(NumberText.significant(low, digits: 2)) to "
                text += "\(NumberText.significant(high, digits: 2)) effective members."
            } else {
                text += " The effective number of members is known nowhere."
            }
        }
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    private func members(_ item: Series, _ lines: Contours) -> String {
        var text = "\(item.name.plain): \(lines.members.count) members"
        if let truth {
            let heights = item.members.map { $0.value(atX: truth.x, y: truth.y) }.filter(\.isFinite)
            let holding = heights.filter { $0 <= LikelihoodScan2D.level68 }.count
            if !heights.isEmpty { text += ", \(holding) of \(heights.count) whose 68 % contour holds the truth" }
        }
        let without = lines.members.filter(\.lines.isEmpty).count
        if without > 0 { text += ", \(without) without a contour in the window" }
        return text + "."
    }

    func data(_ contours: [Contours]) -> FigureData {
        var values: [(String, Double)] = []
        var tables: [FigureData.Table] = []
        for (item, lines) in zip(series, contours) {
            let name = item.name.plain
            values += [("\(name) best fit x", item.best.x), ("\(name) best fit y", item.best.y)]
            tables.append(nodes("\(name) minus two delta log likelihood", item.combined))
            tables.append(outline("\(name) contour 68 %", lines.inner))
            tables.append(outline("\(name) contour 95 %", lines.outer))
            tables += lines.members.enumerated().map { outline("\(name) member \($0 + 1) contour 68 %", $1) }
        }
        if let effectiveMembers { tables.append(nodes("effective members", effectiveMembers)) }
        if let truth { values += [("truth x", truth.x), ("truth y", truth.y)] }
        if let anchor { values += [("anchor x", anchor.x), ("anchor y", anchor.y)] }
        return FigureData(values: values, tables: tables)
    }

    private func nodes(_ name: String, _ grid: ScalarGrid) -> FigureData.Table {
        let rows = grid.y.indices.flatMap { j in grid.x.indices.map { i in (grid.x[i], grid.y[j], grid[i, j]) } }
        return .init(
            name,
            [
                .init(xNuisance.plain, rows.map(\.0)), .init(yNuisance.plain, rows.map(\.1)),
                .init("value", rows.map(\.2)),
            ])
    }

    private func outline(_ name: String, _ contour: ContourLines) -> FigureData.Table {
        let rows = contour.lines.enumerated().flatMap { number, line in
            line.points.map { (Double(number + 1), $0.x, $0.y) }
        }
        return .init(
            name,
            [
                .init("line", rows.map(\.0)), .init(xNuisance.plain, rows.map(\.1)),
                .init(yNuisance.plain, rows.map(\.2)),
            ])
    }
}
