import Statistics

/// How a comparison writes values.
enum ComparisonWords {
    /// "0.80σ"
    static func sigmas(_ sigmas: Double) -> String {
        sigmas < 0.01
            ? "\(NumberText.significant(sigmas, digits: 2))σ" : "\(NumberText.significant(sigmas, digits: 3))σ"
    }

    /// "fit.shift.best", or "results: shift · Fit" for a value of a table.
    static func place(_ label: String, _ path: String, _ name: String?) -> String {
        name.map { "\(label): \($0)" } ?? "\(label).\(path)"
    }

    /// "0.312 ± 0.051", rounded as everywhere; "–" without a value.
    ///
    /// If two values differ by less than the rounding shows, their difference is shown beside them with three digits.
    static func value(_ value: Value?, _ error: Double?) -> String {
        guard let value else { return "–" }
        if let count = LongList.count(value) { return "a list of \(count)" }
        guard let number = value.double, number.isFinite, let error, error.isFinite, error > 0 else {
            return plain(value)
        }
        return PDGRounding(number, error: error).plain
    }

    /// An option in the form in which an author would write it.
    static func option(_ value: Value?) -> String {
        guard let value else { return "not given" }
        let text = value.string ?? value.canonicalJSON
        return text.count > 60 ? text.prefix(59) + "…" : text
    }

    private static func plain(_ value: Value) -> String {
        if case .number(let number) = value { return NumberText.significant(number, digits: 6) }
        let text = value.formatted()
        return text.count > 60 ? text.prefix(59) + "…" : text
    }

    /// "+0.041"; empty without a difference.
    static func difference(_ change: ValueChange) -> String {
        change.difference.map { NumberText.significant($0, digits: 3, signed: true) } ?? ""
    }

    /// "0.80σ", or "3.1 %" without an error; empty where neither is known.
    static func size(_ change: ValueChange) -> String {
        if let sigmas = change.sigmas { return Self.sigmas(sigmas) }
        return change.relative.map { "\(NumberText.significant(100 * $0, digits: 3)) %" } ?? ""
    }
}
