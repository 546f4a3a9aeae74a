/// A number in the prose: `` `{value} fit.best ± fit.sigma | .3` ``.
///
///     value  = path [ ("±" | "+-") path | "+" path "-" path ] [ "|" format ]
///
/// `± path` gives a symmetric uncertainty, `+ path - path` an upper and a lower one; ``NumberFormat`` says what a
/// format is.
struct InlineValue: Sendable, Equatable {
    enum Uncertainty: Sendable, Equatable {
        case none
        case symmetric(ArtifactPath)
        case asymmetric(up: ArtifactPath, down: ArtifactPath)
    }

    let path: ArtifactPath
    let uncertainty: Uncertainty
    let format: NumberFormat?

    var paths: [ArtifactPath] {
        switch uncertainty {
        case .none: [path]
        case .symmetric(let sigma): [path, sigma]
        case .asymmetric(let up, let down): [path, up, down]
        }
    }

    init(path: ArtifactPath, uncertainty: Uncertainty, format: NumberFormat?) {
        self.path = path
        self.uncertainty = uncertainty
        self.format = format
    }

    /// - Parameter text: what follows `{value}`.
    /// - Throws: ``InvalidDocument`` where it cannot be read.
    init(_ text: String, at place: SourcePlace) throws(InvalidDocument) {
        let halves = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        let words = (halves.first ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
        func path(_ index: Int) throws(InvalidDocument) -> ArtifactPath {
            guard let path = ArtifactPath(words[index], at: place) else {
                throw InvalidDocument(
                    Diagnostic(
                        "'\(words[index])' is no value of a cell", at: place,
                        remedy: "write label.path, as in `{value} fit.best | .3`"))
            }
            return path
        }
        switch words.count {
        case 1:
            uncertainty = .none
        case 3 where ["±", "+-", "+/-"].contains(words[1]):
            uncertainty = .symmetric(try path(2))
        case 5 where words[1] == "+" && ["-", "−"].contains(words[3]):
            uncertainty = .asymmetric(up: try path(2), down: try path(4))
        default:
            throw InvalidDocument(
                Diagnostic(
                    "cannot read the value '\(text.trimmed)'", at: place,
                    remedy:
                        "write `{value} label.path | .3`, `{value} a.b ± a.c | .3` or `{value} a.b + a.up - a.down | .3`"
                        + (words.isEmpty ? "; to show it as code, use two backticks" : "")))
        }
        self.path = try path(0)
        if halves.count == 2 {
            guard let format = NumberFormat(halves[1].trimmed) else {
                throw InvalidDocument(
                    Diagnostic("'\(halves[1].trimmed)' is no number format", at: place, remedy: NumberFormat.help))
            }
            self.format = format
        } else {
            format = nil
        }
    }
}
