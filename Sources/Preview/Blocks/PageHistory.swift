/// What browsers may still show: of the last pages, which blocks and styles they had.
struct PageHistory: Sendable {
    private struct Page {
        let revision: String
        let keys: Set<String>
        let styles: [BlockPage.Style]
    }

    /// How many pages back a browser may be that gets what is new alone.
    private static let most = 64

    private var pages: [Page] = []

    /// Adds the newest page.
    mutating func note(_ page: BlockPage) {
        pages.removeAll { $0.revision == page.revision }
        pages.append(Page(revision: page.revision, keys: Set(page.blocks.keys), styles: page.styles))
        if pages.count > Self.most { pages.removeFirst() }
    }

    /// Whether the history has a page of this revision.
    func holds(_ revision: String) -> Bool { pages.contains { $0.revision == revision } }

    /// The changes that a browser with an earlier page needs.
    ///
    /// - Parameter revision: the revision of the earlier page; if it is unknown, the whole page is sent.
    /// - Returns: nil if the browser already shows this page.
    func change(from revision: String?, to page: BlockPage) -> PageChange? {
        if revision == page.revision { return nil }
        let known = pages.last { $0.revision == revision }
        return PageChange(
            revision: page.revision, title: page.title, icon: page.icon, containers: page.containers,
            blocks: page.blocks.filter { known?.keys.contains($0.key) != true },
            styles: known?.styles == page.styles ? nil : page.styles)
    }
}

/// What turns the page that a browser shows into a newer one.
struct PageChange: Sendable, Hashable, Encodable {
    let revision: String
    let title: String
    let icon: String
    /// All of them, with all their blocks in order.
    let containers: [BlockPage.Container]
    /// The HTML of those that the browser does not have, by key.
    let blocks: [String: String]
    /// nil where they are as they were.
    let styles: [BlockPage.Style]?
}
