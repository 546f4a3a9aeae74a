import Statistics

/// What the template `comparison` sees.
struct ComparisonView {
    struct Fact {
        let name: String
        let value: String
    }

    struct Grid {
        let caption: String
        let header: [Field]
        let rows: [Row]
    }

    struct Row {
        let columns: [Field]
    }

    struct Field {
        let text: String
        /// "right"; nil for the left.
        let align: String?
    }

    struct Mark {
        /// For the stylesheet, as of verdicts: "pass", "fail", "not-evaluated".
        let status: String
        let sign: String
        let words: String
    }

    /// A figure of both reports; ready HTML.
    struct Figure {
        /// Of the controls: no other figure of the page has it.
        let group: String
        let before: String
        let after: String
    }

    struct Cell {
        let label: String
        let verb: String
        /// "changed", "added", "was 'fit'".
        let state: String
        let marks: [Mark]
        let grids: [Grid]
        let remarks: [String]
        let figure: Figure?
    }

    let headline: String
    let gate: Mark?
    let reasons: [String]
    let hasReasons: Bool
    /// What reviewers said of the old report and that does not hold for the new one.
    let expiries: [Mark]
    /// What they say of one report and not of the other.
    let signOffs: [Mark]
    let sides: [Fact]
    let oldName: String
    let newName: String
    let formula: String
    let cells: [Cell]
    let hasCells: Bool
    /// Cells in which nothing differs: "a, b"; nil where there are none.
    let unchanged: String?
    let notJudged: [String]
    let hasNotJudged: Bool
}

extension ComparisonView {
    init(_ comparison: ReportComparison, figures: [String: Figure], figureRemarks: [String: String]) {
        headline = comparison.summary.words
        gate = comparison.gate.map { gate in
            Mark(status: gate.passes ? "pass" : "fail", sign: gate.passes ? "✓" : "✗", words: gate.words)
        }
        reasons = comparison.gate?.reasons ?? []
        hasReasons = !reasons.isEmpty
        expiries = comparison.expired.map {
            Mark(status: "not-evaluated", sign: ReviewPanelView.expiredSign, words: $0.words)
        }
        signOffs = comparison.signOff.map { change in
            let status =
                switch (change.kind, change.change) {
                case (.approval, .added): "pass"
                case (.objection, .added): "fail"
                default: "not-evaluated"
                }
            return Mark(status: status, sign: change.kind.sign, words: change.words)
        }
        oldName = comparison.old.name
        newName = comparison.new.name
        sides = [("Old", comparison.old), ("New", comparison.new)].map { name, side in
            Fact(name: name, value: "\(side.name): \(side.origin), \(side.engine)")
        }
        formula =
            "A change of a value with an error is told in σ: |Δ|/max(σ_old, σ_new). Results of the same data are "
            + "correlated, so that this says how much a change matters, and not how likely chance makes it. Numbers that "
            + "differ by less than \(NumberText.significant(comparison.tolerance, digits: 2)), "
            + "relatively, count as equal."
        let differing = comparison.cells.filter { cell in
            cell.isChanged || !cell.notCompared.isEmpty || figures[cell.label] != nil
        }
        cells = differing.map { Cell($0, figure: figures[$0.label], remark: figureRemarks[$0.label]) }
        hasCells = !cells.isEmpty
        let labels = Set(differing.map(\.label))
        let same = comparison.cells.map(\.label).filter { !labels.contains($0) }
        unchanged = same.isEmpty ? nil : same.joined(separator: ", ")
        notJudged = comparison.gate?.notJudged ?? []
        hasNotJudged = !notJudged.isEmpty
    }
}

extension ComparisonView.Cell {
    fileprivate init(_ change: CellChange, figure: ComparisonView.Figure?, remark: String?) {
        label = change.label
        verb = change.verb
        let kind = change.kind == .same && figure != nil ? "another figure" : change.kind.rawValue
        state = change.oldLabel.map { "\(kind), was '\($0)'" } ?? kind
        marks = Self.marks(change)
        grids = [Self.values(change.values), Self.options(change)].compactMap { $0 }
        let lack = change.kind == .added ? change.absence.map { "It has no result: \($0)" } : nil
        remarks =
            [lack].compactMap { $0 } + change.notCompared.map { "Not compared: \($0)" } + [remark].compactMap { $0 }
        self.figure = figure
    }

    private static func marks(_ change: CellChange) -> [ComparisonView.Mark] {
        var marks: [ComparisonView.Mark] = []
        if change.lostResult {
            marks.append(
                .init(status: "fail", sign: "✗", words: "The result is lost: \(change.absence ?? "why is not known")"))
        }
        for verdict in change.verdicts {
            let (status, sign) =
                switch verdict.new?.status {
                case .pass: ("pass", "✓")
                case .fail: ("fail", "✗")
                case .notEvaluated, nil: ("not-evaluated", "–")
                }
            marks.append(.init(status: status, sign: sign, words: ComparisonText.words(verdict)))
        }
        for finding in change.findings {
            let words = ComparisonText.words(finding)
            switch (finding.kind, finding.state) {
            case (.went, _), (.accepted, _): marks.append(.init(status: "pass", sign: "✓", words: words))
            case (_, .unsound): marks.append(.init(status: "fail", sign: "!", words: words))
            default: marks.append(.init(status: "not-evaluated", sign: "!", words: words))
            }
        }
        return marks
    }

    private static func values(_ changes: [ValueChange]) -> ComparisonView.Grid? {
        // Of long lists one sentence tells.
        let told = changes.filter { !$0.isOfList }
        guard !told.isEmpty else { return nil }
        // The largest first: in σ, then words, then relative changes.
        let sorted = told.sorted { left, right in
            switch (left.sigmas, right.sigmas) {
            case (let first?, let second?): first > second
            case (_?, nil): true
            case (nil, _?): false
            case (nil, nil): left.relative ?? .infinity > right.relative ?? .infinity
            }
        }
        return ComparisonView.Grid(
            caption: "Values", header: fields(["Value", "Old", "New", "Difference", "σ or %"], numbersFrom: 1),
            rows: sorted.map { change in
                ComparisonView.Row(
                    columns: fields(
                        [
                            change.name ?? change.path, ComparisonWords.value(change.old, change.oldError),
                            ComparisonWords.value(change.new, change.newError), ComparisonWords.difference(change),
                            ComparisonWords.size(change),
                        ], numbersFrom: 1))
            })
    }

    private static func options(_ change: CellChange) -> ComparisonView.Grid? {
        guard !change.options.isEmpty || !change.reasons.isEmpty else { return nil }
        let rows =
            change.options.map {
                [$0.path, ComparisonWords.option($0.old), ComparisonWords.option($0.new)]
            } + change.reasons.map { [$0, "", ""] }
        return ComparisonView.Grid(
            caption: "What it follows from", header: fields(["Option", "Old", "New"], numbersFrom: 3),
            rows: rows.map { ComparisonView.Row(columns: fields($0, numbersFrom: 3)) })
    }

    private static func fields(_ texts: [String], numbersFrom first: Int) -> [ComparisonView.Field] {
        texts.enumerated().map { ComparisonView.Field(text: $1, align: $0 < first ? nil : "right") }
    }
}
