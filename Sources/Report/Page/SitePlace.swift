import Foundation

/// Where a page is among those of a site.
struct SitePlace: Sendable {
    /// The report's name: its path in the folder of reports, without suffix.
    let name: String
    /// The pages of all reports, by their names: paths in the site.
    let pages: [String: String]

    /// The relative link from the page to the list of reports, for an attribute in double quotes.
    var home: String { path(to: SitePlace.list) }

    /// The file that holds the list of reports.
    static let list = "index.html"

    /// The page of a report: `studies/closure.html`. A page with the name of the list gets another name.
    static func page(of name: String, among names: Set<String>) -> String {
        guard "\(name).html" == list else { return "\(name).html" }
        var other = "index-report"
        while names.contains(other) { other += "-" }
        return "\(other).html"
    }

    /// HTML in which links to texts or pages of other reports lead to their pages in the site.
    func linked(_ html: String) -> String {
        guard html.contains("<a ") else { return html }
        let mark = " href=\""
        var result = ""
        var rest = html[...]
        while let found = rest.range(of: mark), let end = rest[found.upperBound...].firstIndex(of: "\"") {
            let target = String(rest[found.upperBound..<end])
            result += rest[..<found.upperBound] + (page(behind: target) ?? target)
            rest = rest[end...]
        }
        return result + rest
    }

    /// The page that a link leads to; nil where it is none to a report of the site.
    private func page(behind link: String) -> String? {
        let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let written = PlainText.of(String(parts[0]))
        guard let suffix = [".md", ".html"].first(where: written.hasSuffix), !written.hasPrefix("/"),
            !written.contains(":"), !written.contains("?"), let path = written.removingPercentEncoding
        else { return nil }
        var folders = name.split(separator: "/").dropLast().map(String.init)
        for part in path.dropLast(suffix.count).split(separator: "/") where part != "." {
            if part != ".." {
                folders.append(String(part))
            } else if folders.popLast() == nil {
                return nil
            }
        }
        guard let page = pages[folders.joined(separator: "/")] else { return nil }
        return self.path(to: page) + (parts.count > 1 ? "#\(parts[1])" : "")
    }

    private func path(to file: String) -> String {
        let depth = (pages[name] ?? "").count { $0 == "/" }
        let path = String(repeating: "../", count: depth) + file
        return EscapedHTML.text(path.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? path)
    }
}
