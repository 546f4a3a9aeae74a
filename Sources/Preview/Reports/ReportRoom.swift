import Foundation
import Report

/// A report that is shown: its current page, its viewers, and its run, if there is one.
///
/// Pages are set and cells computed on threads of their own; what is here takes no time.
actor ReportRoom {
    /// What the room knows of its report.
    struct Standing: Sendable {
        /// nil where it was never right.
        let page: PreviewPage?
        let problems: [Problem]
        /// The state of the run that is sent to pages.
        let run: RunEvent
    }

    private let entry: ReportFolder.Entry
    private let session: RenderSession
    private let preview: ReportPreview
    private let terminal: Terminal
    private let channel = EventChannel()

    /// The last page that was right.
    private var page: PreviewPage?
    /// The page to send: this page, or one that only has a title.
    private var sent: (blocks: BlockPage, page: PreparedPage)?
    private var history = PageHistory()
    /// What turns earlier pages into the one that is sent, by their revisions: many ask for the same.
    private var changes: [String: Data] = [:]
    private var problems: [Problem] = []
    /// The files that the last attempt at a page read, as they stood before it.
    private var stamps: FileStamps?
    private var reads: [URL] = []
    private var failures: [String: PreviewFailure] = [:]
    private var rendering: Task<Void, Never>?
    private var run: ReportRun?
    private var runProblem: String?
    private var watching: Task<Void, Never>?
    private var isClosed = false

    /// How often files are looked at while somebody looks at the page.
    private static let interval = Duration.milliseconds(60)
    /// The number of intervals between messages to viewers about the progress of a run.
    private static let intervalsOfProgress = 6

    init(
        _ entry: ReportFolder.Entry, _ session: RenderSession, live: LivePage, terminal: Terminal
    ) {
        self.entry = entry
        self.session = session
        self.terminal = terminal
        let stem = entry.name.split(separator: "/").last ?? "report"
        preview = ReportPreview(session, live: live, filesFolder: "\(stem)_files")
        reads = preview.files
    }

    // MARK: what is asked for

    /// The page, rendered again if anything has changed. While a browser shows it, this is done anyway: then the last
    /// page is returned at once, and changes follow by its events.
    func prepared() async -> PreparedPage? {
        if channel.count == 0 || sent == nil { await refresh() }
        return sent?.page
    }

    /// A file beside the page.
    func file(_ name: String) async -> Data? {
        if page == nil { await refresh() }
        return page?.files[name]
    }

    /// The state of the report, after an update.
    func standing() async -> Standing {
        await refresh()
        return Standing(page: page, problems: problems, run: event)
    }

    /// Adds a viewer.
    ///
    /// - Parameter revision: the revision of the page that the viewer shows.
    func subscribe(from revision: String?) async -> EventSubscription {
        await refresh()
        var frames = [ServerSentEvent.retry(after: 1000)]
        if let frame = change(from: revision) { frames.append(frame) }
        frames.append(ServerSentEvent("problems", json: problems).frame)
        frames.append(ServerSentEvent("run", json: event).frame)
        let subscription = channel.subscribe(frames)
        if isClosed { subscription.end() }
        watch()
        return subscription
    }

    /// Runs what is out of date, unless a run is in progress: then that run is used.
    ///
    /// - Parameter refresh: labels of cells to compute although they run only when asked.
    /// - Returns: why it cannot run; nil if it runs.
    func start(refresh labels: [String]) async -> String? {
        guard run == nil else { return nil }
        await refresh()
        guard !isClosed else { return "The server is ending." }
        // Another request may have been here meanwhile.
        guard run == nil else { return nil }
        guard problems.isEmpty, let page else { return "The report has mistakes; nothing can run." }
        let unknown = labels.filter { label in !page.cells.contains { $0.label == label } }
        guard unknown.isEmpty else { return "There is no cell '\(unknown[0])'." }
        runProblem = nil
        let fingerprints = Dictionary(
            page.cells.map { ($0.label, $0.fingerprint) }, uniquingKeysWith: { first, _ in first })
        let run = ReportRun(session, refresh: labels, page.cells) { [weak self] cell, outcome in
            Task { await self?.ended(cell, outcome, fingerprints[cell] ?? "") }
        }
        self.run = run
        let count = run.board.now.cells.count
        terminal.line("\(entry.file): run started, \(count) \(count == 1 ? "cell" : "cells")")
        let start = ContinuousClock.now
        tell()
        Task { await finish(await run.task.value, after: start) }
        return nil
    }

    /// Adds an entry of a reviewer about the shown page to the file beside the report.
    ///
    /// - Returns: why it cannot be written; nil if it was written.
    func sign(_ remark: Remark) async -> String? {
        await refresh()
        guard !isClosed else { return "The server is ending." }
        guard problems.isEmpty, let page else { return "The report has mistakes; nothing was written." }
        if let complaint = remark.complaint { return complaint }
        guard let target = page.targets.first(where: { $0.name == remark.target }) else {
            return "The report has nothing that is called '\(remark.target)' any more; nothing was written."
        }
        guard let key = target.key, key.description == remark.key else {
            return "What you looked at has changed meanwhile; look again. Nothing was written."
        }
        let entry = ReviewEntry(
            target: remark.target, kind: remark.kind, author: remark.author, date: Date(), text: remark.text, key: key)
        let file = session.review
        let why = await onOwnThread(named: "review") { () -> String? in
            do {
                try file.append([entry])
                return nil
            } catch {
                return "\(error)"
            }
        }
        if let why { return "Nothing was written: \(why)" }
        terminal.line("\(file.name): \(entry.kind.rawValue) of '\(entry.target)' by \(entry.author)")
        await refresh()
        return nil
    }

    /// Stops the run, which saves its state.
    func stop() {
        guard let run, !run.cancellation.isCancelled else { return }
        run.cancellation.cancel()
        tell()
    }

    /// Ends all connections, stops the run and waits for its end.
    ///
    /// - Returns: whether there was a run.
    func close() async -> Bool {
        isClosed = true
        watching?.cancel()
        channel.endAll()
        guard let run else { return false }
        run.cancellation.cancel()
        _ = await run.task.value
        return true
    }

    /// How many look.
    nonisolated var watchers: Int { channel.count }

    /// Keeps the connections of viewers open.
    func beat() { channel.send(ServerSentEvent.heartbeat) }

    // MARK: the page

    /// Sets the page anew where anything that it is made from has changed, and tells those who look.
    private func refresh(evenIfCurrent: Bool = false) async {
        // One that is being made may be of what stood there before.
        if let rendering { await rendering.value }
        if !evenIfCurrent, stamps?.areCurrent == true { return }
        // Others may have come first.
        if let rendering { return await rendering.value }
        let task = Task {
            await render()
            rendering = nil
        }
        rendering = task
        await task.value
    }

    private func render() async {
        let before = FileStamps(reads)
        let start = ContinuousClock.now
        let result = await attempt()
        stamps = before
        switch result {
        case .success((let made, let blocks)):
            let seconds = (ContinuousClock.now - start).inSeconds
            // What it reads may be something else now, and may have changed while it was set.
            if Set(made.reads) != Set(reads) {
                reads = made.reads
                stamps = before.areCurrent ? FileStamps(reads) : nil
            }
            take(made, blocks, seconds)
        case .failure(let wrong):
            reads = Array(Set(reads + preview.files))
            // A file may be half written: only what is still wrong a moment later is worth a word.
            try? await Task.sleep(for: .milliseconds(100))
            guard before.areCurrent else {
                stamps = nil
                return
            }
            stamps = FileStamps(reads)
            refuse(wrong.problems)
        }
    }

    private struct Wrong: Error {
        let problems: [Problem]
    }

    private func attempt() async -> Result<(PreviewPage, BlockPage), Wrong> {
        let (preview, failures, file) = (preview, failures, entry.file)
        return await onOwnThread(named: "page") {
            do {
                let page = try preview.page(after: failures)
                return .success((page, BlockPage(page.html)))
            } catch let error as InvalidDocument {
                return .failure(Wrong(problems: error.diagnostics.map(Problem.init)))
            } catch {
                return .failure(Wrong(problems: [Problem("\(error)", in: file)]))
            }
        }
    }

    private func take(_ made: PreviewPage, _ blocks: BlockPage, _ seconds: Double) {
        let wasWrong = !problems.isEmpty
        problems = []
        if wasWrong { channel.send(ServerSentEvent("problems", json: problems).frame) }
        let cellsBefore = page?.cells
        page = made
        if blocks.revision != sent?.blocks.revision {
            let isFirst = sent == nil
            let before = sent?.blocks.revision
            sent = (blocks, PreparedPage(blocks.html, contentPolicy: made.contentPolicy))
            history.note(blocks)
            changes = [:]
            if channel.count > 0, let frame = change(from: before) { channel.send(frame) }
            terminal.line("\(entry.file): \(isFirst ? "rendered" : "re-rendered") in \(Terminal.words(seconds))")
        } else if wasWrong {
            terminal.line("\(entry.file): right again")
        }
        if cellsBefore != made.cells { tell() }
    }

    private func refuse(_ found: [Problem]) {
        guard found != problems else { return }
        problems = found
        if let first = found.first {
            let more = found.count > 1 ? " (and \(found.count - 1) more)" : ""
            terminal.line(first.description + more)
        }
        if sent == nil, let empty = try? preview.emptyPage(title: entry.url.deletingPathExtension().lastPathComponent) {
            let blocks = BlockPage(empty.html)
            sent = (blocks, PreparedPage(blocks.html, contentPolicy: empty.contentPolicy))
            history.note(blocks)
            changes = [:]
        }
        channel.send(ServerSentEvent("problems", json: problems).frame)
    }

    /// nil where there is nothing to change.
    private func change(from revision: String?) -> Data? {
        guard let sent else { return nil }
        // Those that are not known get the same, all of it.
        let known = revision.flatMap { history.holds($0) ? $0 : nil } ?? ""
        if let frame = changes[known] { return frame }
        guard let change = history.change(from: known, to: sent.blocks) else { return nil }
        let frame = ServerSentEvent("page", id: change.revision, json: change).frame
        changes[known] = frame
        return frame
    }

    // MARK: the run

    private var event: RunEvent {
        let state: RunEvent.State = run == nil ? .idle : run?.cancellation.isCancelled == true ? .stopping : .running
        return RunEvent(state, page?.cells ?? [], run?.board, problem: runProblem)
    }

    private func tell() {
        if channel.count > 0 { channel.send(ServerSentEvent("run", json: event).frame) }
    }

    /// Takes the result of a cell into the page.
    private func ended(_ cell: String, _ outcome: CellOutcome, _ fingerprint: String) async {
        switch outcome {
        case .failed(let message, _):
            failures[cell] = PreviewFailure(fingerprint: fingerprint, message: message)
            terminal.line("\(entry.file): '\(cell)' failed: \(message)")
        case .ran: failures[cell] = nil
        case .cached, .blocked, .manual, .cancelled: return
        }
        await refresh(evenIfCurrent: true)
        tell()
    }

    private func finish(_ computed: RenderSession.Computed, after start: ContinuousClock.Instant) async {
        run = nil
        let seconds = Terminal.words((ContinuousClock.now - start).inSeconds)
        await refresh(evenIfCurrent: true)
        switch computed {
        case .ended(let report):
            for warning in report.warnings { terminal.line("\(entry.file): warning: \(warning)") }
            let claims = page?.claims ?? (pass: 0, fail: 0, open: 0)
            let all = claims.pass + claims.fail + claims.open
            let verdict = all == 0 ? "" : ": \(claims.pass) of \(all) \(all == 1 ? "claim holds" : "claims hold")"
            terminal.line("\(entry.file): run finished in \(seconds)\(verdict)")
        case .stopped(let warnings):
            for warning in warnings { terminal.line("\(entry.file): warning: \(warning)") }
            terminal.line("\(entry.file): run stopped after \(seconds); what is finished is in the store")
        case .refused(let diagnostics):
            runProblem = "The report has mistakes; nothing ran."
            if let first = diagnostics.first { terminal.line(first.description) }
        case .impossible(let why):
            runProblem = "Nothing ran: \(why)"
            terminal.line("\(entry.file): error: \(why)")
        }
        tell()
    }

    // MARK: while somebody looks

    /// Looks at the files, and tells how far a run is, for as long as somebody looks.
    private func watch() {
        guard watching == nil, !isClosed else { return }
        watching = Task {
            var round = 0
            var told = -1
            while channel.count > 0, !Task.isCancelled {
                try? await Task.sleep(for: Self.interval)
                if stamps?.areCurrent != true { await refresh() }
                round += 1
                guard let run, round.isMultiple(of: Self.intervalsOfProgress) else { continue }
                let version = run.board.now.version
                if version != told {
                    told = version
                    channel.send(ServerSentEvent("run", json: event).frame)
                }
            }
            watching = nil
            // Somebody may have come while this ended.
            if channel.count > 0 { watch() }
        }
    }
}
