import Files
import Foundation

/// A page in blocks: what a browser that shows an earlier one needs of it.
struct BlockPage: Sendable {
    /// An element whose children are blocks.
    struct Container: Sendable, Hashable {
        /// As a selector of CSS.
        let selector: String
        /// Of its children, in their order: a digest of what stands there, or "@" and the selector of a container.
        let keys: [String]
    }

    struct Style: Sendable, Hashable, Encodable {
        let media: String
        let text: String
    }

    /// Stands for everything that a browser shows.
    let revision: String
    let title: String
    /// Where the sign in the browser's tab comes from: a data URI.
    let icon: String
    let styles: [Style]
    let containers: [Container]
    /// The HTML of each block, by key.
    let blocks: [String: String]
    /// The whole page, with its revision and its keys.
    let html: Data

    /// The elements whose children may change one by one; each stands inside of the one before.
    private static let nested = [
        (tag: "<div class=\"page\"", selector: ".page"), (tag: "<main id=\"_report\"", selector: "main"),
        (tag: "<article class=\"report-body\"", selector: ".report-body"),
    ]

    /// - Parameter page: the page as rendered by templates, with a mark for the revision. If custom templates lack the
    ///   expected elements, or do not close their tags, the page is one block.
    init(_ page: String) {
        let scanner = HTMLScanner(bytes: Array(page.utf8))
        let whole = 0..<scanner.bytes.count
        let head = scanner.element("<head", in: whole)?.inside ?? 0..<0
        title = Self.plain(scanner.element("<title", in: head).map { scanner.text($0.inside) } ?? "")
        let link = scanner.element("<link rel=\"icon\"", in: head)
        icon = link.map { Self.attribute("href", of: scanner.text($0.tag)) } ?? ""
        styles = (scanner.elements(in: head) ?? []).filter { $0.name == "style" }.map { element in
            Style(
                media: Self.attribute("media", of: scanner.text(element.tag)), text: scanner.text(element.inside))
        }
        let (found, parts) = Self.split(scanner, whole)
        // One block that is never sent: a browser that does not have it reads the page anew.
        let undivided = Container(selector: ".page", keys: [String(SHA256.hex(page.utf8).prefix(16))])
        containers = found.isEmpty ? [undivided] : found
        blocks = parts
        var digest = SHA256()
        for container in containers { digest.update((container.selector + container.keys.joined()).utf8) }
        for style in styles { digest.update((style.media + style.text).utf8) }
        digest.update((title + icon).utf8)
        revision = String(digest.finish().prefix(16))
        html = Data(Self.marked(page, revision: revision, containers).utf8)
    }

    /// From the outermost container in.
    private static func split(_ scanner: HTMLScanner, _ whole: Range<Int>) -> ([Container], [String: String]) {
        var containers: [Container] = []
        var blocks: [String: String] = [:]
        var range = whole
        for (index, (tag, selector)) in nested.enumerated() {
            guard let element = scanner.element(tag, in: range),
                let children = scanner.elements(in: element.inside)
            else { break }
            let inner = nested.dropFirst(index + 1).first
            let keys = children.map { child in
                if let inner, bytes(scanner, child, startWith: inner.tag), scanner.elements(in: child.inside) != nil {
                    return "@" + inner.selector
                }
                let html = scanner.text(child.range)
                let key = String(SHA256.hex(html.utf8).prefix(16))
                blocks[key] = html
                return key
            }
            containers.append(Container(selector: selector, keys: keys))
            range = element.inside
            if !keys.contains(where: { $0.hasPrefix("@") }) { break }
        }
        return (containers, blocks)
    }

    private static func bytes(_ scanner: HTMLScanner, _ element: HTMLScanner.Element, startWith tag: String) -> Bool {
        scanner.bytes[element.tag].starts(with: tag.utf8)
    }

    /// The page as it is sent: it knows its own blocks.
    private static func marked(_ page: String, revision: String, _ containers: [Container]) -> String {
        let keys = ServerSentEvent("", json: containers).data
        let list = "<script type=\"application/json\" id=\"_blocks\">\(keys)</script>\n"
        guard let place = page.range(of: "data-revision=\"\""),
            let end = page.range(of: "<script>", options: .backwards)
        else { return page }
        return page[..<place.lowerBound] + "data-revision=\"\(revision)\"" + page[place.upperBound..<end.lowerBound]
            + list
            + page[end.lowerBound...]
    }

    /// The value of an attribute in double quotes.
    private static func attribute(_ name: String, of tag: String) -> String {
        guard let start = tag.range(of: " \(name)=\""),
            let end = tag[start.upperBound...].firstIndex(of: "\"")
        else { return "" }
        return plain(String(tag[start.upperBound..<end]))
    }

    /// What a text or an attribute says.
    private static func plain(_ html: String) -> String {
        html.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }
}

extension BlockPage.Container: Encodable {
    func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        try list.encode(selector)
        try list.encode(keys)
    }
}
