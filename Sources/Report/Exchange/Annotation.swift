/// A message about a place in a report's text, which services show beside proposed changes.
public struct Annotation: Sendable, Hashable {
    /// How serious it is.
    public enum Level: String, Sendable {
        /// The levels, with the names of these services.
        case error, warning
    }

    /// The kind of message, with the same meaning in all reports.
    public enum Kind: Sendable, Hashable {
        case mistake, failedCell, undrawnCell, failedClaim, openClaim
        case finding(HealthCheck)
    }

    let kind: Kind
    let level: Level
    let place: SourcePlace
    /// A few words.
    let title: String
    let message: String

    /// A mistake in a report.
    public init(_ diagnostic: Diagnostic) {
        self.init(
            .mistake, level: .error, place: diagnostic.place, title: "Mistake in the report",
            message: diagnostic.message + (diagnostic.remedy.map { "; \($0)" } ?? ""))
    }

    init(_ kind: Kind, level: Level, place: SourcePlace, title: String, message: String) {
        self.kind = kind
        self.level = level
        self.place = place
        self.title = title
        self.message = message
    }

    /// A command of GitHub Actions, on one line:
    /// `::error file=closure.md,line=41,col=14,title=Mistake in the report::'scan' has no nuisance 'nu_sqeeze'`.
    public var gitHub: String {
        let properties = [
            ("file", place.file), ("line", String(place.line)), ("col", String(place.column)), ("title", title),
        ].map { "\($0)=\(Self.escaped($1).replacing(":", with: "%3A").replacing(",", with: "%2C"))" }
        return "::\(level.rawValue) \(properties.joined(separator: ","))::\(Self.escaped(message))"
    }

    private static func escaped(_ text: String) -> String {
        // First the sign that the others are escaped by. "\r\n" is one character, so that it goes as scalars.
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension Annotation {
    /// The problems of a render: cells that failed, claims that do not hold, findings that are not accepted.
    ///
    /// - Parameter isStrict: whether findings make the render fail.
    static func all(of presentations: [CellPresentation], isStrict: Bool) -> [Annotation] {
        presentations.flatMap { presentation -> [Annotation] in
            let (label, place) = (presentation.cell.label, presentation.cell.place)
            func one(_ kind: Kind, _ level: Level, _ title: String, _ message: String) -> Annotation {
                Annotation(kind, level: level, place: place, title: title, message: message)
            }
            var found: [Annotation] = []
            if case .failed(let message, let advice) = presentation.result.outcome {
                let words = message + (advice.map { "; \($0)" } ?? "")
                found.append(one(.failedCell, .error, "The cell '\(label)' failed", words))
            }
            if let failure = presentation.drawingFailure {
                found.append(one(.undrawnCell, .error, "The cell '\(label)' cannot be drawn", failure))
            }
            for verdict in presentation.verdicts where verdict.status != .pass {
                let words = "\(verdict.claim): \(verdict.measured), required \(verdict.tolerance)"
                found.append(
                    verdict.status == .fail
                        ? one(.failedClaim, .error, "A claim does not hold", words)
                        : one(.openClaim, .error, "A claim is not evaluated", words))
            }
            for finding in presentation.health.open {
                let title = "The result of '\(label)' is \(finding.check.state.rawValue) (\(finding.check.name))"
                let words = "\(finding.sentence) \(finding.remedy)"
                found.append(one(.finding(finding.check), isStrict ? .error : .warning, title, words))
            }
            return found
        }
    }
}
