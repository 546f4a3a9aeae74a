import Foundation

/// A result, or a part of one, whose values reports may name: a struct with a sentence for every property.
///
///     struct Fit: ResultGroup {
///         let steps: Int
///         let meanError: Double
///
///         static let meanings = ["steps": "Optimizer steps.", "mean-error": "Standard error of the mean."]
///     }
///
/// This declaration alone determines what the store holds (by `Codable`), what prose, tables and claims may name
/// (``ResultShape``), what other directives read, and what `fiducial verbs` prints. Names follow `ResultKeyName`.
public protocol ResultGroup: Codable, Sendable {
    /// The meaning of every property, by its name in reports: one sentence, with the unit or the formula.
    static var meanings: [String: String] { get }
    /// The word that tables, claims and prose show for a missing optional property, by its name in reports: "open", "no
    /// minimum". By default "not available" for all.
    static var absences: [String: String] { get }
    /// The property that holds the standard error of another, by the other's name in reports: `["best": "sigma"]`. In
    /// groups by name or number, the errors are stored under the same names. Changes of a value with an error are given
    /// in units of this error. By default no property has one.
    static var errors: [String: String] { get }
}

extension ResultGroup {
    public static var absences: [String: String] { [:] }
    public static var errors: [String: String] { [:] }
}

/// A group with the properties of two groups, `First` and `Second`, side by side without a further key.
@dynamicMemberLookup
public struct Joined<First: ResultGroup, Second: ResultGroup>: ResultGroup {
    /// The first group by itself.
    public let first: First
    private let second: Second

    public static var meanings: [String: String] { First.meanings.merging(Second.meanings) { $1 } }
    public static var absences: [String: String] { First.absences.merging(Second.absences) { $1 } }
    public static var errors: [String: String] { First.errors.merging(Second.errors) { $1 } }

    /// - Precondition: no property occurs in both.
    public init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    /// A property of the first group.
    public subscript<Element>(dynamicMember path: KeyPath<First, Element>) -> Element { first[keyPath: path] }
    /// A property of the second group.
    public subscript<Element>(dynamicMember path: KeyPath<Second, Element>) -> Element { second[keyPath: path] }

    public init(from decoder: any Decoder) throws {
        self.init(try First(from: decoder), try Second(from: decoder))
    }

    public func encode(to encoder: any Encoder) throws {
        try first.encode(to: encoder)
        try second.encode(to: encoder)
    }
}

/// A kind of names that the author chooses, such as those of nuisances or members; see ``ResultsByName``.
public protocol ResultNames: SendableMetatype {
    /// What help prints in place of a name: `NUISANCE`.
    static var placeholder: String { get }
}

/// Results by names that the author chose, such as the nuisances of a fit: `nuisances.shift.best`.
///
/// They are stored under a separate key, so that no name is reserved. Reports may leave out that key, where it belongs
/// to the first property of the group that has the name: `shift.best`.
public struct ResultsByName<Names: ResultNames, Element: Codable & Sendable>: Codable, Sendable {
    /// The results, by name.
    public let values: [String: Element]

    /// - Parameter values: the results, by name.
    public init(_ values: [String: Element]) { self.values = values }

    /// - Precondition: all names differ.
    public init(_ pairs: some Sequence<(String, Element)>) { values = Dictionary(uniqueKeysWithValues: pairs) }

    /// The result of a name; nil for an unknown name.
    public subscript(name: String) -> Element? { values[name] }

    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: Element].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

/// Results in order, counted from 0, whose number is determined by the document: `members.3.best`.
public struct ResultsByNumber<Names: ResultNames, Element: Codable & Sendable>: Codable, Sendable {
    /// The results, in their order.
    public let values: [Element]

    /// - Parameter values: the results, in their order.
    public init(_ values: [Element]) { self.values = values }

    public init(from decoder: any Decoder) throws { values = try decoder.singleValueContainer().decode([Element].self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

/// A type that states its own shape, because it validates its content or has its own encoding.
public protocol ShapedResult: Codable, Sendable {
    /// The shape of its values.
    static var shape: ResultShape { get }
    /// Any value of the type.
    static var example: Self { get }
}

/// The output of a directive: a result, and files that the engine does not interpret.
public struct Output<Result: Codable & Sendable>: Sendable {
    /// The result, which the store keeps as JSON.
    public let result: Result
    /// Bytes by file name, for example `model.safetensors`.
    public let attachments: [String: Data]

    /// The attachments are bytes by file name.
    public init(_ result: Result, attachments: [String: Data] = [:]) {
        self.result = result
        self.attachments = attachments
    }
}
