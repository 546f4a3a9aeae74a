import Statistics

/// The separation of two samples by a classifier, with a row for each name and a colour for each series: the area under
/// its ROC curve with its error, and that of an ideal classifier if it is known.
public struct SeparationRows: Sendable {
    /// One area.
    public struct Area: Sendable, Equatable {
        let row: Int
        let value: Double
        let error: Double
        let ideal: Double?

        /// - Parameters:
        ///   - row: the index of its name, from the top; 0 is the first.
        ///   - value: the area; NaN if it was not measured.
        ///   - error: its standard error.
        ///   - ideal: the area of an ideal classifier for the same difference; nil if it is not known.
        public init(row: Int, value: Double, error: Double, ideal: Double?) {
            self.row = row
            self.value = value
            self.error = error
            self.ideal = ideal
        }
    }

    /// Areas of one kind, in one colour.
    public struct Series: Sendable, Equatable {
        let name: RichText
        let areas: [Area]

        /// With these values.
        public init(name: RichText, areas: [Area]) {
            self.name = name
            self.areas = areas
        }
    }

    let names: [RichText]
    let series: [Series]

    /// The names are those of the rows, from the top.
    public init(names: [RichText], series: [Series]) {
        self.names = names
        self.series = series
    }

    /// - Throws: ``PlottingError/shape(_:)`` if no area is a number, or an area has no row.
    public func figure() throws(PlottingError) -> Figure {
        let all = series.flatMap(\.areas)
        guard all.allSatisfy({ names.indices.contains($0.row) }) else { throw .shape("an area stands in no row") }
        let known = all.filter { $0.value.isFinite && $0.error.isFinite }
        guard !known.isEmpty else { throw .shape("no area under a ROC curve is known") }
        let ends = known.flatMap { [$0.value - $0.error, $0.value + $0.error] + [$0.ideal].compactMap(\.self) }
        let missing = all.count - known.count
        let remarks = missing > 0 ? [RichText("\(missing) not measured")] : []
        let panel = Panel(
            x: Axis("AUC", limits: Axis.limits(holding: ends + [0.49, 0.52])),
            y: Axis(names: Array(names.reversed())), marks: marks, legend: .outside, remarks: remarks,
            aspect: min(1.4, 0.2 + Double(names.count) * (0.05 + 0.025 * Double(series.count))))
        return Figure(
            title: title(known), alternativeText: alternativeText(known, missing), panels: [panel], data: data)
    }

    // MARK: Marks

    private var marks: [Mark] {
        var marks = [
            Mark(
                "alike", .vertical(0.5, StrokeStyle(.muted, width: 0.9, dash: StrokeStyle.dashed)),
                legend: "Alike", legendOrder: 20)
        ]
        var hasIdeal = false
        for (index, one) in series.enumerated() {
            let ink = Ink.colour(Palette.series(index))
            let known = one.areas.filter { $0.value.isFinite && $0.error.isFinite }
            for area in known {
                let ends = [-1.0, 1].map { Point(area.value + $0 * area.error, place(area, index)) }
                marks.append(Mark("error", .line(ends, StrokeStyle(ink, width: 1.2))))
            }
            marks.append(
                Mark(
                    "area",
                    .points(
                        known.map { .init(x: $0.value, y: place($0, index)) },
                        MarkerStyle(.outline(round: Palette.round(index), first: .circle), size: 4.4, ink: ink)),
                    legend: one.name, legendOrder: index))
            let ideal = known.compactMap { area in area.ideal.map { Mark.ErrorPoint(x: $0, y: place(area, index)) } }
                .filter(\.x.isFinite)
            guard !ideal.isEmpty else { continue }
            hasIdeal = true
            marks.append(Mark("ideal", .points(ideal, MarkerStyle(.diamond, size: 6, ink: ink, isFilled: false))))
        }
        if hasIdeal {
            marks.append(
                Mark(
                    "ideal sample", .points([], MarkerStyle(.diamond, size: 6, ink: .foreground, isFilled: false)),
                    legend: "Of the gap to the truth", legendOrder: 19))
        }
        return marks
    }

    /// The first row stands highest, and in it the first series.
    private func place(_ area: Area, _ index: Int) -> Double {
        let step = min(0.22, 0.7 / Double(series.count))
        return Double(names.count - 1 - area.row) + step * (Double(series.count - 1) / 2 - Double(index))
    }

    // MARK: Words and numbers

    private func title(_ known: [Area]) -> String {
        let worst = known.max { $0.value - 2 * $0.error < $1.value - 2 * $1.error } ?? known[0]
        let name = series.first { $0.areas.contains(worst) }?.name.plain ?? ""
        return
            "Largest AUC \(PDGRounding(worst.value, error: worst.error).plain), of \(name) at \(names[worst.row].plain)"
    }

    private func alternativeText(_ known: [Area], _ missing: Int) -> String {
        let above = known.count { $0.value - 2 * $0.error > 0.5 }
        return
            "Area under the ROC curve of classifiers of density against simulation, a row a point. \(title(known)). "
            + "\(above) of \(known.count) lie above ½ by more than two errors."
            + (missing > 0 ? " \(missing) \(missing == 1 ? "was" : "were") not measured." : "")
    }

    private var data: FigureData {
        FigureData(
            tables: series.map { one in
                .init(
                    one.name.plain,
                    [
                        .init("name", texts: one.areas.map { names[$0.row].plain }),
                        .init("area", one.areas.map(\.value)), .init("error", one.areas.map(\.error)),
                        .init("of the gap", one.areas.map { $0.ideal ?? .nan }),
                    ])
            })
    }
}
