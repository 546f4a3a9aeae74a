/// Compares a cell of two reports.
struct CellComparison {
    let directives: DirectiveRegistry
    /// Relative: numbers that differ by less are the same.
    let tolerance: Double

    func added(_ cell: CellRecord) -> CellChange {
        one(cell, .added, verdicts: cell.verdicts.map { VerdictChange(claim: $0.claim, old: nil, new: $0) })
    }

    func removed(_ cell: CellRecord) -> CellChange {
        one(cell, .removed, verdicts: cell.verdicts.map { VerdictChange(claim: $0.claim, old: $0, new: nil) })
    }

    private func one(_ cell: CellRecord, _ kind: CellChange.Kind, verdicts: [VerdictChange]) -> CellChange {
        CellChange(
            label: cell.label, oldLabel: nil, verb: cell.verb, kind: kind, reasons: [], options: [], comparedValues: 0,
            values: [], verdicts: verdicts, findings: [], lostResult: false,
            absence: kind == .added ? cell.absence : nil, notCompared: [])
    }

    func change(_ old: CellRecord, _ new: CellRecord) -> CellChange {
        var notCompared: [String] = []
        let reasons = reasons(old, new)
        let options = options(old.options, new.options)
        let (values, count) = values(old, new, &notCompared)
        let verdicts = verdicts(old.verdicts, new.verdicts)
        let findings = findings(old, new, &notCompared)
        let lost = old.result != nil && new.result == nil
        let came = old.result == nil && new.result != nil
        let isSame =
            reasons.isEmpty && options.isEmpty && values.isEmpty && verdicts.isEmpty && findings.isEmpty && !lost
            && !came
        return CellChange(
            label: new.label, oldLabel: old.label == new.label ? nil : old.label, verb: new.verb,
            kind: isSame ? .same : .changed, reasons: reasons, options: options, comparedValues: count, values: values,
            verdicts: verdicts, findings: findings, lostResult: lost, absence: new.absence, notCompared: notCompared)
    }

    private func reasons(_ old: CellRecord, _ new: CellRecord) -> [String] {
        var reasons: [String] = []
        if old.verb != new.verb {
            reasons.append("the verb: \(old.verb) → \(new.verb)")
        } else if old.version != new.version {
            reasons.append("the program computes '\(new.verb)' in a new way (version \(old.version) → \(new.version))")
        }
        if old.seed != new.seed { reasons.append("the seed: \(old.seed) → \(new.seed)") }
        for path in Set(old.files.keys).union(new.files.keys).sorted() where old.files[path] != new.files[path] {
            switch (old.files[path], new.files[path]) {
            case (nil, _): reasons.append("it reads '\(path)'")
            case (_, nil): reasons.append("it reads '\(path)' no more")
            default: reasons.append("the content of '\(path)'")
            }
        }
        return reasons
    }

    private func options(_ old: Value, _ new: Value) -> [OptionChange] {
        let before = ResultValues(old, shape: .any).entries
        let after = ResultValues(new, shape: .any).entries
        return Paired.matched(before, after, by: \.path).compactMap { path, old, new in
            old?.value == new?.value ? nil : OptionChange(path: path, old: old?.value, new: new?.value)
        }
    }

    private func values(
        _ old: CellRecord, _ new: CellRecord, _ notCompared: inout [String]
    ) -> (changes: [ValueChange], count: Int) {
        // The values of a check are its verdicts.
        if new.verb == CheckDirective.verb, old.verb == new.verb { return ([], 0) }
        switch (old.result, new.result) {
        case (nil, nil):
            notCompared.append("neither report has its result; \(new.absence ?? "why is not known")")
            return ([], 0)
        case (nil, _):
            notCompared.append("the old report has no result of it; \(old.absence ?? "why is not known")")
            return ([], 0)
        case (_, nil): return ([], 0)
        case (let before?, let after?):
            if let key = old.key, key == new.key, before == after { return ([], entries(after, new).count) }
            if directives[new.verb] == nil {
                notCompared.append("this program has no verb '\(new.verb)', so that errors of its values are not known")
            }
            // Rows of a table are found by what they are about, so that one that came or went does not move the others.
            let pairs = Paired.matched(entries(before, old), entries(after, new)) { $0.name ?? $0.path }
            let changes = pairs.compactMap { ValueChange(old: $1, new: $2, tolerance: tolerance) }
            if let lists = LongLists(changes.filter(\.isOfList).map(\.path)) { notCompared.append(lists.sentence) }
            return (changes, pairs.count)
        }
    }

    private func entries(_ result: Value, _ cell: CellRecord) -> [ResultValues.Entry] {
        ResultValues(result, shape: directives.shape(of: cell.verb, options: cell.options), verb: cell.verb).entries
    }

    private func verdicts(_ old: [Verdict], _ new: [Verdict]) -> [VerdictChange] {
        Paired.matched(old, new, by: \.claim).compactMap { claim, old, new in
            old?.status == new?.status && old?.measured == new?.measured && old?.tolerance == new?.tolerance
                ? nil : VerdictChange(claim: claim, old: old, new: new)
        }
    }

    private func findings(_ old: CellRecord, _ new: CellRecord, _ notCompared: inout [String]) -> [FindingChange] {
        guard old.result != nil, new.result != nil else { return [] }
        guard let before = old.findings, let after = new.findings else {
            let hasChecks = directives[new.verb]?.healthChecks.isEmpty == false
            if hasChecks {
                notCompared.append("what it found wrong with its result, which a store alone does not tell")
            }
            return []
        }
        return Paired.matched(before, after, by: \.name).compactMap { name, old, new in
            guard let shown = new ?? old else { return nil }
            let kind: FindingChange.Kind
            switch (old, new) {
            case (nil, _): kind = .appeared
            case (_, nil): kind = .went
            case (let old?, let new?):
                guard old.accepted != new.accepted else { return nil }
                kind = new.accepted ? .accepted : .noLongerAccepted
            }
            return FindingChange(name: name, kind: kind, state: shown.state, sentence: shown.sentence)
        }
    }
}

/// Changed lists of a cell of which only a digest is known.
struct LongLists {
    private let paths: [String]

    /// - Returns: nil for an empty list.
    init?(_ paths: [String]) {
        if paths.isEmpty { return nil }
        self.paths = paths
    }

    /// One sentence for all paths, because a figure may have hundreds.
    var sentence: String {
        guard paths.count > 1 else {
            return "\(paths[0]) is a long list, of which only a digest is known: it changed"
        }
        let groups = Dictionary(grouping: paths) { String($0.prefix { $0 != "." }) }.sorted { $0.key < $1.key }
        let names = groups.map { name, paths in paths.count == 1 ? paths[0] : "\(paths.count) of \(name)" }
        return "\(paths.count) long lists changed, of which only digests are known: \(names.joined(separator: ", "))"
    }
}
