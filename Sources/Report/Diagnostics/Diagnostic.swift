import Foundation

/// A message for the author of a report: what is wrong, where, and what to do.
public struct Diagnostic: Error, Hashable, Sendable {
    /// The message without place and remedy.
    public let message: String
    /// The place of the wrong value.
    public let place: SourcePlace
    /// What the author may do: "did you mean 'squeeze'? available: shift, squeeze".
    public let remedy: String?

    /// The remedy says what the author may do.
    public init(_ message: String, at place: SourcePlace, remedy: String? = nil) {
        self.message = message
        self.place = place
        self.remedy = remedy
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `closure.md:41:14: error: 'scan' has no nuisance 'nu_sqeeze'; did you mean 'squeeze'? available: shift, squeeze`
    public var description: String {
        "\(place.file):\(place.line):\(place.column): error: \(message)"
            + (remedy.map { "; \($0)" } ?? "")
    }
}

extension [Diagnostic] {
    /// Sorted by place, without repetitions.
    var inOrder: [Diagnostic] {
        Set(self).sorted { ($0.place, $0.message) < ($1.place, $1.message) }
    }
}

/// A document that cannot be run as it is: holds every diagnostic, not only the first.
public struct InvalidDocument: Error, Sendable, CustomStringConvertible {
    /// Sorted by place, without repetitions.
    public let diagnostics: [Diagnostic]

    /// Creates it from all mistakes, in any order.
    public init(_ diagnostics: [Diagnostic]) {
        self.diagnostics = diagnostics.inOrder
    }

    /// A single mistake.
    public init(_ diagnostic: Diagnostic) {
        self.init([diagnostic])
    }

    public var description: String { diagnostics.map(\.description).joined(separator: "\n") }
}

/// A place in a report's source: file, line and column, both counted from 1.
public struct SourcePlace: Hashable, Sendable, Comparable {
    /// The file's name in messages.
    public let file: String
    /// Counted from 1.
    public let line: Int
    /// In characters, counted from 1.
    public let column: Int

    /// Lines, and characters in them, are counted from 1.
    public init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    public static func < (left: SourcePlace, right: SourcePlace) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

extension Error {
    /// The error in words for an author: its localized description, if it has one, or its description.
    var words: String { (self as? any LocalizedError)?.errorDescription ?? "\(self)" }
}
