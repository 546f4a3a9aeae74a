/// Reads a file of BibTeX from its beginning to its end.
struct BibTeXParser {
    private(set) var entries: [BibTeXEntry] = []
    private(set) var mistakes: [BibTeXMistake] = []
    private var cursor: BibTeXCursor
    private var byKey: [String: BibTeXEntry] = [:]
    /// What abbreviations stand for, by their names in small letters.
    private var abbreviations: [String: String]
    /// How often the rest of the file was taken for a part of an entry without an end.
    private var openEntries = 0

    private var bytesOfAbbreviations = 0

    /// An abbreviation may hold others, each twice, and so on.
    private static let mostBytesOfAbbreviations = 16 << 20
    /// After this many, the following text cannot be interpreted.
    private static let mostOpenEntries = 5
    /// More messages than these would not help.
    private static let mostMistakes = 100

    private static let months = [
        "jan": "January", "feb": "February", "mar": "March", "apr": "April", "may": "May", "jun": "June",
        "jul": "July", "aug": "August", "sep": "September", "oct": "October", "nov": "November", "dec": "December",
    ]

    init(_ text: String) {
        cursor = BibTeXCursor(text)
        abbreviations = Self.months
    }

    mutating func parse() {
        while mistakes.count < Self.mostMistakes, cursor.findEntry() {
            let start = cursor.position
            do {
                try entry(at: start)
            } catch {
                note(error)
                recover(from: start, error)
            }
        }
    }

    /// What makes the rest of an entry unreadable.
    private enum Fault: Error {
        /// The file ends inside of an element that begins at this position.
        case open(String, at: Int)
        case wrong(String, at: Int, remedy: String?)
    }

    private mutating func note(_ fault: Fault) {
        switch fault {
        case .open(let what, let position):
            note("\(what) has no end", at: position, remedy: "close it; count its braces")
        case .wrong(let message, let position, let remedy): note(message, at: position, remedy: remedy)
        }
    }

    private mutating func note(_ message: String, at position: Int, remedy: String? = nil) {
        mistakes.append(BibTeXMistake(message: message, place: cursor.place(of: position), remedy: remedy))
    }

    /// Goes on with the next line that begins an entry.
    private mutating func recover(from start: Int, _ fault: Fault) {
        if case .open = fault {
            openEntries += 1
            cursor.position = openEntries < Self.mostOpenEntries ? start + 1 : cursor.end
        }
        cursor.skipToLineOfEntry()
    }

    /// - Parameter start: of the sign `@`, at which the cursor is.
    private mutating func entry(at start: Int) throws(Fault) {
        cursor.position += 1
        let kind = cursor.word().lowercased()
        cursor.skipBlanks()
        guard let closing = cursor.takeOpening() else {
            throw .wrong("'@\(kind)' has no brace behind it", at: start, remedy: "write @\(kind){…}")
        }
        switch kind {
        case "comment": cursor.skipComment(closing)
        case "preamble":
            _ = try value(of: "'@preamble'", start)
            try end(closing, of: "'@preamble'", start)
        case "string": try abbreviation(closing, start)
        default: try work(kind, closing, start)
        }
    }

    private mutating func end(_ closing: UInt8, of what: String, _ start: Int) throws(Fault) {
        skipBlanks()
        guard cursor.take(closing) else { throw unexpected(in: what, start, wanted: "its end") }
    }

    private mutating func skipBlanks() { cursor.skipBlanksAndComments() }

    private func unexpected(in what: String, _ start: Int, wanted: String) -> Fault {
        guard cursor.current != nil else { return .open(what, at: start) }
        return .wrong(
            "'\(cursor.excerpt)' stands in \(what) where \(wanted) should stand", at: cursor.position,
            remedy: "look at the braces and commas before it")
    }

    /// `@string{name = value}`
    private mutating func abbreviation(_ closing: UInt8, _ start: Int) throws(Fault) {
        skipBlanks()
        let name = cursor.name()
        guard !name.isEmpty else { throw unexpected(in: "'@string'", start, wanted: "a name") }
        skipBlanks()
        guard cursor.take(UInt8(ascii: "=")) else { throw unexpected(in: "'@string'", start, wanted: "'='") }
        abbreviations[name.lowercased()] = try value(of: "the abbreviation '\(name)'", start)
        skipBlanks()
        _ = cursor.take(UInt8(ascii: ","))
        try end(closing, of: "the abbreviation '\(name)'", start)
    }

    private mutating func work(_ kind: String, _ closing: UInt8, _ start: Int) throws(Fault) {
        skipBlanks()
        let key = cursor.key(closing)
        let what = key.isEmpty ? "'@\(kind)'" : "the entry '\(key)'"
        skipBlanks()
        guard !key.isEmpty, cursor.current != UInt8(ascii: "=") else {
            if cursor.current == nil { throw .open(what, at: start) }
            throw .wrong(
                "'@\(kind)' has no key", at: start, remedy: "write the name by which it is cited behind its brace")
        }
        var fields: [String: String] = [:]
        while true {
            skipBlanks()
            var hasComma = false
            while cursor.take(UInt8(ascii: ",")) {
                hasComma = true
                skipBlanks()
            }
            if cursor.take(closing) { break }
            let place = cursor.position
            let name = cursor.name().lowercased()
            guard !name.isEmpty else { throw unexpected(in: what, start, wanted: "a field or the end") }
            skipBlanks()
            guard cursor.take(UInt8(ascii: "=")) else {
                throw unexpected(in: what, start, wanted: "'=' behind '\(name)'")
            }
            if !hasComma { note("a comma is missing before '\(name)' in \(what)", at: place) }
            let value = try value(of: "'\(name)' of \(what)", start)
            if let earlier = fields.updateValue(value, forKey: name), earlier != value {
                note("\(what) has '\(name)' twice", at: place, remedy: "keep one of the two")
            }
        }
        keep(BibTeXEntry(kind: kind, key: key, fields: fields, place: cursor.place(of: start)))
    }

    private mutating func keep(_ entry: BibTeXEntry) {
        guard let known = byKey[entry.key] else {
            byKey[entry.key] = entry
            entries.append(entry)
            return
        }
        if known.fields != entry.fields || known.kind != entry.kind {
            mistakes.append(
                BibTeXMistake(
                    message: "the key '\(entry.key)' has an entry on line \(known.place.line), too, and they differ",
                    place: entry.place, remedy: "remove one of the two"))
        }
    }

    /// Pieces that `#` joins: `{…}`, `"…"`, numbers, abbreviations.
    private mutating func value(of what: String, _ start: Int) throws(Fault) -> String {
        var value = ""
        repeat {
            skipBlanks()
            let place = cursor.position
            switch cursor.current {
            case UInt8(ascii: "{"):
                guard let text = cursor.braced() else { throw .open(what, at: place) }
                value += text
            case UInt8(ascii: "\""):
                guard let text = cursor.quoted() else { throw .open(what, at: place) }
                value += text
            default:
                let name = cursor.name()
                guard !name.isEmpty else { throw unexpected(in: what, start, wanted: "a value") }
                if name.utf8.allSatisfy({ (48...57).contains($0) }) {
                    value += name
                } else if let text = abbreviations[name.lowercased()] {
                    bytesOfAbbreviations += text.utf8.count
                    guard bytesOfAbbreviations <= Self.mostBytesOfAbbreviations else {
                        cursor.position = cursor.end
                        throw .wrong("what the abbreviations stand for is longer than a book", at: place, remedy: nil)
                    }
                    value += text
                } else {
                    note(
                        "\(what) has '\(name)' without braces, and there is no such abbreviation", at: place,
                        remedy: "write {\(name)}, or @string{\(name) = {…}} before it")
                }
            }
            skipBlanks()
        } while cursor.take(UInt8(ascii: "#"))
        return value
    }
}
