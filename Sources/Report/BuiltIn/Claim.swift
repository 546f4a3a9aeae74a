/// A claim: a value and where it must lie.
struct Claim: OptionGroup {
    static let claim = OptionKey<String>(
        "claim", help: "The claim in words; Markdown.", must: { $0.isBlank ? "must say what is claimed" : nil })
    static let value = OptionKey<ArtifactPath>("value", help: "The value it is about, label.path.")
    static let minus = OptionKey<ArtifactPath?>(
        "minus", default: .some(nil), help: "Another value, which is subtracted from it first.")
    static let over = OptionKey<ArtifactPath?>(
        "over", default: .some(nil), help: "A value that it, or the difference, is divided by: a σ, say.")
    static let below = OptionKey<ExactNumber?>("below", default: .some(nil), help: "The value is less than this.")
    static let above = OptionKey<ExactNumber?>("above", default: .some(nil), help: "The value is more than this.")
    static let absBelow = OptionKey<ExactNumber?>(
        "abs-below", default: .some(nil), help: "The value without its sign is less than this.",
        must: { bound in
            bound.flatMap { $0 <= .integer(0) ? "must be above 0: no value without its sign is less" : nil }
        })
    static let between = OptionKey<[ExactNumber]?>(
        "between", default: .some(nil), help: "The value lies in [low, high], both included.",
        must: { bounds in
            guard let bounds else { return nil }
            return bounds.count == 2 && bounds[0] <= bounds[1] ? nil : "must hold two numbers, the lower one first"
        })
    static let equals = OptionKey<ExactNumber?>(
        "equals", default: .some(nil), help: "The value is this, within the tolerance.")
    static let tolerance = OptionKey<ExactNumber>(
        "tolerance", default: .number(0), help: "How far from `equals` the value may lie.",
        must: { .integer(0) <= $0 ? nil : "must not be negative" })
    static let truth = OptionKey<Bool?>("is", default: .some(nil), help: "The value is true, or false.")
    static let format = OptionKey<NumberFormat?>(
        "format", default: .some(nil), help: "How the value is written: \(NumberFormat.help).")

    static let schema = OptionSchema(
        claim, value, minus, over, below, above, absBelow, between, equals, tolerance, truth, format)

    let options: Options
    /// All that are given; a claim has exactly one.
    let criteria: [Criterion]

    init(options: Options) {
        self.options = options
        criteria = Self.criteria(options)
    }

    enum Criterion: Sendable {
        case below(ExactNumber)
        case above(ExactNumber)
        case absoluteBelow(ExactNumber)
        case between(ExactNumber, ExactNumber)
        case equals(ExactNumber, tolerance: ExactNumber)
        case truth(Bool)
    }

    private static func criteria(_ options: Options) -> [Criterion] {
        var criteria: [Criterion] = []
        if let bound = options[below] { criteria.append(.below(bound)) }
        if let bound = options[above] { criteria.append(.above(bound)) }
        if let bound = options[absBelow] { criteria.append(.absoluteBelow(bound)) }
        if let bounds = options[between] { criteria.append(.between(bounds[0], bounds[1])) }
        if let value = options[equals] { criteria.append(.equals(value, tolerance: options[tolerance])) }
        if let truth = options[truth] { criteria.append(.truth(truth)) }
        return criteria
    }

    func validate(_ document: DocumentContext) -> [Diagnostic] {
        let criteria = criteria
        var diagnostics: [Diagnostic] = []
        if criteria.count != 1 {
            let what = criteria.isEmpty ? "says nothing about its value" : "says more than one thing about its value"
            diagnostics.append(
                options.error(
                    "the claim '\(self[Self.claim])' \(what)", at: Self.claim,
                    remedy: "give one of below, above, abs-below, between, equals, is"))
        }
        if options.isGiven(Self.tolerance), self[Self.equals] == nil {
            diagnostics.append(
                options.error(
                    "'tolerance' goes with 'equals'", at: Self.tolerance, remedy: "remove it, or add 'equals'"))
        }
        for key in [Self.minus, Self.over] where self[key] != nil && self[Self.truth] != nil {
            diagnostics.append(options.error("'\(key.name)' goes with a number, not with 'is'", at: key))
        }
        return diagnostics + wrongKind(self[Self.value], at: Self.value, of: criteria.first, document)
            + [Self.minus, Self.over].flatMap { key in
                self[key].map { wrongKind($0, at: key, of: .below(.integer(0)), document) } ?? []
            }
    }

    /// A value that is not a number, or not a truth value, as the claim needs.
    private func wrongKind(
        _ path: ArtifactPath, at key: OptionKey<some OptionValue>, of criterion: Criterion?,
        _ document: DocumentContext
    ) -> [Diagnostic] {
        guard let criterion, let shape = document.shape(of: path.label),
            case .found(let found, _) = shape.resolve(path.path)
        else { return [] }
        switch (found, criterion) {
        case (.any, _), (.leaf(.truth), .truth): return []
        case (.leaf(.number), _) where !criterion.isTruth, (.leaf(.integer), _) where !criterion.isTruth: return []
        default:
            return [
                options.error(
                    "'\(path)' is \(found.words), and the claim is about \(criterion.isTruth ? "true or false" : "a number")",
                    at: key, remedy: found.isWritable ? nil : "name one of \(found.examples(path))")
            ]
        }
    }

    /// Why a claim is not evaluated.
    private struct Absence: Error { let words: String }

    /// - Parameter cell: gives the cell that a path belongs to.
    func verdict(_ cell: (ArtifactPath) -> CellInput) -> Verdict {
        guard let criterion = criteria.first else { return verdict(.notEvaluated, "no criterion") }
        do throws(Absence) {
            if case .truth(let expected) = criterion {
                let value = try value(self[Self.value], cell)
                guard let truth = value.bool else { throw Absence(words: "\(value.kind), not true or false") }
                return verdict(truth == expected ? .pass : .fail, "\(truth)")
            }
            let number = try measured(cell)
            let words = ClaimWords(number, criterion, self[Self.format])
            return verdict(
                criterion.holds(number) ? .pass : .fail, words.measured, required: words.required, number: number)
        } catch {
            return verdict(.notEvaluated, error.words)
        }
    }

    /// (value − minus)/over, exact between integers as far as the result is one.
    private func measured(_ cell: (ArtifactPath) -> CellInput) throws(Absence) -> ExactNumber {
        var number = try number(self[Self.value], cell)
        if let path = self[Self.minus] { number = number.adding(-(try self.number(path, cell))) }
        guard let path = self[Self.over] else { return number }
        let unit = try self.number(path, cell)
        guard unit.double != 0 else { throw Absence(words: "\(path) is 0, and nothing can be divided by it") }
        return number.divided(by: unit)
    }

    private func number(_ path: ArtifactPath, _ cell: (ArtifactPath) -> CellInput) throws(Absence) -> ExactNumber {
        let value = try value(path, cell)
        guard let number = ExactNumber(value) else { throw Absence(words: "\(value.kind), not a number") }
        return number
    }

    private func value(_ path: ArtifactPath, _ cell: (ArtifactPath) -> CellInput) throws(Absence) -> Value {
        let cell = cell(path)
        if let word = cell.shape.absence(at: path.path, in: cell.artifact.result) {
            throw Absence(words: "\(path) is \(word)")
        }
        guard let value = cell.value(at: path.path) else {
            let known = cell.artifact.result.leafPaths()
            let near = NearMiss.best(for: path.path, among: known).map { "; did you mean '\($0)'?" }
            throw Absence(words: "'\(path.label)' has no value '\(path.path)'" + (near ?? ""))
        }
        if value == .null { throw Absence(words: "\(path) has no value (null)") }
        return value
    }

    /// The verdict before the run, or without one.
    var unevaluated: Verdict { verdict(.notEvaluated, "the check did not run") }

    private func verdict(
        _ status: Verdict.Status, _ measured: String, required: String? = nil, number: ExactNumber? = nil
    ) -> Verdict {
        let criterion = criteria.first
        let allowed = criterion?.allowed
        return Verdict(
            claim: self[Self.claim], status: status, measured: measured,
            tolerance: required ?? criterion.map { $0.words(ClaimWords.whole, tolerance: ClaimWords.whole) } ?? "",
            value: number?.double, lower: allowed?.lower?.double, upper: allowed?.upper?.double,
            margin: number.flatMap { criterion?.margin(of: $0) })
    }
}

extension Claim.Criterion {
    var isTruth: Bool { if case .truth = self { true } else { false } }

    /// The limits between which the value must lie; nil for a side without a limit.
    var allowed: (lower: ExactNumber?, upper: ExactNumber?) {
        switch self {
        case .below(let bound): (nil, bound)
        case .above(let bound): (bound, nil)
        case .absoluteBelow(let bound): (-bound, bound)
        case .between(let low, let high): (low, high)
        case .equals(let expected, let tolerance): (expected.adding(-tolerance), expected.adding(tolerance))
        case .truth: (nil, nil)
        }
    }

    /// The distance of a value from the nearer limit, positive inside; for `equals`, the tolerance minus the distance
    /// from the expected value.
    func margin(of value: ExactNumber) -> Double? {
        if case .equals(let expected, let tolerance) = self {
            return tolerance.adding(-value.distance(to: expected)).double
        }
        let inside = [allowed.lower.map { value.adding(-$0).double }, allowed.upper.map { $0.adding(-value).double }]
            .compactMap { $0 }
        // A minimum would lose NaN.
        return inside.first(where: \.isNaN) ?? inside.min()
    }

    /// Whether the value fulfils the criterion; NaN never does.
    func holds(_ value: ExactNumber) -> Bool {
        switch self {
        case .below(let bound): value < bound
        case .above(let bound): bound < value
        case .absoluteBelow(let bound): value < bound && -value < bound
        case .between(let low, let high): low <= value && value <= high
        case .equals(let expected, let tolerance): value.distance(to: expected) <= tolerance
        case .truth: false
        }
    }

    /// The requirement in words; `text` writes its numbers, `width` its tolerance.
    func words(_ text: (ExactNumber) -> String, tolerance width: (ExactNumber) -> String) -> String {
        switch self {
        case .below(let bound): return "< \(text(bound))"
        case .above(let bound): return "> \(text(bound))"
        case .absoluteBelow(let bound): return "|value| < \(text(bound))"
        case .between(let low, let high): return "in [\(text(low)), \(text(high))]"
        case .equals(let expected, let tolerance):
            let isExact = tolerance.order(to: .integer(0)) == 0
            return isExact ? "= \(text(expected))" : "= \(text(expected)) ± \(width(tolerance))"
        case .truth(let expected): return "\(expected)"
        }
    }
}
