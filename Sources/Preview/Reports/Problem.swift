import Report

/// Something wrong with a report, as a page shows it.
struct Problem: Sendable, Hashable, Encodable {
    let file: String
    /// From 1; nil where it is not about a place.
    let line: Int?
    /// In characters, from 1.
    let column: Int?
    let message: String
    let remedy: String?

    init(_ diagnostic: Diagnostic) {
        file = diagnostic.place.file
        line = diagnostic.place.line
        column = diagnostic.place.column
        message = diagnostic.message
        remedy = diagnostic.remedy
    }

    /// - Parameters:
    ///   - message: the error.
    ///   - file: the file with the error.
    init(_ message: String, in file: String) {
        self.file = file
        line = nil
        column = nil
        self.message = message
        remedy = nil
    }

    /// For the terminal: "closure.md:41:14: error: …".
    var description: String {
        let place = line.map { line in ":\(line):\(column ?? 1)" } ?? ""
        return "\(file)\(place): error: \(message)" + (remedy.map { "; \($0)" } ?? "")
    }
}
