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
/// This one declaration says what the store holds (by `Codable`), what prose, tables and claims may name
/// (``ResultShape``), what other directives read, and what `fiducial verbs` prints. Names follow `ResultKeyName`.
public protocol ResultGroup: Codable, Sendable {
    /// What every property is, by its name in reports: one sentence, with the unit or the formula.
    static var meanings: [String: String] { get }
    /// The word that stands in tables, claims and prose where a result lacks an optional property, by its name in
    /// reports: "open", "no minimum". By default "not available" for all.
    static var absences: [String: String] { get }
    /// The property that holds the standard error of another, by the other's name in reports: `["best": "sigma"]`. Of
    /// groups by name or number, the errors stand under the same names. Changes of a value that has one are told in units
    /// of it. By default none has.
    static var errors: [String: String] { get }
}

extension ResultGroup {
    public static var absences: [String: String] { [:] }
    public static var errors: [String: String] { [:] }
}

/// A group with the properties of two: those of `Second` beside those of `First`, none under a further key.
@dynamicMemberLookup
public struct Joined<First: ResultGroup, Second: ResultGroup>: ResultGroup {
    /// The first group by itself.
    public let first: First
    private let second: Second

    public static var meanings: [String: String] { First.meanings.merging(Second.meanings) { $1 } }
    public static var absences: [String: String] { First.absences.merging(Second.absences) { $1 } }
    public static var errors: [String: String] { First.errors.merging(Second.errors) { $1 } }

    /// - Precondition: no property is in both.
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

/// A kind of name that the author chooses, as of nuisances or members; see ``ResultsByName``.
public protocol ResultNames: SendableMetatype {
    /// What help prints in the place of a name: `NUISANCE`.
    static var placeholder: String { get }
}

/// Results by names that the author chose, such as the nuisances of a fit: `nuisances.shift.best`.
///
/// They stand under a key of their own, so that no name is reserved. Reports may leave out the key of the first
/// property of a group that holds a name: `shift.best`.
public struct ResultsByName<Names: ResultNames, Element: Codable & Sendable>: Codable, Sendable {
    /// The results, by name.
    public let values: [String: Element]

    /// - Parameter values: by the names.
    public init(_ values: [String: Element]) { self.values = values }

    /// - Precondition: names differ.
    public init(_ pairs: some Sequence<(String, Element)>) { values = Dictionary(uniqueKeysWithValues: pairs) }

    /// nil where there is none of this name.
    public subscript(name: String) -> Element? { values[name] }

    public init(from decoder: any Decoder) throws {
        values = try decoder.singleValueContainer().decode([String: Element].self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

/// Results in an order, counted from 0, whose number follows from the document: `members.3.best`.
public struct ResultsByNumber<Names: ResultNames, Element: Codable & Sendable>: Codable, Sendable {
    /// In their order.
    public let values: [Element]

    /// - Parameter values: in their order.
    public init(_ values: [Element]) { self.values = values }

    public init(from decoder: any Decoder) throws { values = try decoder.singleValueContainer().decode([Element].self) }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}

/// A type that states its own shape, because it validates what it reads or has its own encoding.
public protocol ShapedResult: Codable, Sendable {
    /// What it may hold.
    static var shape: ResultShape { get }
    /// Any value of the type.
    static var example: Self { get }
}

/// What a directive computed: a result with what the engine does not look into.
public struct Output<Result: Codable & Sendable>: Sendable {
    /// What the store keeps as JSON.
    public let result: Result
    /// Bytes by file name, for example `model.safetensors`.
    public let attachments: [String: Data]

    /// The attachments are bytes by file name.
    public init(_ result: Result, attachments: [String: Data] = [:]) {
        self.result = result
        self.attachments = attachments
    }
}
