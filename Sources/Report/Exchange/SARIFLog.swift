import Foundation

/// Annotations as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), which code scanning and editors read.
public struct SARIFLog {
    /// UTF-8, with a line break at the end.
    public let json: Data

    /// - Parameters:
    ///   - annotations: empty if nothing is wrong, which closes the reports of an earlier log.
    ///   - engine: name and version of the program.
    public init(_ annotations: [Annotation], engine: String) {
        // Verbs may call different findings the same.
        var rules: [Annotation.Kind] = []
        for kind in annotations.map(\.kind) where !rules.contains(where: { $0.identifier == kind.identifier }) {
            rules.append(kind)
        }
        let log: Value = [
            "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
            "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "fiducial", "version": .string(engine), "rules": .array(rules.map(Self.rule)),
                        ]
                    ],
                    "columnKind": "unicodeCodePoints",
                    "results": .array(annotations.map { Self.result($0, rules.map(\.identifier)) }),
                ]
            ],
        ]
        json = Data((log.prettyJSON + "\n").utf8)
    }

    private static func rule(_ kind: Annotation.Kind) -> Value {
        ["id": .string(kind.identifier), "shortDescription": ["text": .string(kind.meaning)]]
    }

    private static func result(_ annotation: Annotation, _ rules: [String]) -> Value {
        let (place, rule) = (annotation.place, annotation.kind.identifier)
        return [
            "ruleId": .string(rule), "ruleIndex": .integer(rules.firstIndex(of: rule) ?? -1),
            "level": .string(annotation.level.rawValue),
            "message": ["text": .string("\(annotation.title): \(annotation.message)")],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(uri(place.file))],
                        "region": ["startLine": .integer(place.line), "startColumn": .integer(place.column)],
                    ]
                ]
            ],
        ]
    }

    /// Of a file as messages name it: relative to the folder of the run, unless its path is whole.
    private static func uri(_ path: String) -> String {
        if path.hasPrefix("/") { return URL(fileURLWithPath: path, isDirectory: false).absoluteString }
        // A colon in the first part of a path would end the name of a scheme.
        let escaped = path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed.subtracting([":"])) ?? path
        return escaped.hasPrefix("./") ? String(escaped.dropFirst(2)) : escaped
    }
}

extension Annotation.Kind {
    /// The same identifier in all versions of the program.
    var identifier: String {
        switch self {
        case .mistake: "mistake"
        case .failedCell: "failed-cell"
        case .undrawnCell: "undrawn-cell"
        case .failedClaim: "failed-claim"
        case .openClaim: "open-claim"
        case .finding(let check): "finding/\(check.name)"
        }
    }

    /// A sentence.
    var meaning: String {
        switch self {
        case .mistake: "The text of a report is wrong, so that nothing of it runs."
        case .failedCell: "A cell has no result."
        case .undrawnCell: "A result cannot be drawn."
        case .failedClaim: "A claim of the report does not hold."
        case .openClaim: "A claim of the report was not evaluated."
        case .finding(let check): check.meaning
        }
    }
}
