import Foundation

/// What the template `site` sees: the list of the reports of a site, with a search over all of them.
struct SiteView {
    /// A report and how it stood at earlier builds.
    struct Entry {
        let report: ListingView.Line
        /// The last ones, the newest last.
        let renders: [Render]
        /// How many there were before these; nil where these are all.
        let earlier: String?
        let hasRenders: Bool
        /// "2026-11-02 to 2026-11-30"
        let days: String
        /// How many builds there were.
        let total: String
    }

    /// How a report stood at a build.
    struct Render {
        /// For the stylesheet: "pass", "fail", "open", "absent", "none".
        let outcome: String
        let outcomeSign: String
        /// "2026-11-30 20:31: all 16 claims hold", for an attribute in double quotes.
        let told: String
        let moment: String
        let outcomeWords: String
    }

    static let mostRenders = 40

    let entries: [Entry]
    /// Packed JSON.
    let index: String
    /// When the site was built, in words, and exactly.
    let built: String
    let builtExact: String

    init(_ entries: [Entry], index: String, date: Date) {
        self.entries = entries
        self.index = index
        built = ListingView.words(date)
        builtExact = date.ISO8601Format()
    }
}

extension SiteView.Entry {
    init(_ listing: ReportListing.Entry, _ lines: [SiteHistory.Line]) {
        report = ListingView.Line(listing)
        let shown = lines.suffix(SiteView.mostRenders)
        renders = shown.map(SiteView.Render.init)
        hasRenders = !lines.isEmpty
        let rest = lines.count - shown.count
        earlier = rest > 0 ? "and \(rest) before" : nil
        let ends = [shown.first, shown.last].compactMap { $0?.day }
        days = Set(ends).count > 1 ? ends.joined(separator: " to ") : ends.first ?? ""
        total = lines.count == 1 ? "1 build" : "\(lines.count) builds"
    }
}

extension SiteView.Render {
    init(_ line: SiteHistory.Line) {
        let claims = line.pass + line.fail + line.open
        func part(_ count: Int, _ words: String) -> String? { count == 0 ? nil : "\(count) \(words)" }
        let words =
            [
                claims == 0
                    ? "no claims"
                    : line.pass == claims
                        ? (claims == 1 ? "its claim holds" : "all \(claims) claims hold") : nil,
                line.pass == claims ? nil : part(line.pass, "of \(claims) claims hold"),
                part(line.fail, line.fail == 1 ? "fails" : "fail"),
                part(line.open, "not evaluated"), part(line.unsound, "unsound"), part(line.doubtful, "doubtful"),
                part(line.missing, line.missing == 1 ? "cell without a result" : "cells without a result"),
            ].compactMap { $0 }.joined(separator: ", ")
        (outcome, outcomeSign) =
            line.fail > 0
            ? ("fail", "✗")
            : line.open > 0 || line.missing > 0 ? ("open", "–") : claims == 0 ? ("none", "·") : ("pass", "✓")
        let date = (try? Date(line.rendered, strategy: .iso8601)).map(ListingView.words) ?? line.rendered
        moment = date
        outcomeWords = words
        told = EscapedHTML.text("\(date): \(words)")
    }
}
