/// A formula that stands in a report.
struct Formula: Sendable, Hashable {
    /// What stands between the dollars.
    let tex: String
    /// Whether it stands on a line of its own, with sums and fractions at full size.
    let display: Bool
    /// Where the TeX begins.
    let place: SourcePlace
    /// Whether the report holds the TeX exactly like this, so that the place of each of its characters is known.
    let isVerbatim: Bool
    /// The label of an equation to which the text refers.
    var label: TextLabel?

    fileprivate func diagnostic(_ refusal: MathRefusal) -> Diagnostic {
        Diagnostic(refusal.message(of: tex), at: place(of: refusal), remedy: refusal.remedy)
    }

    private func place(of refusal: MathRefusal) -> SourcePlace {
        guard isVerbatim, let position = refusal.position else { return place }
        let before = String(decoding: tex.utf16.prefix(position), as: UTF16.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let column = (lines.count == 1 ? place.column : 1) + (lines.last?.count ?? 0)
        return SourcePlace(file: place.file, line: place.line + lines.count - 1, column: column)
    }
}

extension [Formula] {
    /// Bytes of HTML that the formulas of one report may make, which is half a minute's work.
    private static var largest: Int { 32 << 20 }

    /// The diagnostics of formulas. Without KaTeX there is one diagnostic for all of them, and after a formula that
    /// takes too much work no further ones are tried.
    func diagnostics(from setter: MathSetter = .shared) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var size = 0
        for formula in self {
            do {
                size += try setter.html(formula.tex, display: formula.display).utf8.count
            } catch {
                diagnostics.append(formula.diagnostic(error))
                if case .refused = error.cause { continue }
                return diagnostics
            }
            if size > Self.largest {
                return diagnostics + [
                    Diagnostic(
                        "the formulas up to here make too large a page", at: formula.place,
                        remedy: "write fewer or shorter ones")
                ]
            }
        }
        return diagnostics
    }
}

/// Why a formula cannot be set.
struct MathRefusal: Error, Hashable, Sendable {
    enum Cause: Hashable, Sendable {
        /// KaTeX refused it, with KaTeX's message.
        case refused(String)
        /// It exceeds a limit, which is named.
        case excessive(String)
        case missing(MissingKaTeX)
    }

    let cause: Cause
    /// Where in the TeX, in units of UTF-16 from 0; nil where the place is not known.
    let position: Int?

    init(_ cause: Cause, position: Int? = nil) {
        self.cause = cause
        self.position = position
    }

    /// The message for the author of the formula.
    func message(of tex: String) -> String {
        switch cause {
        case .refused(let words): "KaTeX refuses the formula '\(Self.shortened(tex))': \(words)"
        case .excessive(let what): "the formula '\(Self.shortened(tex))' \(what)"
        case .missing(let file): "math cannot be set: there is no \(file.path)"
        }
    }

    /// Of commands of LaTeX that the text has its own way for.
    private static let remedies = [
        (command: "label", remedy: "write {#eq-name} behind $$…$$ instead"),
        (command: "ref", remedy: "write @eq-name in the text instead"),
        (command: "eqref", remedy: "write @eq-name in the text instead"),
        (command: "cite", remedy: "write [@key] in the text instead"),
    ]

    /// The remedy.
    var remedy: String? {
        switch cause {
        case .refused(let words):
            Self.remedies.first { words.contains("Undefined control sequence: \\\($0.command)") }?.remedy
                ?? "katex.org/docs/supported lists what it knows; a dollar sign is written \\$"
        case .excessive: "write several formulas, or a figure"
        case .missing: "install Debian's libjs-katex and fonts-katex"
        }
    }

    /// On one line, for a message.
    private static func shortened(_ tex: String) -> String {
        let line = tex.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.count > 60 ? line.prefix(59) + "…" : line
    }
}
