/// What `@name` may mean in the texts of a report.
///
/// A label of the report comes first, where every name that begins as those of equations and sections is one; then the key of a work; where the name stands for neither, what it was meant as.
struct ReferenceNames: Sendable {
    /// Those of a text that stands for itself: every name that could be a label is meant as one.
    static let none = ReferenceNames(labels: [], works: nil, isOfReport: false)

    /// Of cells.
    let labels: Set<String>
    /// The keys that may be cited; nil where the report has no bibliography.
    let works: Set<String>?
    /// Whether the labels of the report are known; otherwise the text is read again with all names.
    var isOfReport = true

    /// A name behind an at sign.
    enum Name: Equatable {
        case label(String)
        case work(String)
        /// A citation without a bibliography.
        case stray(String)
    }

    /// The name after an at sign, and its length in characters; nil where that is not a name.
    ///
    /// - Parameters:
    ///   - text: the text after the at sign.
    ///   - isInBrackets: whether it is inside the brackets of citations.
    func name(_ text: ArraySlice<Unicode.Scalar>, isInBrackets: Bool) -> (Name, length: Int)? {
        if works != nil, let key = Self.braced(text) { return (.work(key), key.unicodeScalars.count + 2) }
        let label = Self.cut(text.prefix { CellLabel.mayHold($0) }) { $0 == "-" }
        let key = Self.cut(text.prefix(Self.longest).prefix(while: Self.mayHoldKey)) { Self.marks.contains($0) }
        if label.count == key.count, labels.contains(String(scalars: label)) { return Self.label(label) }
        if label.count == key.count, TextLabel.kind(of: String(scalars: label)) != nil { return Self.label(label) }
        if let works, let known = Self.longest(of: key, in: works) {
            return (.work(String(scalars: known)), known.count)
        }
        if labels.contains(String(scalars: label)) { return Self.label(label) }
        if works != nil {
            guard let first = key.first, first.isLetter || isInBrackets && first.isNumber else { return nil }
            return (.work(String(scalars: key)), key.count)
        }
        if isOfReport, isInBrackets, let first = key.first, first.isLetter, key.count > label.count {
            return (.stray(String(scalars: key)), key.count)
        }
        return label.first.map(\.isLetter) ?? false ? Self.label(label) : nil
    }

    private static func label(_ label: ArraySlice<Unicode.Scalar>) -> (Name, length: Int) {
        (.label(String(scalars: label)), label.count)
    }

    // MARK: Keys

    /// Of a key.
    private static let longest = 200
    /// They stand inside of keys, and at the end of one belong to the text.
    private static let marks = Set(":._-/+".unicodeScalars)

    private static func mayHoldKey(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isLetter || scalar.isNumber || marks.contains(scalar)
    }

    private static func cut(
        _ text: ArraySlice<Unicode.Scalar>, _ isLeft: (Unicode.Scalar) -> Bool
    ) -> ArraySlice<Unicode.Scalar> {
        text.dropLast(text.reversed().prefix(while: isLeft).count)
    }

    /// The key that stands there, of several the longest: what follows a mark may be text.
    private static func longest(
        of text: ArraySlice<Unicode.Scalar>, in works: Set<String>
    ) -> ArraySlice<Unicode.Scalar>? {
        var rest = text
        while !rest.isEmpty {
            if works.contains(String(scalars: rest)) { return rest }
            guard let mark = rest.lastIndex(where: marks.contains) else { return nil }
            rest = cut(rest[..<mark]) { marks.contains($0) }
        }
        return nil
    }

    /// `{key}`, for keys with other signs.
    private static func braced(_ text: ArraySlice<Unicode.Scalar>) -> String? {
        guard text.first == "{" else { return nil }
        let inside = text.dropFirst().prefix(longest).prefix { $0 != "}" && $0 != "{" && !$0.isWhitespace }
        guard !inside.isEmpty, inside.endIndex < text.endIndex, text[inside.endIndex] == "}" else { return nil }
        return String(scalars: inside)
    }
}

/// A place in a text that names a work.
struct Citation: Sendable, Equatable {
    let key: String
    let place: SourcePlace
    /// Whether it stands between brackets, which hold its number alone; elsewhere the text names the authors.
    let isInBrackets: Bool
}
