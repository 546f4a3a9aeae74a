/// A JSON format that programs may rely on: its JSON Schema is published in `Resources/schemas`.
///
/// Every document states its format by `schema` and `version`. Members may be added without a new version; existing
/// members never get another name, kind or meaning.
public enum PublishedSchema: String, CaseIterable, Sendable {
    /// The results of all cells of a report: `render --json`.
    case results
    /// Some values with their uncertainties: `value --json`.
    case value
    /// What a render would do: `plan --json`.
    case plan
    /// The mistakes in a report: `validate --json`.
    case diagnostics
    /// Verbs with their options, results and findings: `verbs --json`.
    case verbs
    /// The contents of a store, or changes of it by a command: `store … --json`.
    case store
    /// The work that a report lacks: `jobs --json`.
    case jobs
    /// What differs between two reports: `diff --json`.
    case diff
    /// What a file of events, or of a model, holds: `inspect --json`.
    case inspect

    /// The name in documents.
    public var identifier: String { "fiducial-\(rawValue)" }

    /// Increased when a reader of an older version would be misled.
    public var version: Int { 1 }

    /// The contents in words.
    public var summary: String {
        switch self {
        case .results: "All results of the cells of a report: render --json FILE"
        case .value: "Some values with their uncertainties: value --json"
        case .plan: "What a render would do, and why: plan --json"
        case .diagnostics: "The mistakes in a report: validate --json"
        case .verbs: "Verbs with their options, results and findings: verbs --json"
        case .store: "What a store holds, or what was done to it: store … --json"
        case .jobs: "The work that a report lacks, and what it may take: jobs --json"
        case .diff: "What differs between two reports: diff --json"
        case .inspect: "What a file of events, or of a model, holds: inspect --json"
        }
    }

    /// The JSON Schema, of draft 2020-12.
    public var text: String {
        let bytes =
            switch self {
            case .results: PackageResources.results_json
            case .value: PackageResources.value_json
            case .plan: PackageResources.plan_json
            case .diagnostics: PackageResources.diagnostics_json
            case .verbs: PackageResources.verbs_json
            case .store: PackageResources.store_json
            case .jobs: PackageResources.jobs_json
            case .diff: PackageResources.diff_json
            case .inspect: PackageResources.inspect_json
            }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A module of Python that reads documents of ``results``.
    public static var pythonModule: String { String(decoding: PackageResources.fiducial_py, as: UTF8.self) }
}

/// JSON that programs may rely on.
public protocol PublishedDocument: Encodable, Sendable {
    /// Its format.
    static var schema: PublishedSchema { get }
}

extension PublishedSchema {
    /// A document of this form, with the name and the version of it.
    ///
    /// - Parameter members: what it holds.
    public func document(_ members: [String: Value]) -> String {
        let head: [String: Value] = ["schema": .string(identifier), "version": .integer(version)]
        return Value.object(members.merging(head) { _, head in head }).prettyJSON + "\n"
    }
}

extension PublishedDocument {
    /// The document, with the name and the version of its format.
    ///
    /// - Throws: never, whatever the report contains.
    public var json: String {
        get throws {
            let value = try Value(encoding: self)
            guard let members = value.object else { preconditionFailure("\(Self.self) is no object") }
            return Self.schema.document(members)
        }
    }
}

extension ReportComparison: PublishedDocument {
    public static let schema = PublishedSchema.diff
}
