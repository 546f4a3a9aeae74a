import Report

/// The author's description of the files for a first report.
public struct NewReportRequest: Sendable, Equatable {
    /// Events of one class at one point of nuisance space.
    public struct Sample: Sendable, Equatable {
        /// The name of the class.
        public let eventClass: String
        /// Nuisances that are moved, in units of their σ; empty for nominal events.
        public let point: [String: Double]
        /// The files; empty for a template of weights, whose events are the nominal ones of the class.
        public internal(set) var files: [String]
        /// The weight of such a template.
        public let weight: String?
    }

    /// A column that is given, that is to be found in the files, or that does not exist.
    public enum Column: Sendable, Equatable {
        /// To be found in the files.
        case found
        /// There is no such column.
        case none
        /// With this name.
        case given(String)
    }

    /// In the order of their first mention.
    public private(set) var samples: [Sample] = []
    /// Files of data.
    public var data: [String] = []
    /// Features; nil for those that the files suggest.
    public var x: [String]?
    /// Scores, which a fitted T acts on.
    public var y: [String] = []
    /// A column or an expression.
    public var weight = Column.found
    /// A column that numbers the events.
    public var id = Column.found
    /// A condition that selected events fulfil; nil for all.
    public var select: String?
    /// The tree, group or dataset of files with several.
    public var tree: String?

    /// An empty request.
    public init() {}

    /// Whether it names no files.
    public var isEmpty: Bool { samples.isEmpty && data.isEmpty }

    /// The classes, in the order of their first mention.
    var classes: [String] {
        samples.map(\.eventClass).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// The nuisances that templates move, likewise.
    var nuisances: [String] {
        samples.flatMap { $0.point.keys.sorted() }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    // MARK: As they are written

    /// Adds nominal events: `CLASS=FILE`. Several files of a class are read as one.
    ///
    /// - Throws: ``NewReportError`` where the text has another form.
    public mutating func add(simulation text: String) throws(NewReportError) {
        guard let mark = text.firstIndex(of: "="), mark > text.startIndex,
            case let file = String(text[text.index(after: mark)...]), !file.isEmpty
        else {
            throw NewReportError(
                "'\(text)' is no CLASS=FILE", remedy: "write the class, =, and a file: signal=sig.h5")
        }
        add(Sample(eventClass: try Self.name(text[..<mark], "a class"), point: [:], files: [file], weight: nil))
    }

    /// Adds a template: `CLASS:NUISANCE=VALUE=FILE`, or `CLASS:jes=1,btag=1=FILE` for a template of several nuisances.
    ///
    /// - Throws: ``NewReportError`` where the text has another form, or the template was given before.
    public mutating func add(template text: String) throws(NewReportError) {
        let (eventClass, point, file) = try Self.template(text, "FILE", "signal:jes=1=sig_jesUp.h5")
        add(Sample(eventClass: eventClass, point: point, files: [file], weight: nil))
    }

    /// Adds a template that consists of the nominal events with another weight: `CLASS:NUISANCE=VALUE=COLUMN`.
    ///
    /// - Throws: ``NewReportError``, likewise.
    public mutating func add(templateWeight text: String) throws(NewReportError) {
        let (eventClass, point, column) = try Self.template(text, "COLUMN", "background:btag=1=w_btag_up")
        guard !samples.contains(where: { $0.eventClass == eventClass && $0.point == point }) else {
            throw NewReportError(
                "'\(text)' is a second template of '\(eventClass)' at this point", remedy: "give one of both")
        }
        samples.append(Sample(eventClass: eventClass, point: point, files: [], weight: column))
    }

    private mutating func add(_ sample: Sample) {
        let place = samples.firstIndex {
            $0.eventClass == sample.eventClass && $0.point == sample.point && $0.weight == nil
        }
        if let place { samples[place].files += sample.files } else { samples.append(sample) }
    }

    private static func template(
        _ text: String, _ last: String, _ example: String
    ) throws(NewReportError) -> (eventClass: String, point: [String: Double], last: String) {
        let wrong = NewReportError(
            "'\(text)' is no CLASS:NUISANCE=VALUE=\(last)",
            remedy: "write the class, the nuisance, its value in units of its σ, and the \(last.lowercased()): "
                + example
        )
        guard let colon = text.firstIndex(of: ":") else { throw wrong }
        var rest = text[text.index(after: colon)...]
        var point: [String: Double] = [:]
        while let mark = rest.firstIndex(of: "=") {
            let name = try Self.name(rest[..<mark], "a nuisance")
            rest = rest[rest.index(after: mark)...]
            guard let end = rest.firstIndex(where: { $0 == "," || $0 == "=" }), let value = Double(rest[..<end]),
                value.isFinite
            else { throw wrong }
            guard point.updateValue(value, forKey: name) == nil else {
                throw NewReportError("'\(text)' moves '\(name)' twice", remedy: "give it one value")
            }
            let isLast = rest[end] == "="
            rest = rest[rest.index(after: end)...]
            if isLast { break }
        }
        guard !point.isEmpty, !rest.isEmpty else { throw wrong }
        point = point.filter { $0.value != 0 }
        guard !point.isEmpty else {
            throw NewReportError(
                "'\(text)' moves no nuisance", remedy: "give nominal events by --simulation CLASS=FILE")
        }
        return (try Self.name(text[..<colon], "a class"), point, String(rest))
    }

    private static func name(_ text: Substring, _ what: String) throws(NewReportError) -> String {
        let name = text.trimmingBlanks
        guard LoadRecipe.isName(name) else {
            throw NewReportError(
                "\(what) cannot be called '\(name)'",
                remedy: "use letters, digits, hyphens and underscores, a letter first")
        }
        return name
    }

    /// Checks the samples as a whole, before a file is opened.
    func check() throws(NewReportError) {
        for sample in samples where !samples.contains(where: { $0.eventClass == sample.eventClass && $0.point.isEmpty })
        {
            throw NewReportError(
                "the class '\(sample.eventClass)' has a template and no nominal events",
                remedy: samples.contains { $0.point.isEmpty }
                    ? NearMiss.remedy(
                        for: sample.eventClass, among: Set(samples.filter(\.point.isEmpty).map(\.eventClass)))
                    : "give them by --simulation \(sample.eventClass)=FILE")
        }
        guard !samples.isEmpty || isEmpty else {
            throw NewReportError(
                "there are data and no simulation to describe them by", remedy: "give --simulation CLASS=FILE")
        }
        for name in nuisances where classes.contains(name) {
            throw NewReportError("'\(name)' is a class and a nuisance", remedy: "give one of both another name")
        }
    }
}

/// Why no report was written.
public struct NewReportError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public let message: String
    /// What to do.
    public let remedy: String

    init(_ message: String, remedy: String) {
        (self.message, self.remedy) = (message, remedy)
    }

    public var description: String { "\(message); \(remedy)" }
}

extension StringProtocol {
    /// Without blanks at either end.
    var trimmingBlanks: String {
        String(drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
