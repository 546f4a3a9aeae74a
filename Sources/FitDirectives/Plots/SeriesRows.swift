import Report

/// Elements of a list in a result, and what stands at the paths that options name in each of them.
///
/// A path that leads nowhere, or to the wrong kind of value, is refused: an element is never left out unseen.
struct SeriesRows {
    /// An element as a figure of a series needs it.
    struct Element {
        /// Which series it falls into; empty where there is one.
        let series: String
        let x: Size
        /// nil where the file says null; NaN is a number of the file's.
        let y: Double?
        let spread: Double
    }

    /// Where an element stands along x.
    enum Size {
        case number(Double)
        case category(String)
    }

    private struct Row {
        /// Its position in the whole list.
        let index: Int
        let value: Value
    }

    /// The list in words: "'scaling' of 'speed'".
    private let name: String
    private let rows: [Row]

    private init(name: String, rows: [Row]) {
        self.name = name
        self.rows = rows
    }

    /// - Throws: A diagnostic where the path does not lead to a list of elements.
    init(of result: Value, at path: String, in label: String, place: SourcePlace) throws(Diagnostic) {
        guard let found = result[path: path] else {
            throw Diagnostic(
                "'\(label)' has no list '\(path)'", at: place,
                remedy: NearMiss.remedy(for: path, among: Self.lists(in: result, depth: 4)))
        }
        guard let list = found.array else {
            throw Diagnostic(
                "'\(path)' of '\(label)' is \(found.kind), not a list", at: place,
                remedy: NearMiss.remedy(for: path, among: Self.lists(in: result, depth: 4)))
        }
        guard !list.isEmpty else {
            throw Diagnostic(
                "the list '\(path)' of '\(label)' is empty", at: place, remedy: nil)
        }
        name = "\(label).\(path)"
        rows = list.enumerated().map { Row(index: $0, value: $1) }
    }

    /// Paths of all lists of objects that are reached through objects.
    private static func lists(in value: Value, depth: Int) -> [String] {
        guard depth > 0, let members = value.object else { return [] }
        return members.flatMap { key, member -> [String] in
            if member.array != nil { return [key] }
            return lists(in: member, depth: depth - 1).map { "\(key).\($0)" }
        }
    }

    // MARK: Paths

    /// The first elements stand for all where a remedy says what there is.
    private static let examples = 50

    private func remedy(_ path: String, _ fits: (Value) -> Bool) -> String {
        let paths = rows.prefix(Self.examples).flatMap { row in
            row.value.leafPaths().filter { !$0.isEmpty && row.value[path: $0].map(fits) == true }
        }
        return NearMiss.remedy(for: path, among: Set(paths))
    }

    /// What stands at a path in every element, as the figure needs it.
    ///
    /// - Parameters:
    ///   - wanted: "number", for the message.
    ///   - read: nil for a value of the wrong kind.
    private func values<T>(
        at path: String, place: SourcePlace, wanted: String, _ read: (Value) -> T?
    ) throws(Diagnostic) -> [T] {
        var result: [T] = []
        result.reserveCapacity(rows.count)
        for row in rows {
            let found = row.value[path: path]
            if let value = found.flatMap(read) {
                result.append(value)
                continue
            }
            let isNowhere = found == nil && !rows.contains { $0.value[path: path] != nil }
            let message =
                isNowhere
                ? "no element of '\(name)' has a \(wanted) '\(path)'"
                : "element \(row.index) of '\(name)' has \(found.map(\.kind) ?? "nothing") at '\(path)', not a \(wanted)"
            throw Diagnostic(
                message, at: place, remedy: remedy(path) { read($0) != nil })
        }
        return result
    }

    /// The elements with this text at a path, or with the number or truth value written in this way.
    ///
    /// - Throws: A diagnostic where there is no such element.
    func holding(_ wanted: String, at path: String, place: SourcePlace) throws(Diagnostic) -> SeriesRows {
        let words = rows.map { row in row.value[path: path].flatMap(Self.word) }
        guard words.contains(where: { $0 != nil }) else {
            throw Diagnostic(
                "no element of '\(name)' has a text or number '\(path)'", at: place,
                remedy: remedy(path) { Self.word($0) != nil })
        }
        func isWanted(_ word: String?) -> Bool {
            guard let word else { return false }
            if word == wanted { return true }
            if let integer = Int(word), let other = Int(wanted) { return integer == other }
            guard let number = Double(word), let other = Double(wanted) else { return false }
            return number == other
        }
        let kept = zip(rows, words).filter { isWanted($0.1) }.map(\.0)
        guard !kept.isEmpty else {
            throw Diagnostic(
                "no element of '\(name)' matches 'where': none has \(path) '\(wanted)'", at: place,
                remedy: NearMiss.remedy(for: wanted, among: Set(words.compactMap { $0 })))
        }
        return SeriesRows(name: name, rows: kept)
    }

    /// A text, or a number or truth as a text.
    private static func word(_ value: Value) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let integer): String(integer)
        case .number(let number): "\(number)"
        case .bool(let truth): truth ? "true" : "false"
        case .null, .array, .object: nil
        }
    }

    // MARK: Values

    /// The names of the series to which elements belong: equal numbers, such as 1 and 1.0, have the same name.
    ///
    /// - Throws: A diagnostic, also where values of two kinds would have the same name, or where a name is empty.
    func names(at path: String, place: SourcePlace) throws(Diagnostic) -> [String] {
        let found = try values(at: path, place: place, wanted: "text or number") { value -> (Value, String)? in
            Self.word(value).map { (value, $0) }
        }
        var names: [Double: String] = [:]
        var first: [String: Int] = [:]
        var result: [String] = []
        for (index, (value, word)) in found.enumerated() {
            guard !word.allSatisfy(\.isWhitespace) else {
                throw Diagnostic(
                    "element \(rows[index].index) of '\(name)' has an empty text at '\(path)', which names no series",
                    at: place, remedy: "write a name there")
            }
            var series = word
            if let number = Self.exactDouble(value) {
                series = names[number] ?? word
                names[number] = series
            }
            let other = first[series] ?? index
            first[series] = other
            guard Self.family(found[other].0) == Self.family(value) else {
                throw Diagnostic(
                    "'\(path)' is \(Self.family(found[other].0)) '\(series)' in element \(rows[other].index) of '\(name)' "
                        + "and \(Self.family(value)) '\(word)' in element \(rows[index].index): one series would hold both",
                    at: place, remedy: "write all of them as numbers or all as texts, or choose some with 'where'")
            }
            result.append(series)
        }
        return result
    }

    /// The number, where float64 has a place for it.
    private static func exactDouble(_ value: Value) -> Double? {
        if case .integer(let integer) = value { Double(exactly: integer) } else { value.double }
    }

    /// Of a value with a word: what it is, whatever it says.
    private static func family(_ value: Value) -> String {
        value.double != nil ? "the number" : value.bool != nil ? "the truth value" : "the text"
    }

    /// Numbers; nil where the file says null.
    func numbers(at path: String, place: SourcePlace) throws(Diagnostic) -> [Double?] {
        try values(at: path, place: place, wanted: "number") { $0 == .null ? .some(nil) : $0.double.map { .some($0) } }
    }

    /// Numbers or texts: an axis shows only one of both.
    func sizes(at path: String, place: SourcePlace) throws(Diagnostic) -> [Size] {
        let sizes = try values(at: path, place: place, wanted: "number or text") { value -> Size? in
            value.double.map(Size.number) ?? value.string.map(Size.category)
        }
        for (row, size) in zip(rows, sizes) {
            guard case .category(let text) = size, text.allSatisfy(\.isWhitespace) else { continue }
            throw Diagnostic(
                "element \(row.index) of '\(name)' has an empty text at '\(path)', which names no row", at: place,
                remedy: "write a name there")
        }
        func isText(_ size: Size) -> Bool { if case .category = size { true } else { false } }
        guard let odd = sizes.firstIndex(where: { isText($0) != isText(sizes[0]) }) else { return sizes }
        func words(_ size: Size) -> String {
            switch size {
            case .number(let number): "the number \(number)"
            case .category(let text): "the text '\(text)'"
            }
        }
        throw Diagnostic(
            "'\(path)' is \(words(sizes[0])) in element \(rows[0].index) of '\(name)' and "
                + "\(words(sizes[odd])) in element \(rows[odd].index): one axis shows numbers or texts",
            at: place, remedy: "write all of them as numbers or all as texts, or choose some with 'where'")
    }

    /// Spreads of numbers, not negative; an element may have none.
    func spreads(at path: String, place: SourcePlace) throws(Diagnostic) -> [Double] {
        guard rows.contains(where: { $0.value[path: path]?.double != nil }) else {
            throw Diagnostic(
                "no element of '\(name)' has a number '\(path)'", at: place,
                remedy: remedy(path) { $0.double != nil })
        }
        return try rows.map { row throws(Diagnostic) in
            guard let found = row.value[path: path], found != .null else { return 0 }
            guard let spread = found.double, spread >= 0, spread.isFinite else {
                let words = found.double.map { "\($0)" } ?? found.kind
                throw Diagnostic(
                    "element \(row.index) of '\(name)' has \(words) at '\(path)', where a spread of 0 or more "
                        + "is wanted", at: place, remedy: nil)
            }
            return spread
        }
    }

    /// - Throws: A diagnostic where the first number of a series cannot be a divisor.
    func checkFirst(_ elements: [Element], place: SourcePlace) throws(Diagnostic) {
        var seen: Set<String> = []
        for (row, element) in zip(rows, elements) where seen.insert(element.series).inserted {
            guard element.y.map({ $0 == 0 || !$0.isFinite }) ?? true else { continue }
            throw Diagnostic(
                "the first number\(element.series.isEmpty ? "" : " of '\(element.series)'"), element "
                    + "\(row.index) of '\(name)', is \(element.y.map { "\($0)" } ?? "missing (null)"): nothing can be divided by it",
                at: place, remedy: "begin with a number that is not 0, or leave out 'relative'")
        }
    }
}
