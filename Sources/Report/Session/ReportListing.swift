import Foundation

/// Renders the list of the reports of a folder.
package struct ReportListing: Sendable {
    /// The entry of a report in the list.
    package struct Entry: Sendable, Hashable {
        /// A short statement with a sign: "16 of 16 claims hold".
        package struct Mark: Sendable, Hashable {
            /// For the stylesheet: "pass", "fail", "open", "doubtful", "unsound", "absent", "running".
            package let kind: String
            package let sign: String
            package let words: String

            package init(kind: String, sign: String, words: String) {
                self.kind = kind
                self.sign = sign
                self.words = words
            }
        }

        /// Its title.
        package var name: String
        /// The file's name in messages.
        package var file: String
        /// The address of its page, percent-encoded; nil without a page.
        package var target: String?
        /// Why it cannot be shown; nil if it can.
        package var problem: String?
        package var marks: [Mark] = []
        /// The time of the last change of its text.
        package var changed: Date
        /// The time at which its newest result was computed.
        package var computed: Date?

        package init(name: String, file: String, target: String?, changed: Date) {
            self.name = name
            self.file = file
            self.target = target
            self.changed = changed
        }
    }

    private let renderer: PageRenderer

    /// - Parameter templates: replaces built-in templates and styles.
    /// - Throws: ``PageError`` where one of them has mistakes.
    package init(templates: URL?) throws {
        renderer = PageRenderer(templates: try PageTemplates(replacingWith: templates))
    }

    /// - Parameters:
    ///   - title: the title of the list.
    ///   - folder: the folder's name in the list.
    ///   - live: with the address from which the page gets updates.
    /// - Throws: ``PageError`` where a template has mistakes.
    package func page(title: String, folder: String, _ entries: [Entry], live: LivePage) throws -> PreviewPage {
        let body = try renderer.render(ListingView(entries), with: "listing")
        var content = PageContent(title: title, subtitle: folder, bodyHTML: body)
        content.live = live
        let page = try renderer.set(content)
        return PreviewPage(title: title, html: page.html, contentPolicy: page.contentPolicy)
    }
}

/// What the template `listing` sees.
struct ListingView {
    struct Line {
        let name: String
        let file: String
        /// Percent-encoded; nil where there is no page.
        let target: String?
        /// For the stylesheet: "wrong" or "right".
        let condition: String
        let problem: String?
        let marks: [ReportListing.Entry.Mark]
        let hasMarks: Bool
        let changed: String
        let changedExact: String
        let computed: String?
        let computedExact: String
    }

    let entries: [Line]
    let isEmpty: Bool

    init(_ entries: [ReportListing.Entry]) {
        self.entries = entries.map(Line.init)
        isEmpty = entries.isEmpty
    }

    /// "2026-11-30 20:31", in the time of this machine.
    static func words(_ date: Date) -> String {
        let style = Date.VerbatimFormatStyle(
            format:
                "\(year: .defaultDigits)-\(month: .twoDigits)-\(day: .twoDigits) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits)",
            timeZone: .current, calendar: Calendar(identifier: .gregorian))
        return date.formatted(style)
    }
}

extension ListingView.Line {
    init(_ entry: ReportListing.Entry) {
        self.init(
            name: entry.name, file: entry.file, target: entry.target,
            condition: entry.problem == nil ? "right" : "wrong", problem: entry.problem, marks: entry.marks,
            hasMarks: !entry.marks.isEmpty, changed: ListingView.words(entry.changed),
            changedExact: entry.changed.ISO8601Format(), computed: entry.computed.map(ListingView.words),
            computedExact: entry.computed?.ISO8601Format() ?? "")
    }
}
