import Statistics

/// The sentences and the numbers of scans in a plane.
extension LikelihoodPlane {
    /// `truth (0.5, −0.5) inside the 68 % contour`; nil where the truth is not known.
    private func place(_ item: Series) -> String? {
        guard let truth else { return nil }
        let place = "truth (\(NumberText.significant(truth.x)), \(NumberText.significant(truth.y)))"
        let height = item.deviance.value(atTruth: truth)
        guard height.isFinite else { return "\(place) outside of the scanned window" }
        if height <= Self.level68 { return "\(place) inside the 68 % contour" }
        return "\(place) \(height <= Self.level95 ? "inside" : "outside") the 95 % contour"
    }

    private func best(_ item: Series) -> String {
        func value(_ name: RichText, _ best: Double, _ interval: LikelihoodCurves.Interval?) -> String {
            "\(name.plain) \(interval.map { $0.quoted(about: best).plain } ?? NumberText.significant(best, digits: 3))"
        }
        return "best fit \(value(xNuisance, item.best.x, item.xInterval)), "
            + value(yNuisance, item.best.y, item.yInterval)
    }

    var title: String {
        if let single { return best(single) + (place(single).map { "; \($0)" } ?? "") }
        return series.map { "\($0.name.plain): \(best($0))" + (place($0).map { ", \($0)" } ?? "") }
            .joined(separator: "; ")
    }

    func alternativeText(_ contours: [Contours]) -> String {
        var text = "Contours of −2Δln L at \(Self.levels) in the plane of \(xNuisance.plain) and "
        text += "\(yNuisance.plain)\(single == nil ? ", members and their combination" : ""). \(title)."
        for (item, lines) in zip(series, contours) {
            let subject = single == nil ? "\(item.name.plain): the" : "The"
            for (name, contour) in lines.named {
                if contour.lines.isEmpty {
                    text += " \(subject) \(name) contour does not lie in the window."
                } else if contour.leavesWindow {
                    text += " \(subject) \(name) contour leaves the window: it is open."
                }
            }
            if !lines.members.isEmpty { text += " " + members(item, lines) }
        }
        if case .effectiveMembers(let grid)? = map {
            let values = grid.values.filter(\.isFinite)
            if let low = values.min(), let high = values.max() {
                text += " The combination rests on \(NumberText.significant(low, digits: 2)) to "
                text += "\(NumberText.significant(high, digits: 2)) effective members."
            } else {
                text += " The effective number of members is known nowhere."
            }
        }
        if single != nil {
            if !ellipses.isEmpty {
                text += " For comparison, 68 % ellipses known in closed form: "
                text += ellipses.map(\.name.plain).joined(separator: "; ") + "."
            }
            text += " A 2-D contour projects wider than the 1-D interval."
        }
        if let partial { text += " Partial: \(partial)." }
        return text
    }

    private func members(_ item: Series, _ lines: Contours) -> String {
        var text = "\(item.name.plain): \(NumberText.counted(lines.members.count, "member"))"
        if let truth {
            let heights = item.members.map { $0.value(atX: truth.x, y: truth.y) }.filter(\.isFinite)
            let holding = heights.filter { $0 <= Self.level68 }.count
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
            let prefix = single == nil ? item.name.plain + " " : ""
            values += [("\(prefix)best fit x", item.best.x), ("\(prefix)best fit y", item.best.y)]
            if case .grid(let grid) = item.deviance {
                tables.append(nodes("\(prefix)minus two delta log likelihood", grid))
            }
            tables += lines.named.map { outline("\(prefix)contour \($0.name)", $0.lines) }
            tables += lines.members.enumerated().map { outline("\(prefix)member \($0 + 1) contour 68 %", $1) }
        }
        if case .effectiveMembers(let grid)? = map { tables.append(nodes("effective members", grid)) }
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
