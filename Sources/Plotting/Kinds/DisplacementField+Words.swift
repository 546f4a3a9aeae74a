import Statistics

/// What a field of displacements says, and its numbers.
extension DisplacementField {
    private func length(_ value: Double) -> String {
        NumberText.significant(value, digits: 2) + (unit.map { " " + $0.plain } ?? "")
    }

    var title: String {
        panels.map { panel in
            let summary = Summary(panel)
            guard let first = summary.fields.first, first.mean.isFinite else {
                return "\(panel.heading.plain): no displacement"
            }
            let text = "\(panel.heading.plain): mean displacement \(length(first.mean))"
            return text + (summary.error.map { ", mean error \(length($0.mean))" } ?? "")
        }.joined(separator: "; ")
    }

    var alternativeText: String {
        var text = "Arrows in the plane of \(xVariable.plain) and \(yVariable.plain)"
        text += panels.contains { $0.density != nil } ? " over the density. " : ". "
        if magnification != 1 { text += "All are drawn \(NumberText.significant(magnification)) times longer. " }
        text += panels.map(sentence).joined(separator: " ")
        return text
    }

    private func sentence(_ panel: Panel) -> String {
        let summary = Summary(panel)
        func numbers(_ item: Summary.Length) -> String {
            // Figures of many panels leave the rest to their numbers.
            let part = "mean \(length(item.mean))"
            guard panels.count <= 3 else { return part }
            let weighted = item.weightedMean.flatMap {
                $0.isFinite ? " (\(length($0)) weighted by the density)" : nil
            }
            return part + (weighted ?? "") + ", largest \(length(item.largest))"
        }
        var parts = zip(panel.fields, summary.fields).map { field, item in
            item.mean.isFinite
                ? "\(item.name)"
                    + (panels.count > 3
                        ? " " : ", \(NumberText.counted(field.displacements.count - item.missing, "point")): ")
                    + numbers(item)
                : "\(item.name): no displacement"
        }
        if let error = summary.error, error.mean.isFinite {
            parts.append("distance between model and truth: \(numbers(error))")
        }
        let missing = summary.fields.map(\.missing).reduce(0, +)
        if missing > 0 { parts.append("\(missing) displacement\(missing == 1 ? "" : "s") missing, not drawn") }
        var heading = panel.heading.plain
        if panel.magnification != 1 {
            heading += " (arrows drawn \(NumberText.significant(panel.magnification)) times longer)"
        }
        return heading + ": " + (parts.isEmpty ? "no displacement" : parts.joined(separator: "; ")) + "."
    }

    var data: FigureData {
        let summaries = panels.map(Summary.init)
        let firsts = summaries.map(\.fields.first)
        let summary = FigureData.Table(
            "lengths",
            [
                .init("panel", panels.indices.map { Double($0 + 1) }),
                .init("magnification", panels.map { magnification * $0.magnification }),
                .init("mean", firsts.map { $0?.mean ?? .nan }), .init("largest", firsts.map { $0?.largest ?? .nan }),
                .init("mean over density", firsts.map { $0?.weightedMean ?? .nan }),
                .init("mean error", summaries.map { $0.error?.mean ?? .nan }),
                .init("largest error", summaries.map { $0.error?.largest ?? .nan }),
                .init("mean error over density", summaries.map { $0.error?.weightedMean ?? .nan }),
            ])
        let tables = panels.enumerated().flatMap { index, panel in
            panel.fields.map { field in
                let (tails, heads) = (field.displacements.map(\.tail), field.displacements.map(\.head))
                return FigureData.Table(
                    "\(index + 1) \(panel.heading.plain), \(field.name.plain)",
                    [
                        .init("from \(xVariable.plain)", tails.map(\.x)),
                        .init("from \(yVariable.plain)", tails.map(\.y)),
                        .init("to \(xVariable.plain)", heads.map(\.x)), .init("to \(yVariable.plain)", heads.map(\.y)),
                    ])
            }
        }
        return FigureData(tables: [summary] + tables)
    }
}
