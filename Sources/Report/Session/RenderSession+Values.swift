import Foundation

extension RenderSession {
    /// Values of results that are up to date, written as in prose. Nothing runs.
    ///
    /// - Parameter questions: each a path, `fit.shift.best`, or an expression as after `{value}` in prose.
    /// - Throws: ``InvalidDocument`` where the report has mistakes; ``ValueError``; ``SessionError`` where a result in
    ///   the store is damaged; ``CellFailure`` where a file that a cell reads no longer exists.
    public func values(_ questions: [String]) throws -> ReportedValues {
        var reader = DocumentReader(directives: directives, parameters: parameters, allowedFolders: allowedFolders)
        reader.isForPage = false
        reader.digests = verifiesFiles ? nil : store.digests
        let document = try reader.read(report, as: name)
        let asked = try questions.map { try AskedValue($0, of: document) }
        let plan = try Plan(document, store: store)
        var results: [String: (input: CellInput, manifest: Manifest)] = [:]
        for label in Set(asked.flatMap { $0.inline.paths.map(\.label) }).sorted() {
            results[label] = try result(of: label, plan, document)
        }
        return ReportedValues(report: name, values: asked.compactMap { ReportedValues.Entry($0, results) })
    }

    private func result(
        of label: String, _ plan: Plan, _ document: Document
    ) throws -> (input: CellInput, manifest: Manifest) {
        guard let cell = document.cell(label), let entry = plan.entries.first(where: { $0.label == label }) else {
            preconditionFailure("'\(label)' was found before")
        }
        guard let key = entry.key else {
            throw ValueError.noResult(
                cell: label, condition: entry.condition, why: entry.why, isRunByRender: entry.state == .willRun)
        }
        switch store.entry(key, hasAttachments: false) {
        case .found(let stored): return (document.input(cell, stored.artifact), stored.manifest)
        case .missing:
            throw ValueError.noResult(
                cell: label, condition: .missing, why: "it was removed just now", isRunByRender: true)
        case .damaged(let why):
            throw ValueError.noResult(cell: label, condition: .damaged, why: why, isRunByRender: true)
        }
    }
}

extension ReportedValues.Entry {
    fileprivate init?(_ asked: AskedValue, _ results: [String: (input: CellInput, manifest: Manifest)]) {
        let inline = asked.inline
        guard let (cell, manifest) = results[inline.path.label] else { return nil }
        func written(_ path: ArtifactPath) -> Value { results[path.label]?.input.written(at: path.path) ?? .null }
        func magnitude(_ path: ArtifactPath) -> Double? { written(path).double.map(\.magnitude) }
        let value = cell.value(at: inline.path.path)
        let uncertainty: Uncertainty? =
            switch inline.uncertainty {
            case .none: nil
            case .symmetric(let path): magnitude(path).map { Uncertainty(up: $0, down: $0) }
            case .asymmetric(let up, let down): Uncertainty(up: magnitude(up), down: magnitude(down))
            }
        let word = value == nil ? cell.written(at: inline.path.path) : nil
        self.init(
            path: asked.text, text: word?.formatted() ?? inline.written(written).text, cell: inline.path.label,
            value: value, uncertainty: word == nil ? uncertainty : nil, key: manifest.key,
            computed: manifest.record.started.ISO8601Format())
    }
}
