import Foundation

/// What a render found, as continuous integration reads it: JUnit's XML, a test suite a cell and a test case a claim, a finding
/// and a cell that has no result.
///
/// A case fails where the render does: a claim that does not hold and, in a strict render, a finding that is not
/// accepted. A cell that failed is an error. What was not evaluated, or found without failing the render, is skipped
/// with its words.
struct JUnitReport {
    private enum Ending {
        case passed(note: String?)
        case failed(message: String, kind: String)
        case error(message: String)
        case skipped(message: String)
    }

    private struct Case {
        let name: String
        let ending: Ending
    }

    private struct Suite {
        let cell: String
        let verb: String
        let seconds: Double
        let started: Date?
        let host: String
        let cases: [Case]
    }

    let xml: String

    /// - Parameters:
    ///   - report: the report's name in messages.
    ///   - isStrict: whether findings make the render fail.
    init(_ presentations: [CellPresentation], of report: String, isStrict: Bool) {
        let suites = presentations.map { Self.suite($0, isStrict) }.filter { !$0.cases.isEmpty }
        var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
        lines.append("<testsuites name=\"\(Self.text(report))\" \(Self.counts(suites))>")
        for suite in suites {
            let timestamp = suite.started.map { date in
                let style = Date.ISO8601FormatStyle(timeZone: .gmt)
                    .year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false)
                return " timestamp=\"\(date.formatted(style))\""
            }
            lines.append(
                "  <testsuite name=\"\(Self.text(suite.cell))\" \(Self.counts([suite], isSuite: true))"
                    + (timestamp ?? "") + " hostname=\"\(Self.text(suite.host))\">")
            for element in suite.cases { lines += Self.lines(element, of: suite, in: report) }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        xml = lines.joined(separator: "\n") + "\n"
    }

    // MARK: What is told

    private static func suite(_ presentation: CellPresentation, _ isStrict: Bool) -> Suite {
        let (cell, result) = (presentation.cell, presentation.result)
        var cases: [Case] = []
        switch result.outcome {
        case .failed(let message, let advice):
            cases.append(
                Case(name: "has a result", ending: .error(message: message + (advice.map { "; \($0)" } ?? ""))))
        case .blocked(let label):
            cases.append(Case(name: "has a result", ending: .skipped(message: "it waits for '\(label)'")))
        case .manual, .absent:
            cases.append(Case(name: "has a result", ending: .skipped(message: "it runs only when asked for")))
        case .cancelled: cases.append(Case(name: "has a result", ending: .skipped(message: "it was stopped")))
        case .ran, .cached:
            if let failure = presentation.drawingFailure {
                cases.append(Case(name: "can be drawn", ending: .error(message: failure)))
            }
        }
        for verdict in presentation.verdicts {
            let words = "measured \(verdict.measured), required \(verdict.tolerance)"
            let ending: Ending =
                switch verdict.status {
                case .pass: .passed(note: words)
                case .fail: .failed(message: words, kind: "claim")
                case .notEvaluated: .skipped(message: "not evaluated: \(verdict.measured)")
                }
            cases.append(Case(name: verdict.claim, ending: ending))
        }
        for finding in presentation.health.findings {
            let words = "\(finding.check.state.rawValue): \(finding.sentence) \(finding.remedy)"
            let isAccepted = presentation.health.isAccepted(finding)
            cases.append(
                Case(
                    name: finding.check.name,
                    ending: isAccepted
                        ? .passed(note: "accepted, \(words)")
                        : isStrict ? .failed(message: words, kind: "finding") : .skipped(message: words)))
        }
        return Suite(
            cell: cell.label, verb: cell.verb, seconds: result.record?.seconds ?? result.seconds ?? 0,
            started: result.record?.started, host: result.record?.host.name ?? "", cases: distinct(cases))
    }

    /// Those who read it take two cases of one name for one, and might show the one that passed alone.
    private static func distinct(_ cases: [Case]) -> [Case] {
        var names: Set<String> = []
        return cases.map { element in
            var (name, number) = (element.name, 1)
            while !names.insert(name).inserted {
                number += 1
                name = "\(element.name) (\(number))"
            }
            return Case(name: name, ending: element.ending)
        }
    }

    // MARK: How it is written

    private static func counts(_ suites: [Suite], isSuite: Bool = false) -> String {
        let cases = suites.flatMap(\.cases)
        func count(_ isOne: (Ending) -> Bool) -> Int { cases.count { isOne($0.ending) } }
        let failures = count { if case .failed = $0 { true } else { false } }
        let errors = count { if case .error = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        let time = String(format: "%.3f", suites.reduce(0) { $0 + $1.seconds })
        let common = "tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
        // The element of all suites has no 'skipped'.
        return isSuite ? "\(common) skipped=\"\(skipped)\" time=\"\(time)\"" : "\(common) time=\"\(time)\""
    }

    private static func lines(_ element: Case, of suite: Suite, in report: String) -> [String] {
        let head =
            "    <testcase name=\"\(text(element.name))\" classname=\"\(text("\(report).\(suite.cell)"))\" time=\"0\""
        func inside(_ content: String) -> [String] { ["\(head)>", "      \(content)", "    </testcase>"] }
        switch element.ending {
        case .passed(nil): return ["\(head)/>"]
        case .passed(let note?): return inside("<system-out>\(text(note))</system-out>")
        case .failed(let message, let kind):
            return inside("<failure message=\"\(text(message))\" type=\"\(kind)\">\(text(message))</failure>")
        case .error(let message):
            return inside("<error message=\"\(text(message))\" type=\"cell\">\(text(message))</error>")
        case .skipped(let message): return inside("<skipped message=\"\(text(message))\"/>")
        }
    }

    /// XML has no place for control characters, nor do attributes for line breaks.
    private static func text(_ plain: String) -> String {
        let allowed = plain.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D: " "
            case 0..<0x20, 0xFFFE, 0xFFFF: "\u{FFFD}"
            default: scalar
            }
        }
        return EscapedHTML.text(String(String.UnicodeScalarView(allowed)))
    }
}
