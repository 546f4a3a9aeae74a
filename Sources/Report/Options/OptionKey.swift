/// The name and type of an option: `static let steps = OptionKey<Int>("steps", default: 4000, in: 1...10_000_000, help: "…")`.
///
/// Without a default the option must be given. An option that may be left out and has no default value is
/// `OptionKey<Int?>("steps", default: nil, …)`.
public struct OptionKey<T: OptionValue>: Sendable {
    /// As the author writes it.
    public let name: String
    /// The default; nil for an option that must be given.
    public let defaultValue: T?
    /// Whether it changes only how a cell looks, and not what it computes: such options are not part of the cell's key.
    public let isPresentation: Bool
    /// One sentence for the author.
    public let help: String
    /// Restrictions beyond the type, for help: "from 1 to 10".
    public let limits: String?
    /// What is wrong with a value, to follow "'steps'": "must lie between 1 and 10, not 0"; nil where it is right.
    let complaint: @Sendable (T) -> String?
    let refine: @Sendable (T) -> T

    /// - Parameter must: checks a value, and returns the fault as the continuation of the option's name ("must hold two
    ///   numbers").
    public init(
        _ name: String, default defaultValue: T? = nil, presentation: Bool = false, help: String,
        limits: String? = nil, must complaint: @escaping @Sendable (T) -> String? = { _ in nil }
    ) {
        self.init(
            name, default: defaultValue, presentation: presentation, help: help, limits: limits, must: complaint,
            refine: { $0 })
    }

    init(
        _ name: String, default defaultValue: T?, presentation: Bool, help: String, limits: String?,
        must complaint: @escaping @Sendable (T) -> String?, refine: @escaping @Sendable (T) -> T
    ) {
        self.name = name
        self.defaultValue = defaultValue
        self.isPresentation = presentation
        self.help = help
        self.limits = limits
        self.complaint = complaint
        self.refine = refine
    }
}

extension OptionKey where T: Comparable {
    /// An option within limits, both inclusive.
    public init(
        _ name: String, default defaultValue: T? = nil, in range: ClosedRange<T>, presentation: Bool = false,
        help: String
    ) {
        self.init(
            name, default: defaultValue, presentation: presentation, help: help,
            limits: "from \(range.lowerBound) to \(range.upperBound)", must: range.complaint)
    }
}

extension ClosedRange where Bound: Sendable {
    /// What is wrong with a value outside.
    @Sendable fileprivate func complaint(_ value: Bound) -> String? {
        contains(value) ? nil : "must lie between \(lowerBound) and \(upperBound), not \(value)"
    }
}

extension OptionKey {
    /// An optional option, within limits if it is given.
    public init<Bound>(
        _ name: String, default defaultValue: Bound? = nil, in range: ClosedRange<Bound>, presentation: Bool = false,
        help: String
    ) where T == Bound? {
        self.init(
            name, default: .some(defaultValue), presentation: presentation, help: help,
            limits: "from \(range.lowerBound) to \(range.upperBound)",
            must: { $0.flatMap(range.complaint) })
    }
}

extension OptionKey where T == CellReference {
    /// A cell that this one uses, with one of these verbs.
    public init(_ name: String, verbs: [String], help: String) {
        self.init(
            name, default: nil, presentation: false, help: help, limits: Self.limits(verbs), must: { _ in nil },
            refine: { $0.accepting(verbs) })
    }

    /// A cell that this one uses, of any verb with this role.
    public init(_ name: String, role: String, help: String) {
        self.init(
            name, default: nil, presentation: false, help: help, limits: "a cell that makes a \(role)",
            must: { _ in nil }, refine: { $0.accepting(role: role) })
    }

    static func limits(_ verbs: [String]) -> String { "a cell of \(verbs.joined(separator: ", "))" }
}

extension OptionKey where T == CellReference? {
    /// A cell that this one may use, with one of these verbs.
    public init(_ name: String, verbs: [String], help: String) {
        self.init(
            name, default: .some(nil), presentation: false, help: help,
            limits: OptionKey<CellReference>.limits(verbs), must: { _ in nil },
            refine: { $0?.accepting(verbs) })
    }

    /// A cell that this one may use, of any verb with this role.
    public init(_ name: String, role: String, help: String) {
        self.init(
            name, default: .some(nil), presentation: false, help: help, limits: "a cell that makes a \(role)",
            must: { _ in nil }, refine: { $0?.accepting(role: role) })
    }
}

extension OptionKey where T == [CellReference] {
    /// Cells that this one uses, each with one of these verbs.
    public init(_ name: String, verbs: [String], default defaultValue: T? = nil, help: String) {
        self.init(
            name, default: defaultValue, presentation: false, help: help,
            limits: OptionKey<CellReference>.limits(verbs), must: { _ in nil },
            refine: { $0.map { $0.accepting(verbs) } })
    }
}
