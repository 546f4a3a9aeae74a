import Foundation

extension ComparedReport {
    /// The last results of a report in a store. The findings are not known, because they may depend on options that
    /// only the report's text has; and there are no figures.
    ///
    /// - Parameters:
    ///   - wanted: the report's name, with or without the suffix that the store adds; nil if there is only one report.
    ///   - stem: the name to use where `wanted` is nil.
    /// - Throws: ``ComparisonError``.
    init(
        storeAt path: String, report wanted: String?, stem: String?, engine: String, directives: DirectiveRegistry
    ) throws(ComparisonError) {
        let store = Store(URL(fileURLWithPath: path))
        guard let reports = store.reports else { throw .noStore(path) }
        let report = try Self.report(reports, in: path, wanted: wanted, stem: stem)
        var cells: [CellRecord] = []
        for label in store.labels(of: report) {
            guard let key = store.latestKey(of: label, in: report) else { continue }
            cells.append(try Self.cell(label, key, store, path, directives))
        }
        name = path
        origin = "the last results of '\(report)' in the store"
        record = ReportRecord(engine: engine, report: report, title: nil, cells: cells)
        figures = nil
        pictureRules = ""
    }

    private static func report(
        _ reports: [String], in path: String, wanted: String?, stem: String?
    ) throws(ComparisonError) -> String {
        guard let name = wanted ?? stem else {
            guard reports.count == 1 else {
                throw .whichReport(store: path, wanted: nil, available: reports)
            }
            return reports[0]
        }
        // The store adds a hyphen and eight digits.
        let named = reports.filter { $0 == name || ($0.count == name.count + 9 && $0.hasPrefix("\(name)-")) }
        guard named.count == 1 else {
            if wanted == nil, reports.count == 1 { return reports[0] }
            throw .whichReport(store: path, wanted: name, available: reports)
        }
        return named[0]
    }

    private static func cell(
        _ label: String, _ key: String, _ store: Store, _ path: String, _ directives: DirectiveRegistry
    ) throws(ComparisonError) -> CellRecord {
        let manifest = store.manifest(key)
        let components = manifest?.components.object ?? [:]
        if let format = components["format"], format.int != CellKey.storeFormat {
            throw .otherStore(path, format: format.formatted())
        }
        var result: Value?
        var absence: String?
        switch store.entry(key, hasAttachments: false) {
        case .found(let entry): result = entry.artifact.result
        case .missing: absence = "its last result is no longer in the store"
        case .damaged(let why): absence = "its stored result is damaged: \(why)"
        }
        let verb = components["verb"]?.string ?? ""
        return CellRecord(
            label: label, verb: verb, version: components["version"]?.int ?? 0, key: result == nil ? nil : key,
            options: components["options"] ?? [:], seed: components["seed"]?.string ?? "",
            files: components["files"]?.object?.compactMapValues(\.string) ?? [:], result: result, absence: absence,
            verdicts: verb == CheckDirective.verb ? verdicts(result) : [], findings: nil)
    }

    private static func verdicts(_ result: Value?) -> [Verdict] {
        let found = try? result?.decoded(as: CheckDirective.Result.self)
        return found?.verdicts.values ?? []
    }
}
