import Foundation
import Report

/// The rooms of all reports that somebody has asked for, and the list of reports.
actor ReportRooms {
    private let folder: ReportFolder
    private let session: @Sendable (_ report: URL, _ name: String) -> RenderSession
    private let token: String
    private let signer: String?
    private let terminal: Terminal
    private let listing: ReportListing
    private let live: LivePage
    private var rooms: [String: ReportRoom] = [:]
    private var isClosed = false

    private let channel = EventChannel()
    private var history = PageHistory()
    private var sent: (blocks: BlockPage, page: PreparedPage)?
    /// What the list says of the reports that have been read, by name.
    private var known: [String: ReportListing.Entry] = [:]
    private var looking: Task<Void, Never>?

    /// How often reports are looked for, and at, while somebody looks at the list.
    private static let interval = Duration.milliseconds(500)

    /// - Parameters:
    ///   - token: the token that a page must send when it asks for work.
    ///   - signer: the probable name of the reviewer; nil if it is not known.
    ///   - templates: replaces built-in templates and styles.
    ///   - session: makes the session of a report.
    /// - Throws: if a template has mistakes.
    init(
        _ folder: ReportFolder, token: String, signer: String?, templates: URL?, terminal: Terminal,
        session: @escaping @Sendable (_ report: URL, _ name: String) -> RenderSession
    ) throws {
        self.folder = folder
        self.session = session
        self.token = token
        self.signer = signer
        self.terminal = terminal
        listing = try ReportListing(templates: templates)
        live = LivePage(token: token, home: nil, events: "/events", run: nil, stop: nil)
    }

    /// - Returns: nil for an unknown report.
    func room(_ name: String) -> ReportRoom? {
        // A report that is gone is not there, whoever has looked at it.
        guard !isClosed, let entry = folder.entry(name) else { return nil }
        if let room = rooms[name] { return room }
        guard ReportFolder.isReport(entry.url.path) else { return nil }
        let live = LivePage(
            token: token, home: "/", events: "/events/\(entry.target)", run: "/run/\(entry.target)",
            stop: "/stop/\(entry.target)", signing: "/review/\(entry.target)", signer: signer)
        let room = ReportRoom(entry, session(entry.url, entry.file), live: live, terminal: terminal)
        rooms[name] = room
        return room
    }

    /// The list with the present knowledge of the reports.
    func prepared() async throws -> PreparedPage {
        // While somebody looks, it is renewed as it is.
        let list = channel.count > 0 ? sent : nil
        let page = if let list { list.page } else { try await current().page }
        look()
        return page
    }

    /// Adds a viewer of the list.
    ///
    /// - Parameter revision: the revision of the list that the viewer shows.
    func subscribe(from revision: String?) async throws -> EventSubscription {
        let blocks = try await current().blocks
        var frames = [ServerSentEvent.retry(after: 1000)]
        if let change = history.change(from: revision, to: blocks) {
            frames.append(ServerSentEvent("page", id: change.revision, json: change).frame)
        }
        let subscription = channel.subscribe(frames)
        if isClosed { subscription.end() }
        look()
        return subscription
    }

    /// Keeps the connections of viewers open.
    func beat() async {
        channel.send(ServerSentEvent.heartbeat)
        for room in rooms.values { await room.beat() }
    }

    /// Ends all connections and stops all runs.
    ///
    /// - Returns: whether there was a run.
    func close() async -> Bool {
        isClosed = true
        looking?.cancel()
        channel.endAll()
        let open = Array(rooms.values)
        // All are asked to stop before one is waited for.
        for room in open { await room.stop() }
        var hadRun = false
        for room in open where await room.close() { hadRun = true }
        return hadRun
    }

    /// The list as it is known, noted where it is another one.
    private func current() async throws -> (blocks: BlockPage, page: PreparedPage) {
        let (folder, known, listing, live) = (folder, known, listing, live)
        let list = try await onOwnThread(named: "list") {
            Result {
                let entries = folder.entries().map { known[$0.name] ?? ReportListing.Entry($0, nil) }
                let page = try listing.page(title: "Reports", folder: folder.title, entries, live: live)
                let blocks = BlockPage(page.html)
                return (blocks: blocks, page: PreparedPage(blocks.html, contentPolicy: page.contentPolicy))
            }
        }.get()
        if let sent, sent.blocks.revision == list.blocks.revision { return sent }
        history.note(list.blocks)
        sent = list
        return list
    }

    private func entries() async -> [ReportFolder.Entry] {
        let folder = folder
        return await onOwnThread(named: "list") { folder.entries() }
    }

    /// Reads what has changed, once, and then for as long as somebody looks.
    private func look() {
        guard looking == nil, !isClosed else { return }
        looking = Task {
            var names: [String] = []
            repeat {
                let entries = await entries()
                var isAnother = names != entries.map(\.name)
                names = entries.map(\.name)
                for entry in entries {
                    guard let room = room(entry.name), !Task.isCancelled else { continue }
                    let now = ReportListing.Entry(entry, await room.standing())
                    if known[entry.name] != now || isAnother {
                        known[entry.name] = now
                        isAnother = false
                        await tell()
                    }
                }
                try? await Task.sleep(for: Self.interval)
            } while channel.count > 0 && !Task.isCancelled
            looking = nil
        }
    }

    private func tell() async {
        let before = sent?.blocks.revision
        guard let (blocks, _) = try? await current(), blocks.revision != before, channel.count > 0,
            let change = history.change(from: before, to: blocks)
        else { return }
        channel.send(ServerSentEvent("page", id: change.revision, json: change).frame)
    }
}
